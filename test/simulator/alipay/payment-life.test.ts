import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import { scriptedCode } from '../../../main/simulator/scenarios.ts';
import { freshNumber, openTill, sdkFor, type Till } from './till.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let till: Till;
let serial = 0;
beforeAll(async () => {
  till = await openTill();
});
afterAll(async () => till.close());
beforeEach(() => {
  Object.assign(till.buyer, { mood: 'pays-at-once', balanceFen: 1_000_000, pinAboveFen: 100_000 });
});

const script = (digits: string): string => scriptedCode('alipay', digits, (serial += 1));
const pay = async (number: string, code: string, more: Record<string, unknown> = {}) =>
  till.call('alipay.trade.pay', { out_trade_no: number, total_amount: '10.00', subject: '茶', auth_code: code, scene: 'bar_code', ...more });
const status = async (number: string): Promise<unknown> => {
  const answer = await till.call('alipay.trade.query', { out_trade_no: number });
  return answer['trade_status'] ?? answer['sub_code'];
};
const cancel = async (number: string) => till.call('alipay.trade.cancel', { out_trade_no: number });

describe('a payment code', () => {
  it('works once, for one minute, and only if Alipay issued it', async () => {
    const code = till.code();
    expect((await pay(freshNumber(), code)).code).toBe('10000');
    const wechatCode = till.world.issueCode(till.world.buyerOf('wechat').id).code;
    const expired = till.code();
    till.pass(MINUTE);
    for (const refused of [code, expired, wechatCode, '288888888888888888', '301234567890123456']) {
      const number = freshNumber();
      expect((await pay(number, refused))['sub_code']).toBe('ACQ.PAYMENT_AUTH_CODE_INVALID');
      expect(await status(number)).toBe('ACQ.TRADE_NOT_EXIST');
    }
    expect((await pay(freshNumber(), 'hello'))['sub_code']).toBe('ACQ.INVALID_PARAMETER');
  });

  it('pays no contract that takes none', async () => {
    for (const product_code of ['PRE_AUTH', 'GENERAL_WITHHOLDING']) {
      const order = { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x', auth_code: till.code(), product_code };
      expect((await till.call('alipay.trade.pay', order))['sub_code']).toBe('ACQ.ACCESS_FORBIDDEN');
      expect((await till.call('alipay.trade.pay', { ...order, product_code: 'FACE_TO_FACE_PAYMENT' })).code).toBe('10000');
    }
  });

  it('of the script is single use too', async () => {
    const code = script('0001');
    expect((await pay(freshNumber(), code)).code).toBe('10000');
    expect((await pay(freshNumber(), code))['sub_code']).toBe('ACQ.PAYMENT_AUTH_CODE_INVALID');
  });
});

describe('the phone', () => {
  it('asks for the PIN: trade_no and zero amounts are there although nothing is paid', async () => {
    till.buyer.mood = 'asks-pin';
    const number = freshNumber();
    const answer = await pay(number, till.code());
    expect(answer).toMatchObject({ code: '10003', msg: ' order success pay inprocess', receipt_amount: '0.00' });
    expect(answer['trade_no']).toBeTruthy();
    expect(till.gateway.waitingFor(till.buyer.id).map((trade) => trade.outTradeNo)).toContain(number);
    expect(await status(number)).toBe('WAIT_BUYER_PAY');
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('paid');
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('not-payable');
    expect(await status(number)).toBe('TRADE_SUCCESS');
    expect(till.buyer.balanceFen).toBe(999_000);
  });

  it('asks for the PIN above the limit although the buyer pays small sums at once', async () => {
    till.buyer.pinAboveFen = 999;
    expect((await pay(freshNumber(), till.code())).code).toBe('10003');
  });

  it('can say no: the trade stays open and unpaid until the merchant cancels', async () => {
    const number = freshNumber();
    await pay(number, script('0004'));
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('not-payable');
    expect(await status(number)).toBe('WAIT_BUYER_PAY');
    expect(await cancel(number)).toMatchObject({ code: '10000', retry_flag: 'N', action: 'close' });
    expect(await status(number)).toBe('TRADE_CLOSED');
  });

  it('without money refuses, and the failure leaves an open trade behind', async () => {
    const number = freshNumber();
    const answer = await pay(number, script('0005'));
    expect(answer).toMatchObject({ code: '40004', sub_code: 'ACQ.BUYER_BALANCE_NOT_ENOUGH', receipt_amount: '0.00' });
    expect(await status(number)).toBe('WAIT_BUYER_PAY');
    expect((await pay(number, till.code())).code).toBe('10000');
  });

  it('confirms by itself after the scripted time, on the moment, whenever one looks', async () => {
    const number = freshNumber();
    await pay(number, script('0002'));
    till.pass(7_000);
    expect(await status(number)).toBe('WAIT_BUYER_PAY');
    till.pass(HOUR);
    const answer = await till.call('alipay.trade.query', { out_trade_no: number });
    const trade = till.gateway.trade(number);
    expect(answer['trade_status']).toBe('TRADE_SUCCESS');
    expect((trade?.paidAt ?? 0) - (trade?.createdAt ?? 0)).toBe(8_000);
  });

  it('cannot confirm after the trade expired', async () => {
    const number = freshNumber();
    await pay(number, script('0003'), { timeout_express: '2m' });
    till.pass(2 * MINUTE);
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('not-payable');
    expect(await status(number)).toBe('TRADE_CLOSED');
    expect(till.gateway.trade(number)).toMatchObject({ state: 'closed', capturedFen: 0 });
  });
});

describe('one number', () => {
  it('continues the same trade when the same request comes twice', async () => {
    const number = freshNumber();
    const code = script('0003');
    const first = await pay(number, code);
    const second = await pay(number, code);
    expect(second).toMatchObject({ code: '10003', trade_no: first['trade_no'] });
  });

  it('cannot be given another amount, another buyer, or a second payment', async () => {
    const other = till.world.addBuyer({ id: '2088000000000042', wallet: 'alipay', name: '赵', logonId: 'zh***' });
    const number = freshNumber();
    await pay(number, script('0003'));
    expect((await pay(number, till.code(), { total_amount: '0.01' }))['sub_code']).toBe('ACQ.CONTEXT_INCONSISTENT');
    const otherCode = till.world.issueCode(other.id);
    expect((await pay(number, otherCode.code))['sub_code']).toBe('ACQ.TRADE_BUYER_NOT_MATCH');
    expect(otherCode.used).toBe(false);
    till.gateway.confirm(number, till.buyer.id);
    expect((await pay(number, till.code(), { total_amount: '0.01' }))['sub_code']).toBe('ACQ.TRADE_HAS_SUCCESS');
    await cancel(number);
    expect((await pay(number, till.code()))['sub_code']).toBe('ACQ.TRADE_HAS_CLOSE');
    expect(till.gateway.trade(number)).toMatchObject({ capturedFen: 1000, refundedFen: 1000 });
  });

  it('of one merchant is nothing to another merchant', async () => {
    const number = freshNumber();
    await pay(number, till.code());
    const stranger = sdkFor(await till.gateway.registerApp());
    const answer = await stranger.exec('alipay.trade.refund', { bizContent: { out_trade_no: number, refund_amount: '10.00' } }, { validateSign: true });
    expect(answer['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    const byTradeNo = await stranger.exec('alipay.trade.query', { bizContent: { trade_no: till.gateway.trade(number)?.tradeNo } }, { validateSign: true });
    expect(byTradeNo['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  });
});

describe('a cancel', () => {
  it('of a paid trade gives the money back and says so, once', async () => {
    const number = freshNumber();
    await pay(number, till.code());
    expect(await cancel(number)).toMatchObject({ retry_flag: 'N', action: 'refund' });
    expect(await cancel(number)).toMatchObject({ retry_flag: 'N', action: 'refund' });
    expect(till.buyer.balanceFen).toBe(1_000_000);
    expect(till.gateway.trade(number)?.state).toBe('reversed');
  });

  it('of an unknown number has no action; of an unknown trade_no fails', async () => {
    const answer = await cancel(freshNumber());
    expect(answer).toMatchObject({ code: '10000', retry_flag: 'N' });
    expect(answer).not.toHaveProperty('action');
    expect((await till.call('alipay.trade.cancel', { trade_no: '2020010122001' }))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it('can race with the buyer: paid in between, money returned', async () => {
    const number = freshNumber();
    await pay(number, script('0013'));
    expect(await status(number)).toBe('WAIT_BUYER_PAY');
    expect(await cancel(number)).toMatchObject({ action: 'refund' });
    expect(till.buyer.balanceFen).toBe(1_000_000);
  });

  it('can ask to be repeated, without having done anything', async () => {
    const number = freshNumber();
    await pay(number, till.code());
    till.gateway.scriptCancelRetries(number, 2);
    expect((await cancel(number))['retry_flag']).toBe('Y');
    expect(till.gateway.trade(number)?.state).toBe('paid');
    expect((await cancel(number))['retry_flag']).toBe('Y');
    expect(await cancel(number)).toMatchObject({ retry_flag: 'N', action: 'refund' });
  });

  it('is refused when the merchant has no money, after a partial refund, and after 24 hours', async () => {
    const poor = freshNumber();
    await pay(poor, till.code());
    const had = till.gateway.merchantBalance(till.gateway.sellerId);
    till.gateway.setMerchantBalance(till.gateway.sellerId, fen(999));
    expect((await cancel(poor))['sub_code']).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH');
    till.gateway.setMerchantBalance(till.gateway.sellerId, had);
    await till.call('alipay.trade.refund', { out_trade_no: poor, refund_amount: '1.00', out_request_no: 'a' });
    expect((await cancel(poor))['sub_code']).toBe('ACQ.REASON_TRADE_REFUND_FEE_ERR');
    const late = freshNumber();
    await pay(late, till.code());
    till.pass(24 * HOUR);
    expect((await cancel(late))['sub_code']).toBe('ACQ.TRADE_CANCEL_TIME_OUT');
  });

  it('before the payment arrived: both behaviours that Alipay may have can be chosen', async () => {
    const number = freshNumber();
    await cancel(number);
    expect((await pay(number, till.code())).code).toBe('10000');
    const refusing = await openTill({ payAfterEmptyCancel: 'refused' });
    await refusing.call('alipay.trade.cancel', { out_trade_no: number });
    const answer = await refusing.call('alipay.trade.pay', { out_trade_no: number, total_amount: '10.00', subject: '茶', auth_code: refusing.code() });
    expect(answer['sub_code']).toBe('ACQ.TRADE_HAS_CLOSE');
    await refusing.close();
  });

  it('close never returns money: it fails on a paid trade', async () => {
    const number = freshNumber();
    await pay(number, till.code());
    expect((await till.call('alipay.trade.close', { out_trade_no: number }))['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
    expect((await till.call('alipay.trade.close', { out_trade_no: freshNumber() }))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  });
});

describe('a QR', () => {
  const precreate = async (number: string, more: Record<string, unknown> = {}): Promise<string> =>
    String((await till.call('alipay.trade.precreate', { out_trade_no: number, total_amount: '25.00', subject: '灯', ...more }))['qr_code']);

  it('is no trade before a phone scans it', async () => {
    const number = freshNumber();
    const qr = await precreate(number);
    expect(await status(number)).toBe('ACQ.TRADE_NOT_EXIST');
    expect(till.gateway.openQrs()[0]).toMatchObject({ qrText: qr, totalFen: 2500 });
    expect(till.gateway.scanQr(qr, till.buyer.id)).toEqual({ outTradeNo: number, totalFen: 2500, subject: '灯' });
    expect(await status(number)).toBe('WAIT_BUYER_PAY');
    expect(till.gateway.openQrs().map((one) => one.qrText)).toContain(qr);
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('paid');
    expect(await status(number)).toBe('TRADE_SUCCESS');
    expect(till.gateway.openQrs().map((one) => one.qrText)).not.toContain(qr);
  });

  it('is paid by one buyer: a second phone that scans it finds it taken', async () => {
    const number = freshNumber();
    const qr = await precreate(number);
    const other = till.world.addBuyer({ id: '2088000000000043', wallet: 'alipay', name: '孙', logonId: 'su***' });
    till.gateway.scanQr(qr, till.buyer.id);
    expect(till.gateway.scanQr(qr, other.id)).toBe('not-payable');
    expect(till.gateway.confirm(number, other.id)).toBe('unknown-order');
    expect(till.gateway.scanQr('https://qr.alipay.com/nothing', other.id)).toBe('unknown-qr');
  });

  it('dies when its number is cancelled, scanned or not', async () => {
    const [unscanned, scanned] = [freshNumber(), freshNumber()];
    const qrs = [await precreate(unscanned), await precreate(scanned)];
    till.gateway.scanQr(qrs[1] ?? '', till.buyer.id);
    await cancel(unscanned);
    await cancel(scanned);
    for (const qr of qrs) expect(till.gateway.scanQr(qr, till.buyer.id)).toBe('not-payable');
    expect(till.gateway.confirm(scanned, till.buyer.id)).toBe('not-payable');
  });

  it('stops after its own time, and after two hours at the latest', async () => {
    const short = await precreate(freshNumber(), { qr_code_timeout_express: '5m' });
    const long = await precreate(freshNumber(), { qr_code_timeout_express: '1d', timeout_express: '1d' });
    till.pass(5 * MINUTE);
    expect(till.gateway.scanQr(short, till.buyer.id)).toBe('expired');
    till.pass(115 * MINUTE);
    expect(till.gateway.scanQr(long, till.buyer.id)).toBe('expired');
  });
});
