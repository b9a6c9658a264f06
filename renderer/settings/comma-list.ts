/** Lists as people write them into one line: commas of either alphabet, blanks, and `10-15` for all between. */

export interface CommaList {
  /** Each once, in the order in which they were written. */
  readonly values: readonly string[];
  /** What could not be read, as it was written. */
  readonly bad: readonly string[];
}

const BETWEEN = /[,，、;；\s]+/;
const RANGE = /^(\d{1,8})\s*[-–~～]\s*(\d{1,8})$/;
/** Longer ranges are slips of the finger. */
const LONGEST_RANGE = 100;

/** Reads a list; `fits` says which members it may have. */
export function readList(text: string, fits: (member: string) => boolean): CommaList {
  const values = new Set<string>();
  const bad: string[] = [];
  for (const part of text.replaceAll(/\s*([-–~～])\s*/g, '$1').split(BETWEEN).filter((each) => each !== '')) {
    const members = membersOf(part);
    if (members.length > 0 && members.every(fits)) members.forEach((member) => values.add(member));
    else bad.push(part);
  }
  return { values: [...values], bad };
}

/** `05-07` keeps its zeros: they are part of what a code begins with. */
function membersOf(part: string): readonly string[] {
  const range = RANGE.exec(part);
  if (!range) return [part];
  const [, first = '', last = ''] = range;
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || count > LONGEST_RANGE) return [];
  return Array.from({ length: count }, (_, index) => String(Number(first) + index).padStart(first.length, '0'));
}
