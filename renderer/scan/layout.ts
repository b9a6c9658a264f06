/**
 * What a scanner that types meant. It presses keys of an American keyboard unless somebody set it up otherwise, while the
 * system writes what its own layout has on those keys: a French one makes `-çà&` of `6901`, and Caps Lock turns letters over.
 */

/** Keys whose characters differ from letter and digit keys, by `KeyboardEvent.code`: plain, then with Shift. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['Minus', '-_'], ['Equal', '=+'], ['BracketLeft', '[{'], ['BracketRight', ']}'], ['Backslash', '\\|'], ['Semicolon', ';:'], ['Quote', '\'"'],
  ['Backquote', '`~'], ['Comma', ',<'], ['Period', '.>'], ['Slash', '/?'], ['Space', '  '], ['NumpadDecimal', '..'], ['NumpadAdd', '++'],
  ['NumpadSubtract', '--'], ['NumpadMultiply', '**'], ['NumpadDivide', '//'],
]);
const ABOVE_DIGITS = ')!@#$%^&*(';

/** What this key writes on an American keyboard without Caps Lock; an empty text for one that writes nothing or is not known. */
export function americanCharacter(code: string, shift: boolean): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return shift ? (ABOVE_DIGITS[Number(digit)] ?? '') : digit;
  const numpad = /^Numpad(\d)$/.exec(code)?.[1];
  if (numpad !== undefined) return numpad;
  return SIGNS.get(code)?.[shift ? 1 : 0] ?? '';
}

/**
 * The text of a scan, from what the system wrote and what an American keyboard would have written, key by key. The system is
 * believed unless its text shows that another layout came between: plain digit keys that wrote no digits, or letters that no
 * code has. With Caps Lock on, and nothing else different, the scanner's own capitals are taken: it does not see that lamp.
 */
export function scannedText(written: readonly string[], american: readonly string[], capsLock: boolean): string {
  const asWritten = written.join('');
  const asAmerican = american.join('');
  if (asWritten === asAmerican || american.includes('')) return asWritten;
  if (asWritten.toLowerCase() === asAmerican.toLowerCase()) return capsLock ? asAmerican : asWritten;
  const digitsLost = american.some((character, index) => isDigit(character) && !isDigit(written[index]));
  const digitsByShift = written.some((character, index) => isDigit(character) && !isDigit(american[index]));
  if (digitsLost !== digitsByShift) return digitsLost ? asAmerican : asWritten;
  return /^[\x20-\x7e]*$/.test(asWritten) ? asWritten : asAmerican;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /^\d$/.test(character);
}
