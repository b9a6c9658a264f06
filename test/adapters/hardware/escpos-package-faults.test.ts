/**
 * Why the npm package `escpos` is not on the wire: its bytes, read by the same virtual printer that judges ours. When a
 * release of it makes one of these fail, the decision deserves another look.
 */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { codesOf, linesOf } from '../../../main/simulator/printer/paper.ts';
import { interpret } from '../../support/print-on-paper.ts';

interface EscposPrinter {
  text(content: string): EscposPrinter;
  feed(lines: number): EscposPrinter;
  barcode(code: string, type: string, options: object): EscposPrinter;
  cashdraw(pin: number): EscposPrinter;
  qrcode(content: string, version: number, level: string, size: number): EscposPrinter;
  tableCustom(cells: readonly object[]): EscposPrinter;
  flush(done: () => void): EscposPrinter;
}

interface EscposPackage {
  readonly Printer: new (adapter: object, options: object) => EscposPrinter;
}

const { Printer }: EscposPackage = createRequire(import.meta.url)('escpos');

function bytesOf(work: (printer: EscposPrinter) => void): Uint8Array {
  const chunks: Uint8Array[] = [];
  const adapter = { write: (chunk: Uint8Array, done?: () => void) => { chunks.push(chunk); done?.(); } };
  const printer = new Printer(adapter, { encoding: 'GB18030' });
  work(printer);
  printer.flush(() => undefined);
  return Buffer.concat(chunks);
}

describe('the package escpos', () => {
  it('sends a CODE128 without length and code set: the printer swallows the receipt that follows', () => {
    const total = 'TOTAL 47.40 PAID BY ALIPAY, THANK YOU AND SEE YOU SOON AT THE COUNTER CORNER';
    const bytes = bytesOf((printer) => printer.barcode('K7M4Q2X9P3TD', 'CODE128', { width: 2, height: 64 }).text(total));
    const [paper] = interpret(bytes, 384).papers;
    expect(paper && codesOf(paper)).toEqual([]);
    expect(paper?.faults.map((fault) => fault.kind)).toContain('barcode-bad-data');
    expect(paper && linesOf(paper).join(' ')).not.toContain('TOTAL 47.40');
  });

  it('selects bars of 3 dots when asked for 2: a code that fitted 58 mm does not', () => {
    const bytes = bytesOf((printer) => printer.barcode('K7M4Q2X9P3TD', 'CODE128', { width: 2, height: 64 }));
    expect(Buffer.from(bytes).toString('hex')).toContain('1d7703');
  });

  it('sends a drawer pulse without its times: the drawer stays shut and the next two characters are lost', () => {
    const bytes = bytesOf((printer) => printer.cashdraw(2).text('47.40'));
    const { papers, kicks } = interpret(bytes, 384);
    expect(kicks).not.toEqual([{ pin: 2, onMs: 50, offMs: 500 }]);
    expect(papers[0] && linesOf(papers[0])).toEqual(['.40']);
  });

  it('counts a Chinese character as one column: amounts leave their column', () => {
    const cells = (name: string): object[] => [
      { text: name, align: 'LEFT', width: 0.5 },
      { text: '3.50', align: 'RIGHT', width: 0.5 },
    ];
    const latin = interpret(bytesOf((printer) => printer.tableCustom(cells('Cola'))), 576).papers[0];
    const chinese = interpret(bytesOf((printer) => printer.tableCustom(cells('可口可乐'))), 576).papers[0];
    expect(latin?.faults).toEqual([]);
    expect(chinese?.faults.map((fault) => fault.kind)).toContain('line-overflow');
  });

  it('sends QR codes as a command that printers here do not know: the payload is printed as text', () => {
    const bytes = bytesOf((printer) => printer.qrcode('GT1:R:K7M4Q2X9P3TD', 3, 'm', 6));
    const [paper] = interpret(bytes, 576).papers;
    expect(paper && codesOf(paper)).toEqual([]);
    expect(paper?.faults.map((fault) => fault.kind)).toContain('unknown-command');
    expect(paper && linesOf(paper).join('')).toContain('GT1:R:K7M4Q2X9P3TD');
  });
});
