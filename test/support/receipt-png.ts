/** Turns the virtual printer's SVG into a PNG or into grey pixels, with the Chinese font that ships with the app. */
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import type { RenderedImage } from '@resvg/resvg-js';

const require = createRequire(import.meta.url);
const FONT_FILE = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');

/** A PNG at `scale` pixels a dot, on a light counter-top grey. */
export function receiptPng(svg: string, scale = 1): Uint8Array {
  return render(svg, scale).asPng();
}

/** Raw RGBA pixels, as code readers want them. */
export function receiptPixels(svg: string, scale = 1): { data: Uint8ClampedArray; width: number; height: number } {
  const image = render(svg, scale);
  return { data: new Uint8ClampedArray(image.pixels), width: image.width, height: image.height };
}

function render(svg: string, scale: number): RenderedImage {
  return new Resvg(svg, {
    background: '#e9e6e0',
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: 'Noto Sans SC' },
  }).render();
}
