/** From data to a scanner and back: receipt, bytes, TCP, paper, picture, and a reader of other authors. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROFILE_58MM, PROFILE_80MM } from '../../../main/adapters/hardware/escpos.ts';
import type { PrinterProfile } from '../../../main/adapters/hardware/escpos.ts';
import { openLink } from '../../../main/adapters/hardware/links/open-link.ts';
import { EscPosPrinter } from '../../../main/adapters/hardware/printers/printer.ts';
import { saleReceipt } from '../../../main/domain/receipt.ts';
import type { SaleReceiptData } from '../../../main/domain/receipt.ts';
import { drawPaper } from '../../../main/simulator/printer/paper-svg.ts';
import { startVirtualPrinter } from '../../../main/simulator/printer/server.ts';
import type { PrintedReceipt, VirtualPrinter } from '../../../main/simulator/printer/server.ts';
import { printOnPaper } from '../../support/print-on-paper.ts';
import { readCodes } from '../../support/read-codes.ts';
import { receiptPng } from '../../support/receipt-png.ts';
import { OUT_SN, OUT_TRADE_NO, REFUND_CODE, SECOND_OUT_SN, sampleSale, sampleSplitSale } from '../../support/receipt-samples.ts';

const PROFILES: readonly (readonly [string, PrinterProfile])[] = [
  ['58 mm', PROFILE_58MM],
  ['80 mm', PROFILE_80MM],
  ['80 mm with 512 dots', { ...PROFILE_80MM, columns: 42, dots: 512 }],
  ['58 mm with raster QR', { ...PROFILE_58MM, qr: 'raster' }],
];

describe.each(PROFILES)('on %s', (_name, profile) => {
  let machine: VirtualPrinter;
  let printer: EscPosPrinter;

  beforeAll(async () => {
    machine = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: profile.dots });
    printer = new EscPosPrinter({ address: { kind: 'tcp', host: '127.0.0.1', port: machine.port }, profile, confirmation: 'process-id' }, openLink, () => undefined);
  });
  afterAll(() => machine.close());

  /** Without a cutter the paper is torn off only after the job: the printer's word comes before the receipt is whole. */
  async function printed(data: SaleReceiptData): Promise<PrintedReceipt | undefined> {
    const before = machine.receipts().length;
    expect(await printer.print(saleReceipt(data), 5000)).toEqual({ kind: 'printed' });
    await expect.poll(() => machine.receipts().length).toBe(before + 1);
    return machine.receipts().at(-1);
  }

  it.each(['zh', 'en'] as const)('a refund can begin by scanning the receipt (%s)', async (language) => {
    const receipt = await printed(sampleSale(language));
    expect(receipt?.faults).toEqual([]);
    expect(receipt?.lines.join('\n')).toContain(OUT_TRADE_NO);
    expect(receipt?.lines.join('\n')).toContain(OUT_SN);
    expect(await readCodes(receipt?.drawn.svg ?? '')).toEqual([`CODE128:${OUT_SN}`, `QRCODE:${REFUND_CODE}`]);
  });

  it('each wallet of a split sale has its own scannable Out_SN', async () => {
    const receipt = await printed(sampleSplitSale('zh'));
    const codes = await readCodes(receipt?.drawn.svg ?? '');
    // The reader tells codes in no order of its own.
    expect([...codes].sort()).toEqual([`CODE128:${OUT_SN}`, `CODE128:${SECOND_OUT_SN}`, `QRCODE:${REFUND_CODE}`]);
  });
});

describe('the picture', () => {
  it('is a PNG in which the codes still read with text around them', async () => {
    const { paper } = printOnPaper(
      [
        { kind: 'text', text: '柜台便利店', align: 'center', size: 'double' },
        { kind: 'code128', content: OUT_SN, caption: OUT_SN },
        { kind: 'qr', payload: REFUND_CODE, level: 'M', caption: '退款' },
        { kind: 'cut' },
      ],
      PROFILE_58MM,
    );
    const { svg } = drawPaper(paper);
    expect(await readCodes(svg, 'with-text')).toEqual([`CODE128:${OUT_SN}`, `QRCODE:${REFUND_CODE}`]);
    expect([...receiptPng(svg).subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  });
});
