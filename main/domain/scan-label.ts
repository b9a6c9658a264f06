/**
 * What a shop's own scale prints: in-store bar codes with item, amount and weight inside. Every scale is set up differently,
 * so a layout is spelled out digit by digit, as the scale's own set-up menu does.
 */

/**
 * One layout. It holds for codes of exactly as many digits as the template has letters, 13 or 18 in practice, that begin with
 * the prefix:
 *
 *   P prefix   I item   A amount in fen   W weight in grams   C check digit over all (EAN weights)   - digit that says nothing
 *
 * `PPIIIIIAAAAAC` is the common one; `PPIIIIIAAAAAWWWWWC` the 18-digit label; `PPIIIII-AAAAC` has the scale's inner check digit.
 */
export interface ScaleLabelRule {
  readonly prefix: string;
  readonly template: string;
}

export interface ScaleLabel {
  readonly item: string;
  readonly amountFen?: number;
  readonly grams?: number;
}

export type LabelReading =
  | ({ readonly kind: 'label' } & ScaleLabel)
  /** The template fits and the check digit does not: read wrongly, to be scanned again. */
  | { readonly kind: 'misread' };

/** What is wrong with a rule, for the set-up page, or undefined when it can be used. */
export function scaleRuleProblem({ prefix, template }: ScaleLabelRule): 'prefix' | 'template' | undefined {
  if (!/^\d{1,6}$/.test(prefix)) return 'prefix';
  const isWhole = /^P+I+-?(A+-?W*|W+-?A*)C?$/.test(template);
  return isWhole && template.lastIndexOf('P') + 1 === prefix.length && template.length >= 12 && template.length <= 24 ? undefined : 'template';
}

/** Reads a code by the first rule that fits, or undefined when none does. */
export function readScaleLabel(digits: string, rules: readonly ScaleLabelRule[]): LabelReading | undefined {
  if (!/^\d+$/.test(digits)) return undefined;
  const rule = rules.find(({ prefix, template }) => template.length === digits.length && digits.startsWith(prefix));
  if (!rule) return undefined;
  if (rule.template.endsWith('C') && !checkDigitOk(digits)) return { kind: 'misread' };
  const field = (letter: string): string => Array.from(digits).filter((_, index) => rule.template[index] === letter).join('');
  const amount = field('A');
  const weight = field('W');
  return {
    kind: 'label',
    item: field('I'),
    ...(amount !== '' && { amountFen: Number(amount) }),
    ...(weight !== '' && { grams: Number(weight) }),
  };
}

/** The 3-1 weighted check digit of EAN, UPC and ITF-14, for any number of digits. */
export function checkDigitOk(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const fromRight = digits.length - 1 - index;
    sum += Number(digits[index]) * (fromRight % 2 === 0 ? 1 : 3);
  }
  return sum % 10 === 0;
}

const GROUP_SEPARATOR = '\u001D';

/** What of a GS1 code a till can use. */
export interface Gs1Reading {
  /** GTIN without the leading zeros that pad it to 14 digits, 8 digits or more. */
  readonly gtin: string;
  readonly grams?: number;
}

/** Lengths of the GS1 identifiers that have a fixed one, without the identifier itself (GS1 General Specifications, 7.8.5). */
const FIXED_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['00', 18], ['01', 14], ['02', 14], ['11', 6], ['12', 6], ['13', 6], ['15', 6], ['16', 6], ['17', 6], ['20', 2],
  ['31', 8], ['32', 8], ['33', 8], ['34', 8], ['35', 8], ['36', 8], ['41', 13],
]);

/** Reads the GTIN (01) and the net weight (310n) of a GS1 element string; undefined when it has no sound GTIN. */
export function readGs1(text: string): Gs1Reading | undefined {
  let rest = text.startsWith(GROUP_SEPARATOR) ? text.slice(1) : text;
  let gtin: string | undefined;
  let grams: number | undefined;
  while (rest !== '') {
    const length = FIXED_LENGTHS.get(rest.slice(0, 2));
    const end = length === undefined ? rest.indexOf(GROUP_SEPARATOR) : 2 + length;
    const element = end < 0 ? rest : rest.slice(0, end);
    rest = rest.slice(element.length);
    if (rest.startsWith(GROUP_SEPARATOR)) rest = rest.slice(1);
    const trade = /^01(\d{14})$/.exec(element)?.[1];
    if (trade !== undefined) gtin = trade;
    const weight = /^310([0-6])(\d{6})$/.exec(element);
    if (weight) grams = Math.round((Number(weight[2]) * 1000) / 10 ** Number(weight[1]));
  }
  if (gtin === undefined || !checkDigitOk(gtin)) return undefined;
  return { gtin: shortGtin(gtin), ...(grams !== undefined && { grams }) };
}

/** EAN-8, UPC-A or EAN-13 as it stands on the pack, from its 14-digit form. */
function shortGtin(gtin: string): string {
  if (gtin.startsWith('000000')) return gtin.slice(6);
  return gtin.startsWith('0') ? gtin.slice(1) : gtin;
}
