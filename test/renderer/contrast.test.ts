// Colours that words stand in are read from the style sheets themselves: enough for everybody, and 7:1 for whoever chose high contrast.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const STYLES = join(import.meta.dirname, '..', '..', 'renderer', 'styles');
const read = (name: string): string => readFileSync(join(STYLES, name), 'utf8');

type Scheme = 'light' | 'dark';
type Tokens = ReadonlyMap<string, string>;

/** The custom properties of the first block behind `selector`, as they are written. */
function tokensOf(sheet: string, selector: string): Tokens {
  const block = sheet.slice(sheet.indexOf(selector));
  const end = block.indexOf('\n}');
  return new Map([...block.slice(0, end).matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map(([, name = '', value = '']) => [name, value]));
}

const NORMAL = tokensOf(read('tokens.css'), ':root {');
const STRONG: Tokens = new Map([...NORMAL, ...tokensOf(read('contrast.css'), ":root:is([data-theme='contrast']")]);

/** A token's colour in a scheme as red, green, blue 0…255. */
function colour(tokens: Tokens, name: string, scheme: Scheme): readonly number[] {
  const value = name.startsWith('#') ? name : (tokens.get(name) ?? '');
  const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  if (other !== undefined) return colour(tokens, other, scheme);
  const [, light = value, dark = value] = /^light-dark\((#\w+), (#\w+)\)$/.exec(value) ?? [];
  const hex = scheme === 'light' ? light : dark;
  if (!/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`${name}: no colour in ${value}`);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** WCAG 2: relative luminance. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(tokens: Tokens, front: string, back: string, scheme: Scheme): number {
  const [high = 0, low = 0] = [luminance(colour(tokens, front, scheme)), luminance(colour(tokens, back, scheme))].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['--paper', '--surface', '--raised', '--sunken', '--neutral-soft'];
const on = (front: string, backs: readonly string[]): readonly (readonly [string, string])[] => backs.map((back) => [front, back]);

/** What words are written in, and on what. */
const WORDS = [
  ...on('--ink', [...GROUNDS, '--accent-soft', '--proven-soft', '--check-soft', '--alarm-soft']),
  ...on('--ink-soft', GROUNDS),
  ...on('--accent', ['--paper', '--surface', '--raised', '--accent-soft']),
  ...on('--accent-ink', ['--accent']),
  ...on('--proven', ['--surface', '--raised', '--proven-soft']),
  ...on('--check', ['--paper', '--surface', '--raised', '--check-soft']),
  ...on('--alarm', ['--surface', '--raised', '--alarm-soft']),
  ...on('#ffffff', ['--proven-fill', '--check-fill']),
] as const;

/** What shapes and the edges of controls are drawn in, and on what. */
const SHAPES = [
  ...on('--line-strong', ['--paper', '--surface', '--raised']), ...on('--accent', ['--paper', '--surface', '--raised', '--neutral-soft']), ...on('--proven', ['--surface']),
  ...on('--alarm', ['--surface']),
] as const;

const weak = (tokens: Tokens, pairs: readonly (readonly [string, string])[], least: number): string[] =>
  (['light', 'dark'] as const).flatMap((scheme) => pairs.map(([front, back]) => [`${scheme}: ${front} on ${back}`, ratio(tokens, front, back, scheme)] as const))
    .filter(([, measured]) => measured < least).map(([pair, measured]) => `${pair}: ${measured.toFixed(2)}`);

describe('the usual look, by day and by night', () => {
  it('has words at 4.5:1 and edges at 3:1', () => {
    expect(weak(NORMAL, WORDS, 4.5)).toEqual([]);
    expect(weak(NORMAL, SHAPES, 3)).toEqual([]);
  });
});

describe('high contrast, by day and by night', () => {
  it('has words at 7:1, and every edge too', () => {
    expect(weak(STRONG, WORDS, 7)).toEqual([]);
    expect(weak(STRONG, [...SHAPES, ...on('--line', ['--paper', '--surface', '--raised'])], 7)).toEqual([]);
  });

  it('has a focus ring of at least 3 pixels at any size of letters, and no shadow does the work of a border', () => {
    for (const [tokens, least] of [[NORMAL, 3], [STRONG, 4]] as const) expect(tokens.get('--focus')).toMatch(new RegExp(`^max\\(${least}px, `));
    for (const shadow of ['--shadow', '--shadow-low']) expect(STRONG.get(shadow)).toBe('none');
  });

  it('holds also where the system forces its own colours: codes stay black on white, edges and the focus are drawn', () => {
    const forced = read('contrast.css').split('@media (forced-colors: active)')[1] ?? '';
    expect(forced).toMatch(/\.qr, [^}]*forced-color-adjust: none/);
    expect(forced).toContain('solid Highlight');
    expect(forced).toContain('ButtonText');
  });
});

describe('the measure', () => {
  it('is the one of WCAG', () => {
    expect(ratio(NORMAL, '#ffffff', '#000000', 'light')).toBeCloseTo(21, 5);
    expect(ratio(NORMAL, '#ffffff', '#777777', 'light')).toBeCloseTo(4.48, 2);
  });
});
