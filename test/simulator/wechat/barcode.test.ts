/** The life of a barcode order at the simulated WeChat Pay, by a movable clock. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedCode } from '../../../main/simulator/scenarios.ts';
import type { PhoneMood } from '../../../main/simulator/world.ts';
import type { Answer, Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, nativeBody, paths, refundBody, Till } from './till.ts';

let b: Bench;
let till: Till;
let scripts = 0;

beforeAll(async () => {
  b = await bench();
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
});
afterAll(() => b.gateway.close());

function mood(value: PhoneMood): void {
  b.world.buyerOf('wechat').mood = value;
}

async function pay(options: { number?: string; code?: string; total?: number; as?: PhoneMood } = {}): Promise<{ number: string; answer: Answer; body: Record<string, unknown> }> {
  mood(options.as ?? 'pays-at-once');
  const number = options.number ?? freshNumber();
  const body = codepayBody(till, number, options.code ?? b.world.issueCode(BUYER).code, options.total);
  const answer = await till.send('POST', paths.codepay, body);
  mood('pays-at-once');
  return { number, answer, body };
}

const script = (digits: string): string => scriptedCode('wechat', digits, (scripts += 1));
const ask = async (number: string): Promise<string | undefined> => (await till.send('GET', paths.query(till, number))).json.trade_state;
const reverse = (number: string): Promise<Answer> => till.send('POST', paths.reverse(number), { appid: till.who.appid, mchid: till.who.mchid });

describe('a code pays once', () => {
  test('paid at once: balance, record, both queries and the buyer agree', async () => {
    const buyer = b.world.buyerOf('wechat');
    const [purse, shop] = [buyer.balanceFen, b.gateway.balanceOf(till.who.mchid)];
    const { number, answer } = await pay({ total: 1999 });
    expect(answer.json).toMatchObject({ trade_state: 'SUCCESS', out_trade_no: number, mchid: till.who.mchid, amount: { total: 1999, payer_total: 1999 }, payer: { openid: BUYER }, success_time: '2026-11-21T10:00:00+08:00' });
    expect([buyer.balanceFen, b.gateway.balanceOf(till.who.mchid)]).toEqual([purse - 1999, shop + 1999]);
    const byId = await till.send('GET', paths.byId(till, answer.json.transaction_id ?? ''));
    expect(byId.json).toEqual((await till.send('GET', paths.query(till, number))).json);
    expect(b.gateway.trade(number)).toMatchObject({ state: 'paid', capturedFen: 1999, refundedFen: 0, kind: 'barcode', buyerId: BUYER });
  });

  test('the same request sent again has the same outcome and takes nothing', async () => {
    const { answer, body } = await pay();
    const shop = b.gateway.balanceOf(till.who.mchid);
    const again = await till.send('POST', paths.codepay, body);
    expect([again.json, b.gateway.balanceOf(till.who.mchid)]).toEqual([answer.json, shop]);
  });

  test('another amount under a paid number', async () => {
    const { body } = await pay();
    const again = await till.send('POST', paths.codepay, { ...body, amount: { total: 101 } });
    expect(again.json.code).toBe('ORDER_PAID');
  });

  test('another amount under a waiting number', async () => {
    const { body } = await pay({ as: 'asks-pin' });
    const again = await till.send('POST', paths.codepay, { ...body, amount: { total: 101 } });
    expect([again.json.code, again.headers.get('request-id')?.endsWith('-268498688')]).toEqual(['INVALID_REQUEST', true]);
  });

  test('a new code under an old number', async () => {
    const { number } = await pay({ as: 'no-money' });
    expect((await pay({ number })).answer.json.code).toBe('INVALID_REQUEST');
  });

  test('a used, an expired, a foreign and a malformed code', async () => {
    const { code } = b.world.issueCode(BUYER);
    await pay({ code });
    expect((await pay({ code })).answer.json.code).toBe('AUTH_CODE_ERROR');
    const late = b.world.issueCode(BUYER).code;
    b.clock.pass(60_000);
    expect((await pay({ code: late })).answer.json.code).toBe('AUTHCODEEXPIRE');
    expect((await pay({ code: '101234567890123456' })).answer.json.code).toBe('AUTH_CODE_INVALID');
    expect((await pay({ code: '281234567890123456' })).answer.json.code).toBe('AUTH_CODE_ERROR');
  });

  test('the number of a refused code is known and not paid', async () => {
    const { number } = await pay({ code: script('0006') });
    expect(await ask(number)).toBe('PAYERROR');
    expect((await reverse(number)).status).toBe(200);
    expect(await ask(number)).toBe('REVOKED');
  });
});

describe('waiting for the PIN', () => {
  test('the answer is only a trade_state, and the query shows no payer', async () => {
    const { number, answer } = await pay({ as: 'asks-pin' });
    expect([answer.status, answer.text, answer.signatureGood]).toEqual([202, '{"trade_state":"USERPAYING"}', true]);
    const query = await till.send('GET', paths.query(till, number));
    expect([query.json.trade_state, query.json.transaction_id, query.json.payer, query.json.success_time]).toEqual(['USERPAYING', undefined, undefined, undefined]);
  });

  test('above 1000 yuan the phone asks, whatever the mood', async () => {
    b.world.buyerOf('wechat').balanceFen = 1_000_000;
    expect((await pay({ total: 100_000 })).answer.json.trade_state).toBe('SUCCESS');
    const { number, answer } = await pay({ total: 100_001 });
    expect(answer.json.trade_state).toBe('USERPAYING');
    expect(b.gateway.waitingFor(BUYER).map((trade) => trade.outTradeNo)).toContain(number);
    expect([b.gateway.confirm(number, 'nobody'), b.gateway.confirm(number, BUYER), b.gateway.confirm(number, BUYER)]).toEqual(['not-payable', 'paid', 'not-payable']);
    expect(await ask(number)).toBe('SUCCESS');
  });

  test('unpaid after 45 s the provider revokes by itself; a late PIN pays nothing', async () => {
    const { number } = await pay({ as: 'never-answers' });
    b.clock.pass(44_999);
    expect(await ask(number)).toBe('USERPAYING');
    b.clock.pass(1);
    expect(await ask(number)).toBe('REVOKED');
    expect(b.gateway.confirm(number, BUYER)).toBe('not-payable');
    expect(b.gateway.trade(number)).toMatchObject({ state: 'reversed', capturedFen: 0 });
  });

  test('a confirmation at 40 s counts even if nobody looks before 60 s', async () => {
    const { number } = await pay({ code: script('0018') });
    b.clock.pass(60_000);
    expect((await till.send('GET', paths.query(till, number))).json).toMatchObject({ trade_state: 'SUCCESS' });
    expect(b.gateway.trade(number)?.paidAt).toBe(b.clock.now() - 20_000);
  });

  test('declined, by the wallet page or by mood', async () => {
    const first = await pay({ as: 'asks-pin' });
    expect(b.gateway.decline(first.number, BUYER)).toBe('declined');
    expect(await ask(first.number)).toBe('PAYERROR');
    const second = await pay({ as: 'declines' });
    b.clock.pass(5_000);
    expect(await ask(second.number)).toBe('PAYERROR');
  });

  test('too little money', async () => {
    expect((await pay({ as: 'no-money' })).answer.json.code).toBe('NOT_ENOUGH');
    b.world.buyerOf('wechat').balanceFen = 50;
    const { number, answer } = await pay({ as: 'asks-pin' });
    expect([answer.status, b.gateway.confirm(number, BUYER), await ask(number)]).toEqual([202, 'no-money', 'PAYERROR']);
    b.world.buyerOf('wechat').balanceFen = 1_000_000;
  });
});

describe('reverse', () => {
  test('paid: the buyer gets everything back, and only once', async () => {
    const purse = b.world.buyerOf('wechat').balanceFen;
    const { number } = await pay();
    expect((await reverse(number)).json).toMatchObject({ out_trade_no: number });
    expect((await reverse(number)).status).toBe(200);
    expect([b.world.buyerOf('wechat').balanceFen, await ask(number)]).toEqual([purse, 'REVOKED']);
    expect(b.gateway.trade(number)).toMatchObject({ state: 'reversed', capturedFen: 100, refundedFen: 100 });
  });

  test('at the PIN box: refused for 15 s, then closed for good', async () => {
    const { number, body } = await pay({ as: 'asks-pin' });
    expect((await reverse(number)).json.code).toBe('TRADE_ERROR');
    b.clock.pass(15_000);
    expect((await reverse(number)).status).toBe(200);
    expect(b.gateway.confirm(number, BUYER)).toBe('not-payable');
    expect((await till.send('POST', paths.codepay, body)).json.code).toBe('ORDER_REVERSED');
  });

  test('paid in the very moment of the reverse: the money goes back', async () => {
    const { number } = await pay({ code: script('0013') });
    b.clock.pass(15_000);
    expect((await reverse(number)).status).toBe(200);
    expect(b.gateway.trade(number)).toMatchObject({ state: 'reversed', capturedFen: 100, refundedFen: 100 });
  });

  test('unknown number, after seven days, after a refund, of a QR order', async () => {
    expect((await reverse(freshNumber())).json.code).toBe('ORDER_NOT_EXIST');
    const old = await pay();
    b.clock.pass(7 * 86_400_000 + 1);
    expect((await reverse(old.number)).json.code).toBe('REVERSE_EXPIRE');
    const { number } = await pay();
    await till.send('POST', paths.refund, refundBody(number, `R${number}`, 1, 100));
    expect((await reverse(number)).json.code).toBe('TRADE_ERROR');
    const qr = freshNumber();
    await till.send('POST', paths.native, nativeBody(till, qr));
    expect((await reverse(qr)).json.code).toBe('INVALID_REQUEST');
  });

  test('a barcode order cannot be closed', async () => {
    const { number } = await pay({ as: 'asks-pin' });
    const answer = await till.send('POST', paths.close(number), { mchid: till.who.mchid });
    expect([answer.status, answer.headers.get('request-id')?.endsWith('-268449641')]).toEqual([400, true]);
  });
});

describe('scripted codes end as their names say', () => {
  test.each([
    ['0001', 'SUCCESS'], ['0005', 'NOT_ENOUGH'], ['0006', 'AUTH_CODE_INVALID'], ['0007', 'AUTHCODEEXPIRE'],
    ['0008', 'AUTH_CODE_ERROR'], ['0009', 'SYSTEM_ERROR'], ['0010', 'SYSTEM_ERROR'],
  ])('%s answers %s', async (digits, expected) => {
    const { answer } = await pay({ code: script(digits) });
    expect(answer.json.code ?? answer.json.trade_state).toBe(expected);
  });

  test('0002 pays after 8 s, 0004 declines', async () => {
    const slow = await pay({ code: script('0002') });
    const no = await pay({ code: script('0004') });
    b.clock.pass(8_000);
    expect([await ask(slow.number), await ask(no.number)]).toEqual(['SUCCESS', 'PAYERROR']);
  });

  test('each is good once', async () => {
    const code = script('0001');
    await pay({ code });
    expect((await pay({ code })).answer.json.code).toBe('AUTH_CODE_ERROR');
  });

  test('after a lost answer (0011) the same request finds the payment', async () => {
    const body = codepayBody(till, freshNumber(), script('0011'));
    await expect(till.send('POST', paths.codepay, body)).rejects.toThrow('fetch failed');
    expect(await ask(String(body['out_trade_no']))).toBe('SUCCESS');
    expect((await till.send('POST', paths.codepay, body)).json.trade_state).toBe('SUCCESS');
  });

  test('after a lost request (0012) there is no order', async () => {
    const body = codepayBody(till, freshNumber(), script('0012'));
    await expect(till.send('POST', paths.codepay, body)).rejects.toThrow('fetch failed');
    expect((await till.send('GET', paths.query(till, String(body['out_trade_no'])))).json.code).toBe('ORDER_NOT_EXIST');
  });
});

test('the log masks payment codes and keeps the order numbers', async () => {
  const { code } = b.world.issueCode(BUYER);
  const { number } = await pay({ code });
  const text = JSON.stringify(b.gateway.log());
  expect(text).toContain(number);
  expect(text).not.toContain(code);
});

test('a wallet of Hong Kong is refused, and nothing is taken', async () => {
  const { answer, number } = await pay({ code: '150000000000000001' });
  expect([answer.status, answer.json.code, b.gateway.trade(number)?.capturedFen]).toEqual([403, 'NO_AUTH', 0]);
});

test('with the option, the cents of an amount choose the ending', async () => {
  const other = await bench({ endingsByAmount: true });
  const shop = new Till(other.gateway.baseUrl, other.gateway, () => other.clock.now());
  const endings = await Promise.all([101, 105, 110, 119].map(async (total) => {
    const answer = await shop.send('POST', paths.codepay, codepayBody(shop, freshNumber(), other.world.issueCode(BUYER).code, total));
    return answer.json.code ?? answer.json.trade_state;
  }));
  await other.gateway.close();
  expect(endings).toEqual(['SUCCESS', 'NOT_ENOUGH', 'SYSTEM_ERROR', 'SUCCESS']);
});
