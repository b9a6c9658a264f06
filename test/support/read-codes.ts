/** Reads the codes of a printed receipt with zbar, from pixels, as a scanner would. */
import { scanRGBABuffer } from '@undecaf/zbar-wasm';
import { receiptPixels } from './receipt-png.ts';

const SCALE = 2;

/** `CODE128:…`, `QRCODE:…`, sorted. Drawing text is slow and readers do not need it: it can be left out. */
export async function readCodes(svg: string, text: 'with-text' | 'without-text' = 'without-text'): Promise<string[]> {
  const picture = text === 'with-text' ? svg : svg.replace(/<text .*?<\/text>/gs, '');
  const { data, width, height } = receiptPixels(picture, SCALE);
  const symbols = await scanRGBABuffer(data.slice().buffer, width, height);
  return symbols.map((symbol) => `${symbol.typeName.replace('ZBAR_', '')}:${symbol.decode('utf-8')}`).sort();
}
