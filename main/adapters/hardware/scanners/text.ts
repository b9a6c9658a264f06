/**
 * The bytes of one scan as text. Chinese inside a QR arrives as UTF-8 or GBK depending on the scanner's set-up; bytes that
 * are neither, or hold control characters, mean a wrong baud rate or parity, and are never handed on as a code.
 */

const utf8 = new TextDecoder('utf-8', { fatal: true });
const gb18030 = new TextDecoder('gb18030', { fatal: true });
/** All controls but GS (0x1D), which separates the fields of GS1 codes, and tab. */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const CONTROLS = /[\u0000-\u0008\u000a-\u001c\u001e\u001f\u007f-\u009f]/u;

/** Text of a scan, or undefined when the bytes cannot be a code. UTF-8 is tried first: GBK text is hardly ever valid UTF-8. */
export function scanText(bytes: Uint8Array): string | undefined {
  const text = decodedAs(utf8, bytes) ?? decodedAs(gb18030, bytes);
  return text === undefined || text === '' || CONTROLS.test(text) ? undefined : text;
}

function decodedAs(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
