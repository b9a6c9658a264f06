// Barcodes and QR codes as SVG. Always black on white with a quiet zone: a dark theme must not make them unreadable.
import { toSVG } from 'bwip-js/node';

/** CODE128 with a quiet zone of ten modules at each side, as wallets show payment codes. */
export function code128Svg(text: string): string {
  return toSVG({
    bcid: 'code128', text, height: 10.6, includetext: false, paddingleft: 10, paddingright: 10, paddingtop: 2, paddingbottom: 2,
    backgroundcolor: 'FFFFFF',
  });
}

/** QR, error correction M, with the quiet zone of four modules that its standard demands. */
export function qrSvg(text: string): string {
  const options = { bcid: 'qrcode', text, eclevel: 'M', padding: 4, backgroundcolor: 'FFFFFF' };
  return toSVG(options);
}
