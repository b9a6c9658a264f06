import { afterAll, beforeAll, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import { scriptedCode } from '../../../main/simulator/scenarios.ts';
import { freshNumber, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill({ refundWindowDays: 90 });
});
afterAll(async () => till.close());

async function paidTrade(total_amount: string): Promise<string> {
  const number = freshNumber();
  await till.call('alipay.trade.pay', { out_trade_no: number, total_amount, subject: 'x', auth_code: till.code() });
  return number;
}
const refund = async (out_trade_no: string, refund_amount: string, out_request_no?: string) => till.call('alipay.trade.refund', { out_trade_no, refund_amount, ...(out_request_no && { out_request_no }) });
const refundQuery = async (out_trade_no: string, out_request_no: string) => till.call('alipay.trade.fastpay.refund.query', { out_trade_no, out_request_no });

it('a refund repeated under its number moves money once, and under another amount not at all', async () => {
  const number = await paidTrade('19.99');
  const before = till.buyer.balanceFen;
  expect(await refund(number, '0.29', 'r1')).toMatchObject({ code: '10000', fund_change: 'Y', refund_fee: '0.29' });
  expect(await refund(number, '0.29', 'r1')).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '0.29' });
  expect((await refund(number, '0.30', 'r1'))['sub_code']).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
  expect(till.buyer.balanceFen).toBe(before + 29);
});

it('what a query is asked for besides comes along: nothing goes back to a bank here', async () => {
  const number = await paidTrade('1.15');
  await refund(number, '1.15', 'r1');
  const asked = await till.call('alipay.trade.fastpay.refund.query', { out_trade_no: number, out_request_no: 'r1', query_options: ['deposit_back_info', 'gmt_refund_pay', 'refund_detail_item_list'] });
  expect(asked).toMatchObject({ deposit_back_info: { has_deposit_back: 'false' }, gmt_refund_pay: expect.any(String), refund_detail_item_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '1.15' }] });
  expect(await refundQuery(number, 'r1')).not.toHaveProperty('deposit_back_info');
});

it('refund_fee is the total so far; the trade closes when all is back, and gives nothing more', async () => {
  const number = await paidTrade('10.00');
  await refund(number, '4.35', 'a');
  expect((await refund(number, '5.66', 'b'))['sub_code']).toBe('ACQ.REASON_TRADE_REFUND_FEE_ERR');
  expect((await till.call('alipay.trade.query', { out_trade_no: number }))['trade_status']).toBe('TRADE_SUCCESS');
  expect(await refund(number, '5.65', 'c')).toMatchObject({ fund_change: 'Y', refund_fee: '10.00' });
  expect((await till.call('alipay.trade.query', { out_trade_no: number }))['trade_status']).toBe('TRADE_CLOSED');
  expect((await refund(number, '0.01', 'd'))['sub_code']).toBe('ACQ.TRADE_HAS_CLOSE');
  expect(await refund(number, '5.65', 'c')).toMatchObject({ fund_change: 'N' });
  expect(till.gateway.trade(number)?.state).toBe('refunded');
});

it('without a request number only the whole amount can go back, and it is found under out_trade_no', async () => {
  const number = await paidTrade('2.00');
  expect((await refund(number, '1.00'))['sub_code']).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  expect(await refund(number, '2.00')).toMatchObject({ fund_change: 'Y' });
  expect(await refundQuery(number, number)).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: '2.00', total_amount: '2.00' });
});

it('a refund query about an unknown request succeeds and proves nothing', async () => {
  const number = await paidTrade('2.00');
  const answer = await refundQuery(number, 'never');
  expect(answer.code).toBe('10000');
  expect(answer).not.toHaveProperty('refund_status');
  expect(answer).not.toHaveProperty('refund_amount');
});

it('nothing goes back from an unpaid trade, from an empty account, or after the refund period', async () => {
  const unpaid = freshNumber();
  await till.call('alipay.trade.pay', { out_trade_no: unpaid, total_amount: '1.00', subject: 'x', auth_code: scriptedCode('alipay', '0003', 1) });
  expect((await refund(unpaid, '1.00', 'r'))['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
  const number = await paidTrade('5.00');
  till.gateway.setMerchantBalance(till.gateway.sellerId, fen(499));
  expect((await refund(number, '5.00', 'r'))['sub_code']).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH');
  till.gateway.setMerchantBalance(till.gateway.sellerId, fen(500));
  expect(await refund(number, '1.00', 'r')).toMatchObject({ fund_change: 'Y' });
  till.pass(90 * 86_400_000);
  expect((await refund(number, '1.00', 's'))['sub_code']).toBe('ACQ.TRADE_HAS_FINISHED');
  expect(await refund(number, '1.00', 'r')).toMatchObject({ fund_change: 'N' });
  expect((await till.call('alipay.trade.query', { out_trade_no: number }))['trade_status']).toBe('TRADE_FINISHED');
});
