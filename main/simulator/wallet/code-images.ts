// Barcodes and QR codes as SVG. Always black on white with a quiet zone: a dark theme must not make them unreadable.
import bwipjs from 'bwip-js/node';

/** CODE128 with a quiet zone of ten modules at each side, as wallets show payment codes. */
export function code128Svg(text: string): string {
  return bwipjs.toSVG({
    bcid: 'code128', text, height: 16, includetext: false, paddingleft: 10, paddingright: 10, paddingtop: 2, paddingbottom: 2,
    backgroundcolor: 'FFFFFF',
  });
}

/** QR, error correction M, with the quiet zone of four modules that its standard demands. */
export function qrSvg(text: string): string {
  const options = { bcid: 'qrcode', text, eclevel: 'M', padding: 4, backgroundcolor: 'FFFFFF' };
  return bwipjs.toSVG(options);
}
