/**
 * How names become findable. Chinese has no blanks between words, so every Han character is a word of its own and a run of
 * them is looked for as a phrase; Latin words are found by their beginning; pinyin initials from any character on.
 */

/** The words of a name, as the index keeps them: `山间乌龙茶 500ml` → `山 间 乌 龙 茶 500ml`. */
export function indexWords(name: string): string {
  return runs(name).flatMap((run) => (isHan(run) ? Array.from(run) : [run])).join(' ');
}

/** Every end of the initials, so that `wlc` finds `sjwlc`. */
export function indexInitials(pinyin: string): string {
  return runs(pinyin).flatMap((run) => Array.from(run, (_, index) => run.slice(index))).join(' ');
}

/** FTS5 query for what a person typed, or undefined when nothing in it can be looked for. All parts must be found. */
export function searchQuery(text: string): string | undefined {
  const parts = runs(text).map((run) => (isHan(run) ? `names : "${Array.from(run).join(' ')}"` : `"${run}" *`));
  return parts.length > 0 ? parts.join(' AND ') : undefined;
}

/** The typed text in the form in which names and codes are compared with it. */
export function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

/** Runs of Han characters and runs of other letters and digits; everything else parts them. */
function runs(text: string): string[] {
  return comparable(text).match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [];
}

function isHan(run: string): boolean {
  return /^\p{Script=Han}/u.test(run);
}
