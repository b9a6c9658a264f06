/** QR orders and refunds at the simulated WeChat Pay, by a movable clock. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedCode } from '../../../main/simulator/scenarios.ts';
import type { Answer, Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, nativeBody, paths, refundBody, Till } from './till.ts';

let b: Bench;
let till: Till;

beforeAll(async () => {
  b = await bench();
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
});
afterAll(() => b.gateway.close());

const order = async (more: Record<string, unknown> = {}): Promise<{ number: string; body: Record<string, unknown>; qr: string }> => {
  const number = freshNumber();
  const body = { ...nativeBody(till, number), ...more };
  const answer = await till.send('POST', paths.native, body);
  return { number, body, qr: answer.json.code_url ?? '' };
};
const ask = async (number: string): Promise<string | undefined> => (await till.send('GET', paths.query(till, number))).json.trade_state;
const close = (number: string): Promise<Answer> => till.send('POST', paths.close(number), { mchid: till.who.mchid });
const refund = (number: string, part: string, fen: number, total = 100): Promise<Answer> => till.send('POST', paths.refund, refundBody(number, part, fen, total));

async function paid(total = 100): Promise<string> {
  const number = freshNumber();
  await till.send('POST', paths.codepay, codepayBody(till, number, b.world.issueCode(BUYER).code, total));
  return number;
}

describe('a QR order', () => {
  test('scanned and confirmed becomes SUCCESS; before that it waits', async () => {
    const { number, qr } = await order();
    expect(qr).toMatch(/^weixin:\/\/wxpay\/bizpayurl\/up\?pr=/);
    expect(b.gateway.openQrs()[0]).toMatchObject({ qrText: qr, outTradeNo: number });
    expect(b.gateway.confirm(number, BUYER)).toBe('not-payable');
    expect(b.gateway.scanQr(qr, BUYER)).toEqual({ outTradeNo: number, totalFen: 100, subject: '收银台消费' });
    expect(await ask(number)).toBe('NOTPAY');
    expect(b.gateway.confirm(number, BUYER)).toBe('paid');
    expect(await ask(number)).toBe('SUCCESS');
    expect(b.gateway.scanQr(qr, BUYER)).toBe('not-payable');
    expect(b.gateway.openQrs().map((open) => open.outTradeNo)).not.toContain(number);
  });

  test('the same QR on a second phone is refused', async () => {
    const { qr } = await order();
    b.world.addBuyer({ id: 'second', wallet: 'wechat', name: '二', logonId: 'x' });
    b.gateway.scanQr(qr, BUYER);
    expect(b.gateway.scanQr(qr, 'second')).toBe('not-payable');
  });

  test('ordering again gives a new code and kills the old one', async () => {
    const { body, qr } = await order();
    const again = await till.send('POST', paths.native, body);
    expect(again.json.code_url).not.toBe(qr);
    expect(b.gateway.scanQr(qr, BUYER)).toBe('unknown-qr');
    expect(b.gateway.scanQr(again.json.code_url ?? '', BUYER)).toMatchObject({ totalFen: 100 });
  });

  test('another amount under the same number is refused', async () => {
    const { body } = await order();
    expect((await till.send('POST', paths.native, { ...body, amount: { total: 1 } })).json.code).toBe('INVALID_REQUEST');
  });

  test('a QR number cannot be paid by barcode', async () => {
    const { number } = await order();
    const answer = await till.send('POST', paths.codepay, codepayBody(till, number, b.world.issueCode(BUYER).code));
    expect(answer.json.code).toBe('OUT_TRADE_NO_USED');
  });

  test('time_expire ends payability, not the order; under a minute is a minute', async () => {
    const { number, qr } = await order({ time_expire: new Date(b.clock.now() + 5_000).toISOString() });
    b.clock.pass(59_000);
    expect(b.gateway.scanQr(qr, BUYER)).toMatchObject({ outTradeNo: number });
    b.clock.pass(1_000);
    expect([b.gateway.scanQr(qr, BUYER), b.gateway.confirm(number, BUYER), await ask(number)]).toEqual(['expired', 'not-payable', 'NOTPAY']);
  });

  test('the code lives two hours, the order seven days', async () => {
    const { number, qr } = await order();
    b.clock.pass(2 * 3_600_000);
    expect(b.gateway.scanQr(qr, BUYER)).toBe('expired');
    b.clock.pass(7 * 86_400_000);
    expect(await ask(number)).toBe('CLOSED');
  });

  test('closed is final and can be repeated; a paid one is not closed', async () => {
    const { number, body, qr } = await order();
    expect([(await close(number)).status, (await close(number)).status, await ask(number)]).toEqual([204, 204, 'CLOSED']);
    expect(b.gateway.scanQr(qr, BUYER)).toBe('not-payable');
    expect((await till.send('POST', paths.native, body)).json.code).toBe('ORDER_CLOSED');
    const other = await order();
    b.gateway.scanQr(other.qr, BUYER);
    b.gateway.confirm(other.number, BUYER);
    expect((await close(other.number)).json.code).toBe('ORDER_PAID');
  });
});

describe('a refund', () => {
  test('is accepted first and done later; the order shows REFUND', async () => {
    const number = await paid();
    const purse = b.world.buyerOf('wechat').balanceFen;
    const accepted = await refund(number, `R${number}`, 30);
    expect(accepted.json).toMatchObject({ status: 'PROCESSING', out_trade_no: number, amount: { refund: 30, total: 100 } });
    expect([await ask(number), b.world.buyerOf('wechat').balanceFen]).toEqual(['REFUND', purse]);
    b.clock.pass(5_000);
    const done = await till.send('GET', paths.refundQuery(`R${number}`));
    expect([done.json.status, b.world.buyerOf('wechat').balanceFen]).toEqual(['SUCCESS', purse + 30]);
    expect(b.gateway.trade(number)).toMatchObject({ state: 'paid', refundedFen: 30 });
  });

  test('sent twice with one number is one refund; with another amount it is refused', async () => {
    const number = await paid();
    const first = await refund(number, `R${number}`, 30);
    const again = await refund(number, `R${number}`, 30);
    expect(again.json.refund_id).toBe(first.json.refund_id);
    expect((await refund(number, `R${number}`, 31)).json.code).toBe('INVALID_REQUEST');
    expect(b.gateway.trade(number)?.refundedFen).toBe(30);
  });

  test('a second part needs a minute', async () => {
    const number = await paid();
    await refund(number, `R${number}a`, 30);
    const early = await refund(number, `R${number}b`, 30);
    expect([early.status, early.json.code]).toEqual([429, 'FREQUENCY_LIMITED']);
    b.clock.pass(60_000);
    expect((await refund(number, `R${number}b`, 30)).status).toBe(200);
  });

  test('never more than was paid, never of another total, never unpaid, never unknown', async () => {
    const number = await paid();
    expect((await refund(number, `R${number}a`, 101, 100)).json.code).toBe('INVALID_REQUEST');
    expect((await refund(number, `R${number}b`, 100, 101)).json.code).toBe('INVALID_REQUEST');
    await refund(number, `R${number}c`, 60);
    b.clock.pass(60_000);
    expect((await refund(number, `R${number}d`, 41)).json.code).toBe('INVALID_REQUEST');
    expect((await refund(number, `R${number}e`, 40)).status).toBe(200);
    expect(b.gateway.trade(number)).toMatchObject({ state: 'refunded', refundedFen: 100 });
    expect((await refund((await order()).number, `R${number}f`, 1)).json.code).toBe('INVALID_REQUEST');
    expect((await refund(freshNumber(), `R${number}g`, 1)).json.code).toBe('RESOURCE_NOT_EXISTS');
    expect((await till.send('GET', paths.refundQuery('unknown'))).json.code).toBe('RESOURCE_NOT_EXISTS');
  });

  test('fifty parts at most', async () => {
    const number = await paid();
    for (let part = 0; part < 50; part += 1) {
      expect((await refund(number, `R${number}-${part}`, 1)).status).toBe(200);
      b.clock.pass(60_000);
    }
    expect((await refund(number, `R${number}-50`, 1)).json.code).toBe('INVALID_REQUEST');
  });

  test('a year at most', async () => {
    const number = await paid();
    b.clock.pass(365 * 86_400_000 + 1);
    expect((await refund(number, `R${number}`, 1)).json.code).toBe('INVALID_REQUEST');
  });

  test('needs the merchant’s balance, and can be repeated once there is money', async () => {
    const number = await paid();
    const balance = b.gateway.balanceOf(till.who.mchid);
    b.gateway.setBalance(till.who.mchid, 99);
    expect((await refund(number, `R${number}`, 100)).json.code).toBe('NOT_ENOUGH');
    b.gateway.setBalance(till.who.mchid, balance);
    expect((await refund(number, `R${number}`, 100)).status).toBe(200);
  });

  test('CLOSED gives the money back to the shop; ABNORMAL keeps it on the way', async () => {
    const number = await paid();
    const balance = b.gateway.balanceOf(till.who.mchid);
    b.gateway.setRefundPolicy({ settlesAfterMs: 1_000, ending: 'CLOSED' });
    await refund(number, `R${number}`, 100);
    expect(b.gateway.balanceOf(till.who.mchid)).toBe(balance - 100);
    b.clock.pass(60_000);
    expect([(await till.send('GET', paths.refundQuery(`R${number}`))).json.status, b.gateway.balanceOf(till.who.mchid), await ask(number)]).toEqual(['CLOSED', balance, 'SUCCESS']);
    b.gateway.setRefundPolicy({ settlesAfterMs: 0, ending: 'ABNORMAL' });
    expect((await refund(number, `S${number}`, 100)).json.status).toBe('ABNORMAL');
    expect(await ask(number)).toBe('REFUND');
    b.gateway.setRefundPolicy({ settlesAfterMs: 5_000, ending: 'SUCCESS' });
  });
});

test('a gateway restarted from its export knows its merchants, orders, refunds and spent codes', async () => {
  const number = await paid();
  await refund(number, `R${number}`, 30);
  const waiting = await order();
  const exported = b.gateway.exportState();
  expect(JSON.parse(JSON.stringify(exported))).toEqual(exported);
  const again = await bench({ state: exported });
  again.clock.at = b.clock.now() + 10_000;
  const same = new Till(again.gateway.baseUrl, b.gateway, () => again.clock.now());
  expect((await same.send('GET', paths.query(same, number))).json.trade_state).toBe('REFUND');
  const settled = await same.send('GET', paths.refundQuery(`R${number}`));
  expect([settled.json.status, settled.signatureGood]).toEqual(['SUCCESS', true]);
  expect(again.gateway.scanQr(waiting.qr, BUYER)).toMatchObject({ outTradeNo: waiting.number });
  expect(again.gateway.balanceOf(till.who.mchid)).toBe(b.gateway.balanceOf(till.who.mchid));
  await again.gateway.close();
});

test('whoever saves the record hears of each change once, whole, before the answer leaves', async () => {
  const saved: ReturnType<Bench['gateway']['exportState']>[] = [];
  const own: Bench = await bench({ onChange: () => saved.push(own.gateway.exportState()) });
  const shop = new Till(own.gateway.baseUrl, own.gateway, () => own.clock.now());
  own.world.buyerOf('wechat').mood = 'asks-pin';
  const number = freshNumber();
  await shop.send('POST', paths.codepay, codepayBody(shop, number, own.world.issueCode(BUYER).code));
  expect(saved.map((state) => state.book.orders[0])).toMatchObject([{ state: 'USERPAYING', buyerId: BUYER }]);
  own.gateway.confirm(number, BUYER);
  expect(saved.at(-1)?.book.orders[0]).toMatchObject({ state: 'SUCCESS' });
  const count = saved.length;
  await shop.send('GET', paths.query(shop, number));
  expect(saved.length).toBe(count);
  await own.gateway.close();
});

test('an export taken after a payment that only time made holds the shop’s money too', async () => {
  const own = await bench();
  const shop = new Till(own.gateway.baseUrl, own.gateway, () => own.clock.now());
  await shop.send('POST', paths.codepay, codepayBody(shop, freshNumber(), scriptedCode('wechat', '0002', 1)));
  own.clock.pass(8_000);
  const { merchants, book } = own.gateway.exportState();
  expect([book.orders[0]?.state, merchants.balances]).toEqual(['SUCCESS', [[own.gateway.mchid, 100]]]);
  await own.gateway.close();
});
