/** The screens' small fonts must draw what the whole font draws: a letter that is missing or another one would be read as another amount. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { afterAll, expect, it } from 'vitest';
import { subsetFont } from '../../scripts/lib/font-subset.mjs';

const WHOLE = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf');
const folder = mkdtempSync(join(tmpdir(), 'guitai-font-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function draw(text: string, fontFile: string): Buffer {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="80"><text x="10" y="50" font-size="40" font-weight="600" font-family="Noto Sans SC">${text}</text></svg>`;
  return Buffer.from(new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [fontFile], defaultFontFamily: 'Noto Sans SC' } }).render().pixels);
}

function subset(characters: string): string {
  const file = join(folder, `${characters.length}.ttf`);
  writeFileSync(file, subsetFont(readFileSync(WHOLE), characters));
  return file;
}

it.each(['¥ 1,234,567,890.50 −0.05 ×3', '柜台收银 支付宝 微信支付 已付款', '鑫源便利店，谢谢惠顾！', 'Å Ä Ö ñ'])('%s looks the same', (text) => {
  const seen = draw(text, subset(`${text} `));
  expect(seen.some((byte) => byte !== 0)).toBe(true);
  expect(seen.equals(draw(text, WHOLE))).toBe(true);
});

it('has no letter that was not asked for', () => {
  const missing = draw('银', subset('收 '));
  expect(missing.equals(draw('银', WHOLE))).toBe(false);
});
