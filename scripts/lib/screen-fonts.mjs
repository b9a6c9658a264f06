// The letters of the screens' own sentences and the most usual ones of names as a font for each weight in use, so that a page waits for
// them and then draws once; the other usual letters as a second font for each weight, for which only goods' names need be waited for.
// With them, a first picture needs none of the hundred slices of the whole font, each of which would be asked for, unpacked and laid out
// anew; rare letters come from the slices when the page stands. Latin letters and figures are the whole font's own slice, which keeps
// their kerning.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { subsetFont } from './font-subset.mjs';
import { root } from './paths.mjs';

const WEIGHTS = { 400: '400Regular', 500: '500Medium', 600: '600SemiBold', 700: '700Bold' };
const LATIN_FAMILY = 'Guitai Latin';
const HAN_FAMILY = 'Guitai Screen';
/** Looked into for letters that the other has not. */
const NAMES_FAMILY = 'Guitai Names';
/** The weight in which names of goods are written. */
const GOODS = '500';
/** The whole font's slices go from rare to usual letters; those from this one on hold nearly all of a Chinese text ... */
const FIRST_USUAL_SLICE = 100;
/** ... and those from this one on most of it. */
const FIRST_MOST_USUAL_SLICE = 115;
const SLICES = join(root, 'node_modules', '@fontsource-variable', 'noto-sans-sc');

/** @typedef {{ name: string, source: Buffer | string, isFirst: boolean }} MadeFile  `isFirst`: the first picture waits for it */

/**
 * A bundler's part that adds the fonts and their rules to every page. Pages do without it as well, only more slowly.
 * @returns {import('vite').Plugin}
 */
export function screenFonts() {
  /** @type {MadeFile[]} */
  let files = [];
  return {
    name: 'screen-fonts',
    apply: 'build',
    buildStart() {
      files = makeFiles();
      for (const { name, source } of files) this.emitFile({ type: 'asset', fileName: name, source });
    },
    // Behind the code, which is asked for first: it is read while the fonts are on their way.
    transformIndexHtml: () => files.filter(({ isFirst }) => isFirst).map(({ name }) => (name.endsWith('.css')
      ? { tag: 'link', attrs: { rel: 'stylesheet', href: `./${name}` }, injectTo: 'head' }
      : { tag: 'link', attrs: { rel: 'preload', as: 'font', crossorigin: true, href: `./${name}` }, injectTo: 'head' })),
  };
}

/** Every character of the tables of sentences, whatever their code says besides. */
function sentences() {
  const folder = join(root, 'renderer', 'text');
  const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}

/** @returns {Record<string, string>} the letters of each slice, as CSS writes ranges */
function slices() {
  return JSON.parse(readFileSync(join(SLICES, 'unicode.json'), 'utf8'));
}

/**
 * The letters of the slices from the given one on.
 * @param {number} first
 */
function letters(first) {
  const wanted = Object.entries(slices()).filter(([name]) => Number(/^\[(\d+)\]$/.exec(name)?.[1] ?? 0) >= first).flatMap(([, ranges]) => ranges.split(','));
  return wanted.map((range) => {
    const [from = 0, to = from] = range.replace('U+', '').split('-').map((code) => Number.parseInt(code, 16));
    return String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, index) => from + index));
  }).join('');
}

/** @returns {MadeFile[]} */
function makeFiles() {
  const latin = readFileSync(join(SLICES, 'files', 'noto-sans-sc-latin-wght-normal.woff2'));
  const first = new Set(`${sentences()}${letters(FIRST_MOST_USUAL_SLICE)}`);
  const more = [...letters(FIRST_USUAL_SLICE)].filter((letter) => !first.has(letter));
  const faces = [
    { name: `assets/screen-latin-${mark(latin)}.woff2`, source: latin, isFirst: true, rule: `font-family:'${LATIN_FAMILY}';font-weight:100 900;unicode-range:${slices()['latin']}` },
    ...Object.entries(WEIGHTS).flatMap(([weight, name]) => {
      const whole = readFileSync(join(root, 'node_modules', '@expo-google-fonts', 'noto-sans-sc', name, `NotoSansSC_${name}.ttf`));
      const ours = subsetFont(whole, first);
      const names = subsetFont(whole, more);
      return [
        { name: `assets/screen-${weight}-${mark(ours)}.ttf`, source: ours, isFirst: true, rule: `font-family:'${HAN_FAMILY}';font-weight:${weight}` },
        { name: `assets/names-${weight}-${mark(names)}.ttf`, source: names, isFirst: weight === GOODS, rule: `font-family:'${NAMES_FAMILY}';font-weight:${weight}` },
      ];
    }),
  ];
  const rules = faces.map(({ name, rule }) => `@font-face{${rule};font-display:swap;src:url('../${name}')}`).join('\n');
  return [...faces.map(({ name, source, isFirst }) => ({ name, source, isFirst })), { name: `assets/screen-fonts-${mark(rules)}.css`, source: rules, isFirst: true }];
}

/** @param {Buffer | string} content */
function mark(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}
