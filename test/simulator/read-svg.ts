/** Reads codes from an SVG as a scanner reads them from a screen: rendered to pixels, then decoded by an independent library. */
import { Resvg } from '@resvg/resvg-js';
import { scanImageData } from '@undecaf/zbar-wasm';

export interface ReadCode {
  readonly type: string;
  readonly text: string;
}

/** All codes in the picture; `zoom` is pixels per SVG unit. */
export async function readBarcodesFromSvg(svg: string, zoom: number): Promise<ReadCode[]> {
  const image = new Resvg(svg, { fitTo: { mode: 'zoom', value: zoom }, background: 'white' }).render();
  const data = { data: new Uint8ClampedArray(image.pixels), width: image.width, height: image.height, colorSpace: 'srgb' as const };
  const symbols = await scanImageData(data);
  return symbols.map((symbol) => ({ type: symbol.typeName.replace('ZBAR_', ''), text: symbol.decode() }));
}
