/** What the till relies on, whichever wallet: run against each adapter and its simulated provider, over real HTTP. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { SimGateway } from '../../../main/simulator/gateway.ts';
import { Bench } from './bench.ts';
import type { BenchParts } from './bench.ts';
import { describeBarcode } from './contract-barcode.ts';
import { describeLines } from './contract-lines.ts';
import { describeQr, describeRefunds } from './contract-qr-and-refunds.ts';
import { Setting } from './contract-setting.ts';
import type { Manners } from './contract-setting.ts';

export type { Manners } from './contract-setting.ts';

export function describeProvider<Gateway extends SimGateway>(parts: BenchParts<Gateway>, manners: Manners): void {
  let bench: Bench<Gateway>;
  beforeAll(async () => {
    bench = await Bench.open(parts);
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    bench.faults.clear();
    bench.buyer.mood = 'pays-at-once';
    bench.buyer.balanceFen = 1_000_000;
  });
  const at = new Setting({ wallet: parts.wallet, manners, opened: () => bench, openAnother: () => Bench.open(parts) });
  describeBarcode(at);
  describeLines(at);
  describeQr(at);
  describeRefunds(at);

  it('no payment code, key or signature is in the log', () => {
    const log = bench.logLines.join('\n');
    expect(bench.logLines.length).toBeGreaterThan(100);
    for (const code of bench.codes) expect(log).not.toContain(code);
    expect(log).not.toMatch(/PRIVATE KEY|signature="|sign=/);
  });
}
