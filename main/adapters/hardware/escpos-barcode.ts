/**
 * CODE128 for `GS k 73`: chooses the code sets (B for text, C for digit pairs) that give the shortest symbol, and knows
 * its width beforehand, because a printer prints nothing at all of a symbol that is too wide.
 */

/** A symbol ready to be sent: data bytes with their `{B` `{C` switches, and its size. */
export interface Code128Plan {
  readonly data: Uint8Array;
  /** Width of one module in dots, 2 or 3. */
  readonly moduleDots: number;
  /** Width of the bars without quiet zones. */
  readonly dots: number;
}

export type Code128Refusal =
  | { readonly reason: 'too-wide'; readonly dots: number; readonly available: number }
  | { readonly reason: 'bad-content' };

type CodeSet = 'B' | 'C';

interface Step {
  readonly set: CodeSet;
  /** How many characters this step takes. */
  readonly take: 1 | 2;
}

const SYMBOL_MODULES = 11;
const STOP_MODULES = 13;
/** The standard asks for ten light modules on each side; the paper's unprintable edge gives part of it. */
const QUIET_MODULES = 10;
const SMALLEST_MODULE_DOTS = 2;
const LARGEST_MODULE_DOTS = 3;
const LONGEST_DATA = 255;
const OPEN_BRACE = 0x7b;
const DIGIT_ZERO = 0x30;

/** Plans a symbol for paper of this many printable dots. Content is printable ASCII, 1 character or more. */
export function planCode128(content: string, paperDots: number): Code128Plan | Code128Refusal {
  if (!/^[\x20-\x7e]+$/.test(content)) return { reason: 'bad-content' };
  const steps = shortestSteps(content);
  const data = dataBytes(content, steps);
  if (data.length > LONGEST_DATA) return { reason: 'bad-content' };
  const modules = (steps.length + switches(steps) + 2) * SYMBOL_MODULES + STOP_MODULES;
  for (let moduleDots = LARGEST_MODULE_DOTS; moduleDots >= SMALLEST_MODULE_DOTS; moduleDots -= 1) {
    if ((modules + 2 * QUIET_MODULES) * moduleDots <= paperDots) return { data, moduleDots, dots: modules * moduleDots };
  }
  return { reason: 'too-wide', dots: modules * SMALLEST_MODULE_DOTS, available: paperDots - 2 * QUIET_MODULES * SMALLEST_MODULE_DOTS };
}

/**
 * Dynamic programming from the end: for every position and code set the fewest symbols that finish the content, where a
 * change of set costs one symbol.
 */
function shortestSteps(content: string): Step[] {
  const length = content.length;
  const cost: Record<CodeSet, number[]> = { B: [], C: [] };
  const choice: Record<CodeSet, CodeSet[]> = { B: [], C: [] };
  cost.B[length] = 0;
  cost.C[length] = 0;
  const after = (set: CodeSet, index: number): number => cost[set][index] ?? Number.POSITIVE_INFINITY;
  for (let index = length - 1; index >= 0; index -= 1) {
    const asB = 1 + after('B', index + 1);
    const asC = isDigitPair(content, index) ? 1 + after('C', index + 2) : Number.POSITIVE_INFINITY;
    cost.B[index] = Math.min(asB, 1 + asC);
    choice.B[index] = asB <= 1 + asC ? 'B' : 'C';
    cost.C[index] = Math.min(asC, 1 + asB);
    choice.C[index] = asC <= 1 + asB ? 'C' : 'B';
  }
  const steps: Step[] = [];
  let set: CodeSet = after('C', 0) < after('B', 0) ? 'C' : 'B';
  for (let index = 0; index < length; ) {
    set = choice[set][index] ?? 'B';
    const take = set === 'C' ? 2 : 1;
    steps.push({ set, take });
    index += take;
  }
  return steps;
}

/**
 * The pair 16 would be the byte 0x10 (DLE). Followed by 04, 05 or 20 it is a real-time command that printers obey even
 * inside other data (`DLE DC4` opens the drawer), so this pair is always printed in set B.
 */
function isDigitPair(content: string, index: number): boolean {
  const first = content.charCodeAt(index) - DIGIT_ZERO;
  const second = content.charCodeAt(index + 1) - DIGIT_ZERO;
  return first >= 0 && first <= 9 && second >= 0 && second <= 9 && !(first === 1 && second === 6);
}

function switches(steps: readonly Step[]): number {
  return steps.filter((step, index) => index > 0 && step.set !== steps[index - 1]?.set).length;
}

/** The bytes after `GS k 73 n`: a digit pair in set C is one byte 0–99, a literal `{` in set B is doubled. */
function dataBytes(content: string, steps: readonly Step[]): Uint8Array {
  const bytes: number[] = [];
  let set: CodeSet | undefined;
  let index = 0;
  for (const step of steps) {
    if (step.set !== set) {
      set = step.set;
      bytes.push(OPEN_BRACE, set.charCodeAt(0));
    }
    if (step.take === 2) {
      bytes.push(Number(content.slice(index, index + 2)));
    } else {
      const code = content.charCodeAt(index);
      bytes.push(...(code === OPEN_BRACE ? [OPEN_BRACE, OPEN_BRACE] : [code]));
    }
    index += step.take;
  }
  return Uint8Array.from(bytes);
}
