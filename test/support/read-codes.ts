/** Reads the codes of a printed receipt with zbar, from pixels, as a scanner would. */
import { scanRGBABuffer } from '@undecaf/zbar-wasm';
import { receiptPixels } from './receipt-png.ts';

/** `CODE-128:…`, `QR-Code:…`, sorted. Text is left out of the picture: readers do not need it, and drawing it is slow. */
export async function readCodes(svg: string, scale = 2): Promise<string[]> {
  const { data, width, height } = receiptPixels(svg.replace(/<text .*?<\/text>/gs, ''), scale);
  const symbols = await scanRGBABuffer(data.buffer, width, height);
  return symbols.map((symbol) => `${symbol.typeName.replace('ZBAR_', '')}:${symbol.decode('utf-8')}`).sort();
}
