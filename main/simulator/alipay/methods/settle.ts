/** Royalty: who may share in a merchant's payments, and the sharing itself. */
import { addFen, fen, formatYuan, subtractFen, ZERO, type Fen } from '../../../domain/money.ts';
import type { Buyer, World } from '../../world.ts';
import { existingTrade, success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaTime } from '../china-time.ts';
import type { Fields } from '../fields.ts';
import { acquiringRefusal, invalidParameter, plainRefusal } from '../refusal.ts';
import type { RoyaltyReceiver, Settlement, Trade } from '../state.ts';

/** Without another contract at most this share of a trade may be passed on, percent. */
const MAX_PERCENT = 30;
const MAX_RECEIVERS = 20;
const TRANS_IN_TYPES = ['userId', 'loginName', 'openId'];

function findPerson(world: World, type: string, account: string): Buyer | undefined {
  const people = [...world.buyers.values()].filter((buyer) => buyer.wallet === 'alipay');
  return people.find((buyer) => (type === 'loginName' ? buyer.logonId : buyer.id) === account);
}

function receiversOf(call: Call, provider: Provider): RoyaltyReceiver[] {
  return provider.store.state.royaltyReceivers.get(call.merchant.id) ?? [];
}

function readReceivers(call: Call): RoyaltyReceiver[] {
  call.fields.required('out_request_no', 32);
  const receivers = call.fields.list('receiver_list');
  if (receivers.length === 0) throw plainRefusal('RECEIVER_LIST_EMPTY', '分账接收方列表为空');
  if (receivers.length > MAX_RECEIVERS) throw plainRefusal('RECEIVER_LIST_OVERLOAD', '分账接收方列表超过最大数量');
  return receivers.map((receiver) => {
    const type = receiver.required('type', 64);
    if (type !== 'userId' && type !== 'loginName' && type !== 'openId') throw plainRefusal('INVALID_RECEIVER_TYPE', '分账接收方类型不合法');
    return { type, account: receiver.required('account', 256), name: receiver.text('name', 64) };
  });
}

/** The account must be somebody's; one named by its login also by the right name. */
function demandPerson({ type, account, name }: RoyaltyReceiver, { world, store }: Provider): void {
  if (type === 'userId' && store.state.merchants.has(account)) return;
  const person = findPerson(world, type, account);
  if (!person) throw plainRefusal('USER_NOT_EXIST', '用户不存在');
  if (type === 'loginName' && name !== person.name) throw plainRefusal('USERNAME_NOT_MATCH', '用户姓名不匹配');
}

export function bindReceivers(call: Call, provider: Provider): Answer {
  const coming = readReceivers(call);
  for (const receiver of coming) demandPerson(receiver, provider);
  const staying = receiversOf(call, provider).filter((old) => !coming.some((receiver) => isSame(old, receiver)));
  provider.store.touch();
  provider.store.state.royaltyReceivers.set(call.merchant.id, [...staying, ...coming]);
  return success({ result_code: 'SUCCESS' });
}

export function unbindReceivers(call: Call, provider: Provider): Answer {
  const leaving = readReceivers(call);
  const staying = receiversOf(call, provider).filter((old) => !leaving.some((receiver) => isSame(old, receiver)));
  provider.store.touch();
  provider.store.state.royaltyReceivers.set(call.merchant.id, staying);
  return success({ result_code: 'SUCCESS' });
}

function isSame(one: RoyaltyReceiver, other: RoyaltyReceiver): boolean {
  return one.type === other.type && one.account === other.account;
}

export function listReceivers(call: Call, provider: Provider): Answer {
  const receivers = receiversOf(call, provider);
  return success({
    result_code: 'SUCCESS',
    receiver_list: receivers.map(({ type, account, name }) => ({ type, account, name })),
    total_page_num: '1',
    total_record_num: String(receivers.length),
    current_page_num: '1',
    current_page_size: '20',
  });
}

export function royaltyRate(call: Call): Answer {
  return success({ user_id: call.merchant.id, max_ratio: String(MAX_PERCENT) });
}

interface Part {
  readonly transIn: string;
  readonly transInType: string;
  readonly amountFen: Fen;
}

/** An amount, or a whole percentage of what was captured (rounded down). */
function readPart(part: Fields, trade: Trade): Part {
  const royaltyType = part.text('royalty_type', 32) ?? 'transfer';
  if (royaltyType !== 'transfer' && royaltyType !== 'replenish') throw invalidParameter('royalty_type 取值错误');
  const transInType = part.text('trans_in_type', 64) ?? 'userId';
  if (!TRANS_IN_TYPES.includes(transInType)) throw invalidParameter('trans_in_type 取值错误');
  const percentage = Number(part.text('amount_percentage', 3) ?? Number.NaN);
  const share = percentage >= 1 && percentage <= 100 && Number.isInteger(percentage) ? fen(Math.floor((trade.capturedFen * percentage) / 100)) : undefined;
  return { transIn: part.required('trans_in', 64), transInType, amountFen: part.amount('amount') ?? share ?? part.requiredAmount('amount') };
}

/**
 * Shares once per request number; a repeat with other content throws DISCORDANT_REPEAT_REQUEST. `royalty_finish` says that this
 * was the last time. Asynchronous requests are carried out at once as well.
 */
export function settle(call: Call, provider: Provider): Answer {
  const trade = existingTrade(call, provider);
  const requestNo = call.fields.required('out_request_no', 64);
  const isLast = call.fields.group('extend_params')?.text('royalty_finish', 5) === 'true';
  const parts = call.fields.list('royalty_parameters').map((part) => readPart(part, trade));
  if (parts.length === 0 && !isLast) throw invalidParameter('royalty_parameters 不能为空');
  const content = JSON.stringify(parts);
  const earlier = trade.settlements.find((one) => one.requestNo === requestNo);
  if (earlier) {
    if (earlier.content !== content) throw acquiringRefusal('DISCORDANT_REPEAT_REQUEST');
    return answer(trade, earlier);
  }
  if (trade.isSharedOut) throw acquiringRefusal('ALREADY_FINISH_ALLOC', '交易已完成分账');
  if (trade.status !== 'TRADE_SUCCESS') throw acquiringRefusal('TRADE_STATUS_ERROR');
  const bound = receiversOf(call, provider);
  const isBound = (part: Part): boolean => bound.some(({ type, account }) => type === part.transInType && account === part.transIn);
  if (!parts.every(isBound)) throw acquiringRefusal('ROYALTY_RECEIVER_INVALID', '分账接收方不合法');
  const settlement: Settlement = { settleNo: `${trade.tradeNo.slice(0, 8)}00502${String(provider.store.next()).padStart(15, '0')}`, requestNo, at: call.now, content, parts };
  passOn(trade, settlement, provider);
  if (isLast) trade.isSharedOut = true;
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
  for (const { transIn, transInType = 'userId', amountFen } of settlement.parts) {
    const person = findPerson(world, transInType, transIn);
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
      trans_in_type: part.transInType ?? 'userId',
      amount: formatYuan(part.amountFen),
      state: 'SUCCESS',
    })),
  });
}
