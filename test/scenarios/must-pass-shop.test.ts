// Must-pass scenarios 10 to 17: tills, refunds, paper, restored disks, bills, the kiosk and the smallest coin. The scenarios of
// one payment are in must-pass.test.ts.
import { copyFileSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkout } from '../../main/app/checkout.ts';
import { KioskDesk } from '../../main/app/kiosk.ts';
import { Session } from '../../main/app/session.ts';
import { DEFAULT_POLICY } from '../../main/app/till.ts';
import { SystemClock, UuidIds } from '../../main/adapters/system.ts';
import { fen, formatYuan, parseYuan } from '../../main/domain/money.ts';
import { compareBill } from '../../main/domain/bill.ts';
import { makeOutSn } from '../../main/domain/numbering.ts';
import { decide } from '../../main/domain/payment-decide.ts';
import { DEFAULT_RULES, needsAttention } from '../../main/domain/payment.ts';
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import type { Ledger } from '../../main/ports.ts';
import { openTill, removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import { until } from '../support/demo-till.ts';
import { Office } from './office.ts';
import { ALWAYS, Shop, TurnedClock, WALLETS } from './shop.ts';

const PRICE = 1_999;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let clock: TurnedClock;
let shop: Shop;
beforeEach(async () => {
  clock = new TurnedClock();
  shop = await Shop.start({ clock });
});
afterEach(async () => {
  await shop.close();
});

function refundPart(paymentId: string, amount: number) {
  return shop.till.refunds.start(paymentId, fen(amount), () => undefined);
}

/** Begins a refund and waits until the provider has it. */
async function refunded(paymentId: string, amount: number): Promise<string> {
  const started = refundPart(paymentId, amount);
  if (!started.ok) throw new Error(started.code);
  const { refundId } = started.value;
  await until('the provider has the refund', () => ['accepted', 'done'].includes(shop.till.ledger.refund(refundId)?.phase ?? ''));
  return refundId;
}

describe('10. two tills open the same parked sale', () => {
  // Two tills of one shop share a ledger only where the shop has one; the demo has one till. So: two tills' check-outs on one real file.
  it('in the same moment: one gets it, the other is told, and nothing is in two places', () => {
    const folder = temporaryFolder();
    const { ledger, close } = openTill(folder, new SystemClock());
    try {
      const desk = (number: number, on: Ledger): Checkout => new Checkout({
        ledger: on, catalogue: shop.till.catalogue, clock, ids: new UuidIds(), policy: DEFAULT_POLICY, onPaymentCode: () => undefined,
        session: new Session({ ...shop.till.session.settings, till: { id: `till-${number}`, number } }, shop.till.session.prefs, clock, shop.running.log),
      });
      const first = desk(1, ledger);
      // The second one has read the sale, and in that moment the first one takes it.
      const race = { recall: () => undefined as void };
      const second = desk(2, new Proxy(ledger, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          if (name === 'commit') race.recall();
          return value.bind(target) as unknown;
        },
      }));
      first.keyAmount(fen(PRICE), '');
      const id = first.openSale()?.id ?? '';
      expect(first.park().ok).toBe(true);
      const won: boolean[] = [];
      race.recall = () => {
        race.recall = () => undefined;
        won.push(first.recall(id).ok);
      };
      expect(second.recall(id)).toMatchObject({ ok: false, code: 'no_sale' });
      expect(won).toEqual([true]);
      expect(first.openSale()?.id).toBe(id);
      expect(second.openSale()).toBeUndefined();
      expect(ledger.verifyChain().ok).toBe(true);
    } finally {
      close();
      removeFolder(folder);
    }
  });
});

describe('11. parts of a WeChat payment given back', () => {
  it('a second part within a minute is not sent: the till says how long to wait', async () => {
    const { id } = await shop.sell('wechat', 5_100);
    await refunded(id, 100);
    const tooSoon = refundPart(id, 100);
    expect(tooSoon).toMatchObject({ ok: false, code: 'refund_too_soon' });
    const waitMs = tooSoon.ok ? 0 : Number(tooSoon.detail?.['waitMs']);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(MINUTE_MS);
    expect(shop.trades('wechat')[0]?.refundedFen).toBe(100);
    clock.aheadMs += MINUTE_MS;
    await refunded(id, 100);
    expect(shop.trades('wechat')[0]?.refundedFen).toBe(200);
  });

  it('the fifty-first part is refused here, and never sent', async () => {
    const { id } = await shop.sell('wechat', 5_100);
    for (let part = 1; part <= 50; part += 1) {
      await refunded(id, 100);
      clock.aheadMs += MINUTE_MS;
    }
    const sent = shop.provider('wechat').log().filter(({ operation }) => operation === 'refund').length;
    expect(refundPart(id, 100)).toMatchObject({ ok: false, code: 'refund_too_many' });
    expect(shop.trades('wechat')[0]?.refundedFen).toBe(5_000);
    expect(shop.provider('wechat').log().filter(({ operation }) => operation === 'refund')).toHaveLength(sent);
  });
});

it('12. a refund that was accepted fails days later: the till finds out, tells a person, and does not offer the money twice', async () => {
  // The list of differences is a screen of the office; here its source: the payment's own picture and the journal.
  shop.simulator.wechat.setRefundPolicy({ settlesAfterMs: 2 * DAY_MS, ending: 'ABNORMAL' });
  const { id } = await shop.sell('wechat', PRICE);
  const refundId = await refunded(id, PRICE);
  expect(shop.till.ledger.refund(refundId)?.phase).toBe('accepted');
  clock.aheadMs += 3 * DAY_MS;
  await shop.restart();
  await until('it is known', () => shop.till.ledger.refund(refundId)?.phase === 'abnormal');
  const { refunds, can } = shop.till.picture.payment(shop.payment(id));
  expect(refunds).toMatchObject([{ phase: 'abnormal', failure: { code: 'refund_abnormal', next: 'call_support' } }]);
  expect(can.refund).toBe(false);
  expect(refundPart(id, PRICE)).toMatchObject({ ok: false, code: 'refund_too_much' });
  expect(shop.till.ledger.history('refund', refundId).at(-1)).toMatchObject({ note: 'abnormal' });
});

describe('13. the printer', () => {
  it.each(['paper-out', 'dead'] as const)('is %s: the sales are finished, each slip waits once, and none comes out by itself next morning', async (state) => {
    const { printer } = shop.simulator;
    printer.setState(state);
    const paid: Payment[] = [];
    for (const wallet of [...WALLETS, 'alipay'] as const) paid.push(await shop.sell(wallet, PRICE));
    expect(paid.map(({ saleId }) => shop.till.ledger.sale(saleId)?.status)).toEqual(['settled', 'settled', 'settled']);
    expect(shop.till.ledger.waitingPrintJobs().map(({ saleId }) => saleId)).toEqual(paid.map(({ saleId }) => saleId));
    await shop.restart({ meanwhile: () => {
      clock.aheadMs += 12 * 60 * MINUTE_MS;
      printer.setState('ok');
      printer.clear();
    } });
    await until('the old slips are given up', () => shop.till.ledger.waitingPrintJobs().length === 0);
    const next = await shop.sell('wechat', PRICE);
    await until('the morning\'s first slip is out', () => shop.till.ledger.printJobOfSale(next.saleId)?.state === 'printed');
    // What lay in the printer's own memory when the till was closed is the printer's to finish: one slip at the most.
    expect(printer.view().papers.length).toBeLessThanOrEqual(2);
    const last = paid[2]?.saleId ?? '';
    expect(shop.till.ledger.printJobOfSale(last)).toMatchObject({ state: 'given_up', tries: 0 });
    printer.clear();
    expect(shop.till.printCopy(last).ok).toBe(true);
    await until('the slip that somebody asked for is out', () => shop.till.ledger.printJobOfSale(last)?.state === 'printed');
    expect(printer.view().papers).toHaveLength(1);
  });
});

describe('14. the database is restored from yesterday', () => {
  it.each(WALLETS)('alone: no number that %s has seen is given again', async (wallet) => {
    await yesterdayAndToday(wallet, (yesterday, today) => {
      for (const companion of ['-wal', '-shm']) rmSync(`${today}/guitai.db${companion}`, { force: true });
      copyFileSync(join(yesterday, 'guitai.db'), join(today, 'guitai.db'));
    });
    const used = shop.trades(wallet).map(({ outTradeNo }) => outTradeNo);
    const held = shop.held(wallet);
    for (let sale = 1; sale <= 3; sale += 1) {
      expect(used).not.toContain((await shop.sell(wallet, PRICE)).outTradeNo);
    }
    expect(shop.held(wallet)).toBe(held + 3 * PRICE);
  });

  it.each(WALLETS)('with everything beside it: %s knows the number, and an older payment under it is taken for none', async (wallet) => {
    await yesterdayAndToday(wallet, (yesterday, today) => {
      rmSync(today, { recursive: true });
      cpSync(yesterday, today, { recursive: true });
    });
    const before = shop.held(wallet);
    shop.ringUp(PRICE);
    const id = shop.payByCode(shop.code(wallet));
    // Either the number was left before anything was sent, or the provider's old order shows itself; it never pays for this sale.
    await until('the till has made up its mind', () => shop.payment(id).phase !== 'sending' && shop.payment(id).call === null);
    const outcome = shop.payment(id);
    const isFresh = shop.held(wallet) === before + PRICE;
    expect(outcome.phase === 'paid').toBe(isFresh);
    expect(shop.till.ledger.sale(outcome.saleId)?.status === 'settled').toBe(isFresh);
  });

  /** Sells, copies the folder, sells more on the next day, and puts the copy back in the way given. */
  async function yesterdayAndToday(wallet: Wallet, putBack: (yesterday: string, today: string) => void): Promise<void> {
    await shop.sell(wallet, PRICE);
    const yesterday = `${shop.folder}-yesterday`;
    await shop.restart({ meanwhile: () => cpSync(shop.folder, yesterday, { recursive: true }) });
    for (let sale = 1; sale <= 3; sale += 1) await shop.sell(wallet, PRICE);
    clock.aheadMs += DAY_MS;
    try {
      await shop.restart({ meanwhile: () => putBack(yesterday, shop.folder) });
    } finally {
      if (existsSync(yesterday)) rmSync(yesterday, { recursive: true });
    }
  }
});

describe.each(WALLETS)('15. the daily bill of %s', (wallet) => {
  // The bill as it is really fetched and proved, the books as they are, and the comparison of the two.
  it('shows the line without a sale, the sale without a line, the other amount and the refund of one side', async () => {
    atNoon();
    const office = new Office(shop, clock);
    // Under a number of this till that its books never gave; and one of another till, which is none of our business.
    const unknown = `GTM${makeOutSn({ till: 1, epoch: 99, counter: 7 })}`;
    try {
      const sold = await shop.sell(wallet, PRICE);
      const given = await shop.sell(wallet, 500);
      await refunded(given.id, 200);
      const forced = await forcedPayment(wallet, 300);
      const differs = await lostRequest(wallet, 400);
      await office.charge(wallet, differs.outTradeNo, 401);
      await office.charge(wallet, unknown, 700);
      await office.charge(wallet, 'ANOTHERTILL1', 900);
      await office.giveBack(wallet, sold.outTradeNo, PRICE, 50);

      const { bill, from, until } = await office.bill(wallet);
      const payments = shop.till.ledger.paymentsBetween(from, until).filter((payment) => payment.wallet === wallet);
      const refunds = payments.flatMap(({ id }) => shop.till.ledger.refundsOfPayment(id));
      const { agreed, findings, doubts } = compareBill({ movements: bill.lines, payments, refunds, from, until, accountSince: 0, till: 1 });
      expect(findings).toEqual([{ paymentId: forced.id, evidence: { kind: 'not_on_bill' } }]);
      expect(doubts).toMatchObject([
        { kind: 'refund_differs', outTradeNo: sold.outTradeNo, books: 0, bill: 50 },
        { kind: 'amount_differs', outTradeNo: differs.outTradeNo, books: 400, bill: 401 },
        { kind: 'unknown_charge', outTradeNo: unknown, amount: 700 },
      ]);
      expect(agreed).toBe(1);
      // And the other side: the till believes that the money went back, and the bill knows nothing of it.
      const withoutRefunds = bill.lines.filter(({ kind }) => kind !== 'refund');
      const believed = refunds.map((refund) => ({ ...refund, phase: 'done' as const, finishedAt: refund.createdAt }));
      expect(compareBill({ movements: withoutRefunds, payments, refunds: believed, from, until, accountSince: 0, till: 1 }).doubts)
        .toContainEqual({ kind: 'refund_differs', paymentId: given.id, outTradeNo: given.outTradeNo, books: 200, bill: 0 });

      const judged = decide(forced, { type: 'bill_read', at: clock.now(), evidence: { kind: 'not_on_bill' } }, DEFAULT_RULES);
      expect(judged).toMatchObject({ note: 'contradicted', payment: { phase: 'not_charged' } });
      expect(needsAttention(judged.payment)).toBe(true);
    } finally {
      office.close();
    }
  });

  /** Around midnight a payment may stand on either day's bill. */
  function atNoon(): void {
    const ofDay = (clock.now() + 8 * 60 * MINUTE_MS) % DAY_MS;
    clock.aheadMs += (DAY_MS * 1.5 - ofDay) % DAY_MS;
  }

  /** The request never arrived, and the till knows it. */
  async function lostRequest(wallet: Wallet, amount: number): Promise<Payment> {
    shop.ringUp(amount);
    shop.trouble(wallet, 'pay', { kind: 'drop-before' });
    const payment = await shop.when(shop.payByCode(shop.code(wallet)), 'not_charged');
    expect(shop.till.checkout.drop().ok).toBe(true);
    return payment;
  }

  /** The request never arrived, nobody answers, and a second person says that it is paid. */
  async function forcedPayment(wallet: Wallet, amount: number): Promise<Payment> {
    shop.ringUp(amount);
    for (const operation of ['pay', 'query', 'cancel'] as const) shop.trouble(wallet, operation, { kind: 'drop-before' }, ALWAYS);
    const id = shop.payByCode(shop.code(wallet));
    await until('force is offered', () => shop.till.picture.payment(shop.payment(id)).can.force);
    const wish = { deed: 'payment_force', subjectId: id, amount: fen(amount) } as const;
    const asked = await shop.till.approvals.ask({ ...wish, reason: 'the customer showed the bill' }, 'demo-supervisor', shop.till.picture.till().demo?.approver.pin ?? '');
    const approval = asked.ok ? shop.till.approvals.take(asked.value.approvalId, wish) : undefined;
    if (!approval) throw new Error('not approved');
    expect(shop.till.tenders.force(id, approval).ok).toBe(true);
    expect(shop.till.picture.till().finished?.sale.tenders).toMatchObject([{ state: 'unproven' }]);
    shop.clearSky();
    return shop.payment(id);
  }
});

describe.each(WALLETS)('16. a kiosk loses the network after the charge by %s', (wallet) => {
  it('says that it is being checked, keeps the customer, gives a slip with the number, calls staff, and completes the sale when the line is back', async () => {
    const kiosk = new KioskDesk({ till: shop.till, clock, language: 'zh', onLeave: () => undefined });
    kiosk.begin('zh');
    shop.till.checkout.keyAmount(fen(PRICE), '');
    expect(kiosk.go('review').ok && kiosk.go('pay').ok && kiosk.pay('mobile').ok).toBe(true);
    shop.trouble(wallet, 'pay', { kind: 'drop-after' });
    for (const operation of ['query', 'cancel'] as const) shop.trouble(wallet, operation, { kind: 'drop-before' }, ALWAYS);
    kiosk.scan(shop.code(wallet));
    await until('it is being checked', () => kiosk.snapshot().payment?.stage === 'checking');
    expect(kiosk.leave()).toMatchObject({ ok: false, code: 'frozen' });
    expect(kiosk.snapshot()).toMatchObject({ step: 'pay', finished: null });
    await until('staff are called', () => kiosk.snapshot().help?.reason === 'payment');
    await until('the customer has paper', () => shop.simulator.printer.receipts().length === 1);
    const { outTradeNo } = shop.till.ledger.recentPayments(1)[0] ?? {};
    expect(shop.simulator.printer.receipts()[0]?.lines.join('')).toContain(outTradeNo);
    for (const operation of ['query', 'cancel'] as const) shop.answerAgain(operation);
    await until('an ending', () => ['receipt', 'goodbye'].includes(kiosk.snapshot().step) || kiosk.snapshot().payment?.stage === 'returned');
    const isPaid = kiosk.snapshot().finished !== null;
    expect(shop.held(wallet)).toBe(isPaid ? PRICE : 0);
    expect(shop.trades(wallet)).toHaveLength(1);
  });
});

describe('17. amounts that floats cannot hold', () => {
  it.each([['19.99', 1_999], ['0.29', 29], ['4.35', 435], ['1.15', 115]] as const)('%s yuan is %i fen from the key to the provider, the receipt and back', async (text, amount) => {
    expect(parseYuan(text)).toBe(amount);
    expect(formatYuan(fen(amount))).toBe(text);
    for (const wallet of WALLETS) {
      const paid = await shop.sell(wallet, parseYuan(text) ?? 0);
      expect(paid.amount).toBe(amount);
      expect(shop.trades(wallet)).toMatchObject([{ totalFen: amount, capturedFen: amount }]);
      await until('the slip is out', () => shop.till.ledger.printJobOfSale(paid.saleId)?.state === 'printed');
      expect(shop.simulator.printer.receipts()[0]?.lines.join('\n')).toContain(text);
      await refunded(paid.id, amount);
      expect(shop.trades(wallet)[0]?.refundedFen).toBe(amount);
    }
  });
});
