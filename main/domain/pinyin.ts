/**
 * First letters of Chinese names, for the search by keyboard, where a shop's list has none. Characters are put in the order of their sounds by
 * the language's own collation; the last of these that is not behind a character has its letter. A character with several sounds gets its usual
 * one: good enough to find goods, and no more is done with it.
 */
const FIRST_OF_LETTER: readonly (readonly [letter: string, character: string])[] = [
  ['a', '阿'], ['b', '八'], ['c', '嚓'], ['d', '咑'], ['e', '妸'], ['f', '发'], ['g', '旮'], ['h', '哈'], ['j', '丌'], ['k', '咔'], ['l', '垃'], ['m', '妈'],
  ['n', '拏'], ['o', '噢'], ['p', '妑'], ['q', '七'], ['r', '呥'], ['s', '仨'], ['t', '他'], ['w', '屲'], ['x', '夕'], ['y', '丫'], ['z', '匝'],
];

const ORDER = new Intl.Collator('zh-CN-u-co-pinyin');

export function pinyinInitials(name: string): string {
  return Array.from(name).filter((character) => /^\p{Script=Han}$/u.test(character)).map(initialOf).join('');
}

function initialOf(character: string): string {
  return FIRST_OF_LETTER.findLast(([, first]) => ORDER.compare(first, character) <= 0)?.[0] ?? '';
}
