/**
 * A receipt document as the bytes of an ESC/POS printer: pure, so that the same document and profile always give the same
 * bytes, which tests hold. Command names and formats are those of Epson's ESC/POS reference; Chinese text is GBK.
 */
import type {
  Align, Code128Block, ColumnsBlock, QrBlock, ReceiptBlock, ReceiptDocument, RowBlock, RuleBlock, TextBlock, TextSize,
} from '../../domain/receipt.ts';
import { planCode128 } from './escpos-barcode.ts';
import type { Code128Refusal } from './escpos-barcode.ts';
import { ByteCollector } from './escpos-bytes.ts';
import { layOut } from './escpos-layout.ts';
import type { TextLine, TextualBlock } from './escpos-layout.ts';
import type { LineWriter } from './escpos-plain.ts';
import { writePlainPair, writePlainRow, writePlainText } from './escpos-plain.ts';
import { nativeQr, planQr, rasterQr } from './escpos-qr.ts';
import { encodeText, printable } from './escpos-text.ts';
import type { PrinterCharset } from './escpos-text.ts';

/** What the encoder must know of a printer model and its paper. */
export interface PrinterProfile {
  /** Columns of font A: 32 on 58 mm, 48 on 80 mm, 42 on 80 mm boards with a 512-dot head. */
  readonly columns: 32 | 42 | 48;
  /** Printable dots across: 384 on 58 mm, 576 (or 512) on 80 mm. */
  readonly dots: 384 | 512 | 576;
  readonly charset: PrinterCharset;
  /** Without a cutter the paper is fed far enough to be torn. */
  readonly cutter: boolean;
  /** The connector pin that the cash drawer hangs on; `none` where there is no drawer. */
  readonly drawerPin: 2 | 5 | 'none';
  /** `raster` for boards that do not know `GS ( k`. */
  readonly qr: 'native' | 'raster';
}

export const PROFILE_58MM: PrinterProfile = { columns: 32, dots: 384, charset: 'gbk', cutter: false, drawerPin: 2, qr: 'native' };
export const PROFILE_80MM: PrinterProfile = { columns: 48, dots: 576, charset: 'gbk', cutter: true, drawerPin: 2, qr: 'native' };

/** What could not be printed as asked. The receipt is complete all the same; these belong in the log. */
export type EncodeWarning =
  | { readonly kind: 'missing-characters'; readonly characters: readonly string[] }
  | ({ readonly kind: 'barcode-refused'; readonly content: string } & Code128Refusal)
  | { readonly kind: 'qr-refused'; readonly payloadLength: number }
  | { readonly kind: 'no-drawer' };

export interface EncodedReceipt {
  readonly bytes: Uint8Array;
  readonly warnings: readonly EncodeWarning[];
}

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LF = 0x0a;

const ALIGN_CODES: Readonly<Record<Align, number>> = { left: 0, center: 1, right: 2 };
const SIZE_CODES: Readonly<Record<TextSize, number>> = { normal: 0x00, tall: 0x01, double: 0x11 };
/** Dots from line to line: 24-dot characters with air between, where the default of 30 sets Chinese too tight. */
const LINE_DOTS = 34;
const BARCODE_DOTS = 64;
/** White around a bar code, and under large characters, which fill their line. */
const GAP_DOTS = 10;
/** A QR reader wants four light modules on every side. */
const QR_GAP_DOTS = 28;
const TEAR_OFF_LINES = 4;
/** Drawer pulse in units of 2 ms: 50 ms on, 500 ms off, within what every common solenoid takes. */
const PULSE_ON = 25;
const PULSE_OFF = 250;

/** Reset, Chinese mode (some boards leave it at a reset), line spacing. */
const BEGINNING = Uint8Array.of(ESC, 0x40, FS, 0x26, ESC, 0x33, LINE_DOTS);

const ruleLines: Readonly<Record<RuleBlock['weight'], Record<PrinterCharset, Map<number, Uint8Array>>>> = {
  light: { gbk: new Map(), gb18030: new Map() }, heavy: { gbk: new Map(), gb18030: new Map() },
};

/** A rule across the paper with its line end; the same few on every receipt. */
function ruleLine(weight: RuleBlock['weight'], { columns, charset }: PrinterProfile): Uint8Array {
  const lines = ruleLines[weight][charset];
  const known = lines.get(columns);
  if (known) return known;
  const out = new ByteCollector();
  for (const line of layOut({ kind: 'rule', weight }, { columns, charset })) encodeText(line.text, charset, out);
  out.byte(LF);
  const bytes = out.collected();
  lines.set(columns, bytes);
  return bytes;
}

/** Encodes a document for one printer. Never throws on data: what does not fit is replaced and named in `warnings`. */
export function encodeReceipt(document: ReceiptDocument, profile: PrinterProfile): EncodedReceipt {
  const encoder = new ReceiptEncoder(profile);
  for (const block of document) encoder.add(block);
  return encoder.finish();
}

class ReceiptEncoder implements LineWriter {
  private readonly profile: PrinterProfile;
  readonly out = new ByteCollector();
  private readonly warnings: EncodeWarning[] = [];
  private missing: Set<string> | undefined;
  private align: Align = 'left';
  private bold = false;
  private size: TextSize = 'normal';
  private nextAlign: Align = 'left';
  private nextBold = false;
  private nextSize: TextSize = 'normal';

  constructor(profile: PrinterProfile) {
    this.profile = profile;
    this.out.bytes(BEGINNING);
  }

  add(block: ReceiptBlock): void {
    switch (block.kind) {
      case 'text':
        return this.text(block);
      case 'columns':
        return this.columns(block);
      case 'row':
        return this.row(block);
      case 'rule':
        return this.rule(block);
      case 'qr':
        return this.qr(block);
      case 'code128':
        return this.code128(block);
      case 'feed':
        return this.command(ESC, 0x64, Math.max(0, Math.min(255, block.lines)));
      case 'cut':
        return this.profile.cutter ? this.command(GS, 0x56, 0x42, 0x00) : this.command(ESC, 0x64, TEAR_OFF_LINES);
      case 'drawer':
        return this.drawer();
    }
  }

  finish(): EncodedReceipt {
    if (this.missing) this.warnings.push({ kind: 'missing-characters', characters: [...this.missing] });
    return { bytes: this.out.collected(), warnings: this.warnings };
  }

  private text(block: TextBlock): void {
    this.nextAlign = block.align ?? 'left';
    this.nextBold = block.bold ?? false;
    this.nextSize = block.size ?? 'normal';
    if (!writePlainText(block.text, this.nextSize, this.profile, this)) this.carefully(block);
  }

  private columns(block: ColumnsBlock): void {
    this.nextAlign = 'left';
    this.nextBold = block.bold ?? false;
    this.nextSize = block.size ?? 'normal';
    if (!writePlainPair(block, this.profile, this)) this.carefully(block);
  }

  private row(block: RowBlock): void {
    this.nextAlign = 'left';
    this.nextBold = block.bold ?? false;
    this.nextSize = 'normal';
    if (!writePlainRow(block, this.profile, this)) this.carefully(block);
  }

  /** Before each plain line: its style. */
  begin(): void {
    this.style(this.nextAlign, this.nextBold, this.nextSize);
  }

  /** After each line: large characters fill their line, so there is air below them. */
  end(): void {
    if (this.size !== 'normal') this.feed(GAP_DOTS);
  }

  private rule(block: RuleBlock): void {
    this.style('left', false, 'normal');
    this.out.bytes(ruleLine(block.weight, this.profile));
  }

  private carefully(block: TextualBlock): void {
    this.lines(layOut(this.cleaned(block), this.profile));
  }

  private lines(lines: readonly TextLine[]): void {
    for (const line of lines) {
      this.style(line.align, line.bold, line.size);
      encodeText(line.text, this.profile.charset, this.out);
      this.out.byte(LF);
      this.end();
    }
  }

  private caption(text: string): void {
    this.add({ kind: 'text', text, align: 'center' });
  }

  private qr(block: QrBlock): void {
    const plan = planQr(block.payload, block.level, this.profile.dots);
    if (plan) {
      this.style('center', false, 'normal');
      this.feed(QR_GAP_DOTS);
      this.out.bytes(this.profile.qr === 'native' ? nativeQr(plan) : rasterQr(plan));
      this.feed(QR_GAP_DOTS);
    } else {
      this.warnings.push({ kind: 'qr-refused', payloadLength: block.payload.length });
      this.caption(block.payload);
    }
    if (block.caption !== undefined) this.caption(block.caption);
  }

  private code128(block: Code128Block): void {
    const plan = planCode128(block.content, this.profile.dots);
    if ('reason' in plan) {
      this.warnings.push({ kind: 'barcode-refused', content: block.content, ...plan });
    } else {
      this.style('center', false, 'normal');
      this.feed(GAP_DOTS);
      this.command(GS, 0x48, 0, GS, 0x68, BARCODE_DOTS, GS, 0x77, plan.moduleDots, GS, 0x6b, 73, plan.data.length);
      this.out.bytes(plan.data);
      this.feed(GAP_DOTS);
    }
    this.caption(block.caption);
  }

  private feed(dots: number): void {
    this.command3(ESC, 0x4a, dots);
  }

  private drawer(): void {
    const { drawerPin } = this.profile;
    if (drawerPin === 'none') this.warnings.push({ kind: 'no-drawer' });
    else this.command(ESC, 0x70, drawerPin === 2 ? 0 : 1, PULSE_ON, PULSE_OFF);
  }

  private style(align: Align, bold: boolean, size: TextSize): void {
    if (align !== this.align) this.command3(ESC, 0x61, ALIGN_CODES[align]);
    if (bold !== this.bold) this.command3(ESC, 0x45, bold ? 1 : 0);
    if (size !== this.size) this.command3(GS, 0x21, SIZE_CODES[size]);
    this.align = align;
    this.bold = bold;
    this.size = size;
  }

  private command3(lead: number, code: number, argument: number): void {
    this.out.byte(lead);
    this.out.byte(code);
    this.out.byte(argument);
  }

  private command(...bytes: number[]): void {
    this.out.bytes(bytes);
  }

  private cleaned(block: TextualBlock): TextualBlock {
    switch (block.kind) {
      case 'text':
        return { ...block, text: this.clean(block.text) };
      case 'columns':
        return { ...block, left: this.clean(block.left), right: this.clean(block.right) };
      case 'row':
        return { ...block, cells: block.cells.map((cell) => ({ ...cell, text: this.clean(cell.text) })) };
      case 'rule':
        return block;
    }
  }

  private clean(text: string): string {
    const { text: clean, missing } = printable(text, this.profile.charset);
    if (missing.length > 0) this.missing ??= new Set();
    for (const character of missing) this.missing?.add(character);
    return clean;
  }
}
