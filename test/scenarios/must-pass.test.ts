// Must-pass scenarios 1 to 9: one payment, and everything that may go wrong with it. Over real HTTP against gateways that check
// signatures, for both wallets. The scenarios of the shop around it are in must-pass-shop.test.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import { fen } from '../../main/domain/money.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { hurriedRules, until } from '../support/demo-till.ts';
import { PLACES, powerCutAt } from './dying-till.ts';
import { ALWAYS, Shop, TurnedClock, WALLETS } from './shop.ts';

const PRICE = 1_999;

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.start();
});
afterEach(async () => {
  await shop.close();
});

describe.each(WALLETS)('%s', (wallet) => {
  it('1. the reply is lost after the charge: a query finds it paid, and there is no second charge', async () => {
    shop.ringUp(PRICE);
    shop.trouble(wallet, 'pay', { kind: 'drop-after' });
    const paid = await shop.when(shop.payByCode(shop.code(wallet)), 'paid');
    expect(paid.asks).toBeGreaterThan(0);
    expect(shop.trades(wallet)).toHaveLength(1);
    expect(shop.held(wallet)).toBe(PRICE);
    expect(shop.till.ledger.sale(paid.saleId)?.status).toBe('settled');
  });

  it('2. the customer takes forty seconds for the password: paid on the fifth query', async () => {
    // The product waits long enough in real time; here the waiting is shortened and the customer answers after four queries.
    expect(DEFAULT_RULES[wallet].barcode.giveUpMs).toBeGreaterThan(40_000);
    await shop.close();
    shop = await Shop.start({ rules: hurriedRules({ askEveryMs: 120, firstAskMs: 120, giveUpMs: 20_000 }) });
    shop.mood(wallet, 'asks-pin');
    shop.ringUp(PRICE);
    const id = shop.payByCode(shop.code(wallet));
    const waiting = await until('four queries were answered', () => {
      const payment = shop.payment(id);
      return payment.asks === 4 && payment.call === null ? payment : undefined;
    });
    expect(waiting.phase).toBe('waiting');
    expect(shop.stage(id)).toBe('confirm_on_phone');
    expect(shop.held(wallet)).toBe(0);
    shop.confirm(waiting);
    expect(await shop.when(id, 'paid')).toMatchObject({ asks: 5, cancels: 0 });
    expect(shop.held(wallet)).toBe(PRICE);
  });

  describe('3. nobody knows what came of it: the screen says that it is being checked', () => {
    it.each([
      ['the provider says system error, and charged', { kind: 'system-error', work: true }, true],
      ['the provider says system error, and did not charge', { kind: 'system-error', work: false }, false],
      ['the line is cut after the charge', { kind: 'drop-after' }, true],
      ['the line is cut before the charge', { kind: 'drop-before' }, false],
      ['a gateway page 503 after the charge', { kind: 'http-error', status: 503, work: true }, true],
      ['a gateway page 500 and no charge', { kind: 'http-error', status: 500, work: false }, false],
      ['the answer has a wrong signature', { kind: 'signature', flaw: 'wrong' }, true],
      ['the answer has no signature', { kind: 'signature', flaw: 'missing' }, true],
    ] as const)('%s', async (_name, fault, isCharged) => {
      shop.ringUp(PRICE);
      shop.trouble(wallet, 'pay', fault);
      shop.trouble(wallet, 'query', { kind: 'drop-before' }, 2);
      const id = shop.payByCode(shop.code(wallet));
      const { seen, stop } = shop.stagesOf(() => id);
      await until('the second query got no answer', () => shop.payment(id).silentAsks >= 2);
      expect(shop.stage(id)).toBe('checking');
      expect(shop.till.tenders.cash(fen(PRICE))).toMatchObject({ ok: false, code: 'frozen' });
      await shop.when(id, isCharged ? 'paid' : 'not_charged');
      stop();
      expect(seen.indexOf('paid')).toBeLessThanOrEqual(isCharged ? seen.length - 1 : -1);
      expect(shop.held(wallet)).toBe(isCharged ? PRICE : 0);
    });

    it('names do not resolve (here: nobody listens) while it asks: being checked, until the line is back', async () => {
      shop.ringUp(PRICE);
      shop.trouble(wallet, 'pay', { kind: 'drop-after' });
      shop.trouble(wallet, 'query', { kind: 'drop-before' }, ALWAYS);
      const id = shop.payByCode(shop.code(wallet));
      await shop.when(id, 'unknown');
      await shop.restart({ world: shop.unreachable });
      await until('several queries could not leave', () => shop.payment(id).silentAsks >= 3);
      expect(['checking', 'cancelling']).toContain(shop.stage(id));
      shop.clearSky();
      await shop.restart();
      const ended = await until('an ending', () => (['paid', 'returned'].includes(shop.payment(id).phase) ? shop.payment(id) : undefined));
      expect(shop.held(wallet)).toBe(ended.phase === 'paid' ? PRICE : 0);
    });

    it('names do not resolve for the charge itself: certainly not sent, so certainly not charged, and said so', async () => {
      await shop.restart({ world: shop.unreachable });
      shop.ringUp(PRICE);
      expect(await shop.when(shop.payByCode(shop.code(wallet)), 'not_charged')).toMatchObject({ proof: 'never_sent', failure: { code: 'never_sent' } });
      expect(shop.trades(wallet)).toEqual([]);
      expect(shop.till.picture.till().sale?.can.pay).toBe(true);
    });
  });

  describe('4. cancel in the same second as the customer confirms: the sale completes, or the money is back and the screen says so', () => {
    it.each(['the customer is first', 'the till is first', 'the cancel is on its way'])('%s', async (who) => {
      const duringCancel = who === 'the cancel is on its way';
      if (!duringCancel) shop.mood(wallet, 'asks-pin');
      shop.ringUp(PRICE);
      const id = shop.payByCode(duringCancel ? scriptedCode(wallet, '0013', 1) : shop.code(wallet));
      const waiting = await shop.when(id, 'waiting');
      if (who === 'the customer is first') shop.confirm(waiting);
      expect(shop.till.tenders.cancel(id).ok).toBe(true);
      if (who === 'the till is first') shop.confirm(waiting);
      const { phase } = await until('an ending', () => (['paid', 'returned'].includes(shop.payment(id).phase) ? shop.payment(id) : undefined));
      expect(shop.stage(id)).toBe(phase === 'paid' ? (shop.payment(id).cancels > 0 ? 'paid_after_all' : 'paid') : 'returned');
      expect(shop.held(wallet)).toBe(phase === 'paid' ? PRICE : 0);
      expect(shop.till.ledger.sale(waiting.saleId)?.status).toBe(phase === 'paid' ? 'settled' : 'open');
    });
  });

  it('5. a cancel answers "done" but the query shows paid: not trusted, and repeated until the money is back', async () => {
    shop.ringUp(PRICE);
    shop.trouble(wallet, 'pay', { kind: 'drop-after' });
    shop.trouble(wallet, 'query', { kind: 'not-yet-visible' }, 2);
    shop.trouble(wallet, 'cancel', { kind: 'lies-done' });
    const id = shop.payByCode(shop.code(wallet));
    const { seen, stop } = shop.stagesOf(() => id);
    await until('one query did not find the order', () => shop.payment(id).asks === 1 && shop.payment(id).call === null);
    expect(shop.till.tenders.cancel(id).ok).toBe(true);
    const returned = await shop.when(id, 'returned');
    stop();
    expect(returned.cancels).toBeGreaterThanOrEqual(2);
    expect(seen).not.toContain('not_charged');
    expect(seen.at(-1)).toBe('returned');
    expect(shop.held(wallet)).toBe(0);
  });

  describe('6. power cut', () => {
    it.each(PLACES)('%s: charged once, settled once, on paper once', async (place) => {
      await powerCutAt(place, wallet, ({ simulator, dead, books, audit, amount }) => {
        const trades = simulator[wallet].trades();
        expect(trades.reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0)).toBe(amount);
        expect(trades.filter(({ capturedFen }) => capturedFen > 0)).toHaveLength(1);
        const found = { 'before the journal': [], 'after the journal': ['pay'], 'after the send': ['pay'], 'after the reply': ['pay'], 'after the print': [null] }[place];
        expect(dead.payments.map(({ call }) => call)).toEqual(found);
        expect(books.payments.filter(({ phase }) => phase === 'paid')).toHaveLength(1);
        expect(books.sales.map(({ status }) => status)).toEqual(['settled']);
        expect(simulator.printer.view().papers).toHaveLength(1);
        expect(audit).toMatchObject({ integrity: 'ok', chainBreak: undefined, differing: [] });
      });
    });
  });
});

it('7. the clock is wrong by ten minutes: both wallets say so, and no charge leaves with a time that the provider refuses', async () => {
  for (const aheadMs of [600_000, -600_000]) {
    await shop.close();
    const clock = new TurnedClock();
    shop = await Shop.start({ tillClock: clock });
    clock.aheadMs = aheadMs;
    await shop.restart();
    // Each wallet says the time for itself.
    await until('both wallets are off', () => shop.till.picture.till().methods.every(({ method, enabled }) => method === 'cash' || !enabled));
    expect(shop.till.picture.till().clock.state).toBe('wrong');
    shop.ringUp(PRICE);
    for (const wallet of WALLETS) {
      expect(shop.till.tenders.startBarcode({ code: shop.code(wallet), evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'clock_wrong' });
      expect(shop.till.tenders.startQr({ wallet, evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'clock_wrong' });
      expect(shop.provider(wallet).log().filter(({ operation }) => operation === 'pay' || operation === 'precreate')).toEqual([]);
    }
    expect(shop.till.picture.till().methods).toContainEqual({ method: 'mobile', enabled: false, why: 'clock_wrong' });
    expect(shop.till.ledger.recentPayments(5)).toEqual([]);
  }
});

describe('8. what is held under the scanner', () => {
  const notice = () => shop.till.picture.till().notice?.notice;
  const askForCode = (): void => {
    shop.ringUp(PRICE);
    expect(shop.till.tenders.askCode({ evenIfDuplicate: true }).ok).toBe(true);
  };

  it.each(WALLETS)('the same %s code twice charges once', async (wallet) => {
    const code = shop.code(wallet);
    askForCode();
    shop.till.checkout.scan(code);
    // Held there a moment too long: the pay window has gone, and the code is no product.
    shop.till.checkout.scan(code);
    await until('settled', () => shop.till.picture.till().finished !== null);
    askForCode();
    shop.till.checkout.scan(code);
    expect(notice()).toEqual({ kind: 'code_already_used' });
    expect(shop.trades(wallet)).toHaveLength(1);
    expect(shop.held(wallet)).toBe(PRICE);
  });

  it('the number on another shop\'s receipt is no payment code, and finds no payment to refund', async () => {
    const ours = await shop.sell('alipay', PRICE);
    askForCode();
    // A WeChat merchant order number of another shop: 28 digits that begin like a payment code.
    const foreign = '1326112100000000000000000042';
    shop.till.checkout.scan(foreign);
    expect(notice()).toEqual({ kind: 'unreadable' });
    shop.till.checkout.scan(`GT1:${ours.outSn}`);
    expect(notice()).toEqual({ kind: 'misplaced', what: 'receipt_in_payment' });
    expect(shop.till.refunds.lookUp(foreign)).toEqual([]);
    expect(shop.trades('wechat')).toEqual([]);
  });

  it('an 18-digit scale label 26… in the basket is never sent to Alipay as a payment code', () => {
    shop.ringUp(PRICE);
    shop.till.checkout.scan('261234500500012346');
    expect(notice()).toEqual({ kind: 'misplaced', what: 'payment_code_in_basket' });
    expect(shop.trades('alipay')).toEqual([]);
    expect(shop.till.picture.till().sale?.lines).toHaveLength(1);
  });

  it('a UnionPay code 62… is named, in the basket and in the pay window', () => {
    shop.ringUp(PRICE);
    shop.till.checkout.scan('6212345678901234567');
    expect(notice()).toEqual({ kind: 'misplaced', what: 'unionpay_code' });
    expect(shop.till.tenders.askCode({ evenIfDuplicate: true }).ok).toBe(true);
    shop.till.checkout.scan('6212345678901234567');
    expect(shop.till.picture.till().notice).toMatchObject({ seq: 3, notice: { kind: 'misplaced', what: 'unionpay_code' } });
    expect(shop.till.ledger.recentPayments(5)).toEqual([]);
  });
});

it.each(WALLETS)('9. the rest is paid in cash while a %s attempt is unknown: it stays watched; paid late, it alarms and goes back with one press', async (wallet) => {
  shop.ringUp(PRICE);
  shop.trouble(wallet, 'pay', { kind: 'drop-after' });
  for (const operation of ['query', 'cancel'] as const) shop.trouble(wallet, operation, { kind: 'drop-before' }, ALWAYS);
  const id = shop.payByCode(shop.code(wallet));
  await shop.when(id, 'unknown');
  expect(shop.till.tenders.cancel(id).ok).toBe(true);
  const { saleId } = await until('the cashier may go on', () => (shop.till.picture.payment(shop.payment(id)).can.release ? shop.payment(id) : undefined));
  expect(shop.till.tenders.release(id).ok).toBe(true);
  expect(shop.till.tenders.cash(fen(2_000)).ok).toBe(true);
  expect(shop.till.ledger.sale(saleId)?.status).toBe('settled');
  expect(shop.till.picture.till().unfinished.map((payment) => payment.id)).toEqual([id]);

  shop.answerAgain('query');
  await until('the late payment is told', () => shop.till.picture.till().unfinished.some((payment) => payment.id === id && payment.stage === 'paid_late' && payment.can.refund));
  expect(shop.held(wallet)).toBe(PRICE);
  const refund = shop.till.refunds.start(id, fen(PRICE), () => undefined);
  expect(refund.ok).toBe(true);
  await until('the money is back', () => shop.held(wallet) === 0);
  await until('nobody needs to look any more', () => shop.till.picture.till().unfinished.length === 0);
});
