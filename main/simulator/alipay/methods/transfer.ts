/** Transfers from the merchant to a person: the current `uni.transfer`, the old `toaccount.transfer`, and their queries. */
import { formatYuan, subtractFen, type Fen } from '../../../domain/money.ts';
import type { Buyer } from '../../world.ts';
import { success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaDay, chinaTime } from '../china-time.ts';
import { plainRefusal } from '../refusal.ts';
import type { Transfer } from '../state.ts';

/** Ten fen to an account, one into a red packet. */
const LEAST_FEN = 10;
const LEAST_RED_PACKET_FEN = 1;
const PRODUCTS = ['TRANS_ACCOUNT_NO_PWD', 'STD_RED_PACKET'];
const SCENES = ['DIRECT_TRANSFER', 'PERSONAL_COLLECTION'];
/** A company tells what so much money is for. */
const MEMO_FROM_FEN = 5_000_000;

interface Wish {
  readonly outBizNo: string;
  readonly amountFen: Fen;
  readonly payee: Buyer | undefined;
  /** The payee's real name, if the merchant gave it to be checked. */
  readonly name: string | undefined;
  readonly nameMismatch: string;
  readonly leastFen: number;
}

export function uniTransfer(call: Call, provider: Provider): Answer {
  const product = oneOf(call, 'product_code', PRODUCTS, 'PRODUCT_NOT_SIGN');
  oneOf(call, 'biz_scene', SCENES, 'INVALID_PARAMETER');
  const payee = call.fields.group('payee_info');
  if (!payee) throw plainRefusal('INVALID_PARAMETER', 'payee_info 不能为空');
  const kind = payee.required('identity_type', 64);
  if (!['ALIPAY_USER_ID', 'ALIPAY_LOGON_ID', 'ALIPAY_OPEN_ID'].includes(kind)) throw plainRefusal('INVALID_PARAMETER', 'identity_type 取值错误');
  if (kind === 'ALIPAY_LOGON_ID' && payee.text('name', 128) === undefined) throw plainRefusal('INVALID_PARAMETER', 'identity_type 为 ALIPAY_LOGON_ID 时 name 不能为空');
  const transfer = carryOut(call, provider, {
    outBizNo: call.fields.required('out_biz_no', 64),
    amountFen: call.fields.requiredAmount('trans_amount'),
    payee: findPayee(provider, payee.required('identity', 64), kind === 'ALIPAY_LOGON_ID'),
    name: payee.text('name', 128),
    nameMismatch: 'PAYEE_USER_INFO_ERROR',
    leastFen: product === 'STD_RED_PACKET' ? LEAST_RED_PACKET_FEN : LEAST_FEN,
  });
  return success({ out_biz_no: transfer.outBizNo, order_id: transfer.orderId, pay_fund_order_id: transfer.fundOrderId, status: 'SUCCESS', trans_date: chinaTime(transfer.at) });
}

export function toAccountTransfer(call: Call, provider: Provider): Answer {
  const kind = oneOf(call, 'payee_type', ['ALIPAY_USERID', 'ALIPAY_LOGONID', 'ALIPAY_OPENID'], 'INVALID_PARAMETER');
  const amountFen = call.fields.requiredAmount('amount');
  if (amountFen >= MEMO_FROM_FEN && call.fields.text('remark', 200) === undefined) throw plainRefusal('MEMO_REQUIRED_IN_TRANSFER_ERROR', '转账金额达到5万元时备注不能为空');
  const transfer = carryOut(call, provider, {
    outBizNo: call.fields.required('out_biz_no', 64),
    amountFen,
    payee: findPayee(provider, call.fields.required('payee_account', 100), kind === 'ALIPAY_LOGONID'),
    name: call.fields.text('payee_real_name', 100),
    nameMismatch: 'PAYEE_USERINFO_ERROR',
    leastFen: LEAST_FEN,
  });
  return success({ out_biz_no: transfer.outBizNo, order_id: transfer.orderId, pay_date: chinaTime(transfer.at) });
}

function oneOf(call: Call, name: string, allowed: readonly string[], refusal: string): string {
  const value = call.fields.text(name, 64);
  if (value === undefined) throw plainRefusal('INVALID_PARAMETER', `${name} 不能为空`);
  if (!allowed.includes(value)) throw plainRefusal(refusal, `${name} 不支持`);
  return value;
}

function findPayee(provider: Provider, identity: string, isLogon: boolean): Buyer | undefined {
  const people = [...provider.world.buyers.values()].filter((buyer) => buyer.wallet === 'alipay');
  return people.find((buyer) => (isLogon ? buyer.logonId : buyer.id) === identity);
}

/** Moves the money once per `out_biz_no`. A repeat with other data throws PAYMENT_INFO_INCONSISTENCY. */
function carryOut(call: Call, provider: Provider, wish: Wish): Transfer {
  const { store, book } = provider;
  const key = `${call.merchant.id}/${wish.outBizNo}`;
  const content = JSON.stringify([wish.amountFen, wish.payee?.id, wish.name]);
  const earlier = store.state.transfers.get(key);
  if (earlier) {
    if (earlier.content !== content) throw plainRefusal('PAYMENT_INFO_INCONSISTENCY', '两次请求商户订单号一致但参数不一致');
    return earlier;
  }
  if (!wish.payee) throw plainRefusal('PAYEE_NOT_EXIST', '收款账号不存在');
  if (wish.name !== undefined && wish.name !== wish.payee.name) throw plainRefusal(wish.nameMismatch, '收款方用户姓名和账号不匹配');
  if (wish.amountFen < wish.leastFen) throw plainRefusal('EXCEED_LIMIT_SM_MIN_AMOUNT', '单笔最低转账金额0.1元');
  const merchant = book.merchant(call.merchant.id);
  if (merchant.balanceFen < wish.amountFen) throw plainRefusal('PAYER_BALANCE_NOT_ENOUGH', '付款方余额不足');
  merchant.balanceFen = subtractFen(merchant.balanceFen, wish.amountFen);
  wish.payee.balanceFen += wish.amountFen;
  const serial = `${chinaDay(call.now).replaceAll('-', '')}11007${String(store.next()).padStart(15, '0')}`;
  const transfer: Transfer = { orderId: serial, fundOrderId: `${serial}1`, merchantId: merchant.id, outBizNo: wish.outBizNo, content, amountFen: wish.amountFen, at: call.now };
  store.state.transfers.set(key, transfer);
  return transfer;
}

export function transferQuery(call: Call, provider: Provider): Answer {
  const transfer = findTransfer(call, provider);
  return success({ ...names(transfer), status: 'SUCCESS', order_fee: '0.00', arrival_time_end: chinaTime(transfer.at) });
}

/** A number of one's own is unique only within a product and a scene. */
export function commonQuery(call: Call, provider: Provider): Answer {
  if (call.fields.text('pay_fund_order_id', 32) === undefined && call.fields.text('order_id', 32) === undefined) {
    oneOf(call, 'product_code', PRODUCTS, 'PRODUCT_NOT_SIGN');
    oneOf(call, 'biz_scene', SCENES, 'INVALID_PARAMETER');
  }
  const transfer = findTransfer(call, provider);
  return success({ ...names(transfer), pay_fund_order_id: transfer.fundOrderId, status: 'SUCCESS', trans_amount: formatYuan(transfer.amountFen) });
}

function names(transfer: Transfer): { readonly out_biz_no: string; readonly order_id: string; readonly pay_date: string } {
  return { out_biz_no: transfer.outBizNo, order_id: transfer.orderId, pay_date: chinaTime(transfer.at) };
}

/** The most specific number given decides: pay_fund_order_id, then order_id, then out_biz_no. */
function findTransfer(call: Call, provider: Provider): Transfer {
  const own = [...provider.store.state.transfers.values()].filter((transfer) => transfer.merchantId === call.merchant.id);
  const fundOrderId = call.fields.text('pay_fund_order_id', 32);
  const orderId = call.fields.text('order_id', 32);
  const outBizNo = call.fields.text('out_biz_no', 64);
  const found = own.find((transfer) => {
    if (fundOrderId !== undefined) return transfer.fundOrderId === fundOrderId;
    return orderId === undefined ? transfer.outBizNo === outBizNo : transfer.orderId === orderId;
  });
  if (!found) throw plainRefusal('ORDER_NOT_EXIST', '转账订单不存在');
  return found;
}
