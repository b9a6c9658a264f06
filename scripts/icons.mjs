// `npm run icons`: all icon files from the one drawing in native-config/icons/guitai.svg. Run it after changing the drawing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { icns, ico } from './lib/icon-files.mjs';
import { root } from './lib/paths.mjs';

const folder = join(root, 'native-config', 'icons');
const svg = readFileSync(join(folder, 'guitai.svg'), 'utf8');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

const pictures = sizes.map((size) => {
  const image = new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render();
  return { size, png: image.asPng(), rgba: straight(image.pixels) };
});
for (const { size, png } of pictures) writeFileSync(join(folder, `${size}x${size}.png`), png);
writeFileSync(join(folder, 'icon.ico'), ico(pictures.filter(({ size }) => size <= 256)));
writeFileSync(join(folder, 'icon.icns'), icns(new Map(pictures.map(({ size, png }) => [size, png]))));

/**
 * The renderer multiplies colours by their opacity; icons hold them plain.
 * @param {Buffer} premultiplied
 */
function straight(premultiplied) {
  const dots = Uint8Array.from(premultiplied);
  for (let at = 0; at < dots.length; at += 4) {
    const alpha = dots[at + 3] ?? 0;
    if (alpha === 0) continue;
    for (let part = at; part < at + 3; part += 1) dots[part] = Math.min(255, Math.round(((dots[part] ?? 0) * 255) / alpha));
  }
  return dots;
}
