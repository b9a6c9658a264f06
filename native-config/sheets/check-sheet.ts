/**
 * A sheet to be printed and scanned with the till's scanner test open: each code tells whether one setting of the scanner is
 * right. The codes that set a scanner up are its maker's, and are in the maker's manual.
 */
import { toSVG } from 'bwip-js/node';

interface Check {
  readonly symbology: 'ean13' | 'code128' | 'qrcode';
  readonly content: string;
  readonly shows: string;
  readonly ifNot: string;
}

const CHECKS: readonly Check[] = [
  { symbology: 'ean13', content: '6901234567892', shows: '6901234567892', ifNot: '少首位或末位：开启 EAN-13 首位与校验位传输。A digit is missing: transmit the first and the check digit.' },
  { symbology: 'code128', content: 'GT-Check-aB19', shows: 'GT-Check-aB19', ifNot: '出现汉字或缺字：中文输入法截取了键盘模式，请改用串口或 HID-POS。Chinese or lost letters: the input method took them; use serial or HID-POS mode. 大小写颠倒：关闭扫码枪的 Caps Lock 反转选项。Capitals turned over: switch off the Caps Lock option of the scanner. 其他字母：将扫码枪键盘布局设为美式。Other letters: set the scanner to the American keyboard.' },
  { symbology: 'code128', content: '289999999999999999', shows: '**************9999', ifNot: '不足 18 位：解除 CODE128 长度限制。Fewer than 18 digits: lift the length limit of CODE128.' },
  { symbology: 'qrcode', content: '139999999999999999', shows: '**************9999', ifNot: '无反应：开启 QR，并提高屏幕扫码亮度适应。Nothing: switch QR on, and reading from screens.' },
  { symbology: 'qrcode', content: '柜台 扫码测试', shows: '柜台 扫码测试', ifNot: '乱码：将中文输出设为 UTF-8 或 GBK。Rubbish: set Chinese output to UTF-8 or GBK.' },
  { symbology: 'qrcode', content: `GT-LONG-${'0123456789'.repeat(12)}-END`, shows: 'GT-LONG-…-END', ifNot: '被截断：取消长度限制；HID-POS 分包由本机合并。Cut short: lift the length limit.' },
];

/** The page, complete in itself. */
export function checkSheet(): string {
  return `<!doctype html>
<!-- Made by native-config/make.ts -->
<html lang="zh-CN">
<meta charset="utf-8">
<title>柜台 扫码枪检查页 · Guitai scanner check</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 12mm; }
  section { break-inside: avoid; display: grid; grid-template-columns: 90mm 1fr; gap: 8mm; align-items: center; padding: 5mm 0; border-bottom: 1px solid #999; }
  svg { max-width: 80mm; max-height: 32mm; }
  code { font-size: 1.1em; }
</style>
<h1>扫码枪检查页 · Scanner check</h1>
<p>打开“设置 › 打印机与设备 › 试扫”，逐个扫描。Open Settings › Printer and devices › Try scanning, and scan each code. 后缀设为 CR 或 CR LF。Suffix: CR or CR LF. 条码秤前缀请用 20–24。Label scales: prefixes 20–24.</p>
${CHECKS.map(section).join('\n')}
</html>
`;
}

function section({ symbology, content, shows, ifNot }: Check): string {
  const size = symbology === 'qrcode' ? { scale: 2 } : { scale: 2, height: 14 };
  const svg = toSVG({ bcid: symbology, text: content, paddingwidth: 10, paddingheight: 4, ...size });
  return `<section><div>${svg}</div><div>应显示 Shows <code>${shows}</code><br>${ifNot}</div></section>`;
}
