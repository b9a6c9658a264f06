// An adapter that never answers: what hangs on its call goes on all the same, without a restart.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CALL_GUARD_MS } from '../../main/app/call-guard.ts';
import { PaymentRunner } from '../../main/app/payment-runner.ts';
import { RefundRunner } from '../../main/app/refund-runner.ts';
import { newPayment } from '../../main/domain/payment-decide.ts';
import { fen } from '../../main/domain/money.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { PaymentProvider } from '../../main/ports.ts';
import { KeptLog, NOON, SetClock, aPayment, aRefund, aSale, entry, openTill, removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import type { Till } from '../adapters/storage/support.ts';

/** Timers ring when the test lets the time pass. */
class PassingClock extends SetClock {
  private timers: { readonly moment: number; readonly ring: () => void }[] = [];

  override at(moment?: number, ring?: () => void): () => void {
    const timer = { moment: moment ?? 0, ring: ring ?? (() => undefined) };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((other) => other !== timer));
  }

  async pass(ms: number): Promise<void> {
    this.moment += ms;
    const due = this.timers.filter(({ moment }) => moment <= this.moment);
    this.timers = this.timers.filter(({ moment }) => moment > this.moment);
    for (const { ring } of due) ring();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const never = (): Promise<never> => new Promise(() => undefined);
const deaf: PaymentProvider = { wallet: 'alipay', pay: never, precreate: never, query: never, cancel: never, refund: never, queryRefund: never };

let folder: string;
let till: Till;
let clock: PassingClock;
beforeEach(() => {
  folder = temporaryFolder();
  clock = new PassingClock(NOON);
  till = openTill(folder, clock);
  till.ledger.commit({ sales: [aSale('1')], entries: [entry('sale', '1')] });
});
afterEach(() => {
  till.close();
  removeFolder(folder);
});

it('a refund is asked for again, and again, until a person is told', async () => {
  const payment = aPayment('p1', '1', { phase: 'paid', call: null, tradeNo: '1', paidAt: NOON });
  till.ledger.commit({ payments: [payment], entries: [entry('payment', 'p1')] });
  const runner = new RefundRunner({ ledger: till.ledger, providers: { alipay: deaf }, clock, log: new KeptLog(), alongside: () => undefined, onChange: () => undefined });
  runner.start({ ...aRefund('r1', payment), call: null, sends: 0, revision: 0 });
  await clock.pass(CALL_GUARD_MS);
  expect(till.ledger.refund('r1')).toMatchObject({ phase: 'unknown', call: null, failure: { code: 'timeout' } });
  for (let hour = 0; hour < 40; hour += 1) await clock.pass(3_600_000);
  expect(till.ledger.refund('r1')?.asks).toBeGreaterThan(10);
  expect(till.ledger.refund('r1')?.unresolvedAt).toBeDefined();
  runner.stop();
});

it('a payment is asked for instead', async () => {
  const runner = new PaymentRunner({ ledger: till.ledger, providers: { alipay: deaf }, clock, rules: DEFAULT_RULES, log: new KeptLog(), onChange: () => undefined });
  runner.start(newPayment({
    id: 'p2', saleId: '1', wallet: 'alipay', kind: 'barcode', amount: fen(500), outTradeNo: 'GTM2', outSn: '2', subject: 'x', cashierId: 'c', tillId: 'till-7', at: NOON,
  }, DEFAULT_RULES), '281234567890123456');
  await clock.pass(CALL_GUARD_MS);
  expect(till.ledger.payment('p2')).toMatchObject({ phase: 'unknown', call: 'query' });
  await clock.pass(CALL_GUARD_MS);
  expect(till.ledger.payment('p2')?.silentAsks).toBe(1);
  runner.stop();
});
