/** Royalty: who may share in a merchant's payments, and the sharing itself. */
import { addFen, formatYuan, subtractFen, ZERO, type Fen } from '../../../domain/money.ts';
import { existingTrade, success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaTime } from '../china-time.ts';
import { acquiringRefusal, plainRefusal } from '../refusal.ts';
import type { Settlement, Trade } from '../state.ts';

/** Without another contract at most this share of a trade may be passed on, percent. */
const MAX_PERCENT = 30;
const MAX_RECEIVERS = 20;

function receiversOf(call: Call, provider: Provider): string[] {
  return provider.store.state.royaltyReceivers.get(call.merchant.id) ?? [];
}

function readReceivers(call: Call): string[] {
  call.fields.required('out_request_no', 32);
  const receivers = call.fields.list('receiver_list');
  if (receivers.length === 0) throw plainRefusal('RECEIVER_LIST_EMPTY', '分账接收方列表为空');
  if (receivers.length > MAX_RECEIVERS) throw plainRefusal('RECEIVER_LIST_OVERLOAD', '分账接收方列表超过最大数量');
  return receivers.map((receiver) => {
    if (!['userId', 'loginName', 'openId'].includes(receiver.required('type', 64))) throw plainRefusal('INVALID_RECEIVER_TYPE', '分账接收方类型不合法');
    return receiver.required('account', 256);
  });
}

export function bindReceivers(call: Call, provider: Provider): Answer {
  const receivers = new Set([...receiversOf(call, provider), ...readReceivers(call)]);
  provider.store.touch();
  provider.store.state.royaltyReceivers.set(call.merchant.id, [...receivers]);
  return success({ result_code: 'SUCCESS' });
}

export function unbindReceivers(call: Call, provider: Provider): Answer {
  const leaving = new Set(readReceivers(call));
  const staying = receiversOf(call, provider).filter((account) => !leaving.has(account));
  provider.store.touch();
  provider.store.state.royaltyReceivers.set(call.merchant.id, staying);
  return success({ result_code: 'SUCCESS' });
}

export function listReceivers(call: Call, provider: Provider): Answer {
  const receivers = receiversOf(call, provider);
  return success({
    result_code: 'SUCCESS',
    receiver_list: receivers.map((account) => ({ type: 'userId', account })),
    total_page_num: '1',
    total_record_num: String(receivers.length),
    current_page_num: '1',
    current_page_size: '20',
  });
}

export function royaltyRate(call: Call): Answer {
  return success({ user_id: call.merchant.id, max_ratio: String(MAX_PERCENT) });
}

/** Shares once per request number; a repeat with other content throws DISCORDANT_REPEAT_REQUEST. */
export function settle(call: Call, provider: Provider): Answer {
  const trade = existingTrade(call, provider);
  const requestNo = call.fields.required('out_request_no', 64);
  const parts = call.fields.list('royalty_parameters').map((part) => ({ transIn: part.required('trans_in', 64), amountFen: part.requiredAmount('amount') }));
  if (parts.length === 0) throw acquiringRefusal('INVALID_PARAMETER', '参数无效：royalty_parameters 不能为空');
  const content = JSON.stringify(parts);
  const earlier = trade.settlements.find((one) => one.requestNo === requestNo);
  if (earlier) {
    if (earlier.content !== content) throw acquiringRefusal('DISCORDANT_REPEAT_REQUEST');
    return answer(trade, earlier);
  }
  if (trade.status !== 'TRADE_SUCCESS') throw acquiringRefusal('TRADE_STATUS_ERROR');
  const bound = receiversOf(call, provider);
  if (parts.some((part) => !bound.includes(part.transIn))) throw acquiringRefusal('ROYALTY_RECEIVER_INVALID', '分账接收方不合法');
  const settlement: Settlement = { settleNo: `${trade.tradeNo.slice(0, 8)}00502${String(provider.store.next()).padStart(15, '0')}`, requestNo, at: call.now, content, parts };
  passOn(trade, settlement, provider);
  return answer(trade, settlement);
}

function passOn(trade: Trade, settlement: Settlement, { book, world, store }: Provider): void {
  const sum = (some: readonly { readonly amountFen: Fen }[]): Fen => addFen(ZERO, ...some.map((part) => part.amountFen));
  const share = sum(settlement.parts);
  const before = sum(trade.settlements.flatMap((one) => one.parts));
  const isTooMuch = addFen(before, share) * 100 > trade.capturedFen * MAX_PERCENT || addFen(before, share) > subtractFen(trade.capturedFen, trade.refundedFen);
  if (isTooMuch) throw acquiringRefusal('ALLOC_AMOUNT_VALIDATE_ERROR', '分账金额校验错误');
  const merchant = book.merchant(trade.order.merchantId);
  if (merchant.balanceFen < share) throw acquiringRefusal('TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH', '账户余额不足');
  merchant.balanceFen = subtractFen(merchant.balanceFen, share);
  for (const { transIn, amountFen } of settlement.parts) {
    const person = world.buyers.get(transIn);
    if (person) person.balanceFen += amountFen;
    else if (store.state.merchants.has(transIn)) book.credit(transIn, amountFen);
  }
  trade.settlements.push(settlement);
}

function answer(trade: Trade, settlement: Settlement): Answer {
  return success({ trade_no: trade.tradeNo, settle_no: settlement.settleNo });
}

/** By settle_no, or by out_request_no with trade_no. */
export function settleQuery(call: Call, provider: Provider): Answer {
  const settleNo = call.fields.text('settle_no', 64);
  const requestNo = call.fields.text('out_request_no', 64);
  const trades = settleNo === undefined ? [existingTrade(call, provider)] : provider.book.all().filter((trade) => trade.order.merchantId === call.merchant.id);
  const settlement = trades.flatMap((trade) => trade.settlements).find((one) => (settleNo === undefined ? one.requestNo === requestNo : one.settleNo === settleNo));
  if (!settlement) throw acquiringRefusal('TRADE_SETTLE_NOT_EXIST', '分账单不存在');
  return success({
    out_request_no: settlement.requestNo,
    operation_dt: chinaTime(settlement.at),
    royalty_detail_list: settlement.parts.map((part) => ({
      operation_type: 'transfer',
      execute_dt: chinaTime(settlement.at),
      trans_in: part.transIn,
      trans_in_type: 'userId',
      amount: formatYuan(part.amountFen),
      state: 'SUCCESS',
    })),
  });
}
