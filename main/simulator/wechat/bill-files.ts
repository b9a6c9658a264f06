/**
 * The text of WeChat's daily bills: a header, one line a movement with every value behind a backtick, a totals header and
 * a totals line; CRLF; amounts in yuan. A line belongs to the day it happened in Beijing and is never changed later.
 */
import { fen, formatYuan } from '../../domain/money.ts';
import type { FundsMove } from './book.ts';
import type { Order, Refund } from './order.ts';
import { beijingDay, billTime, DAY_MS, startOfBeijingDay } from './time.ts';

export type TradeBillType = 'ALL' | 'SUCCESS' | 'REFUND';

const HEAD = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额';
const REFUND_PART = '微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态';
const TAIL = '商品名称,商户数据包,手续费,费率,订单金额';
const HEADERS: Readonly<Record<TradeBillType, string>> = {
  ALL: `${HEAD},${REFUND_PART},${TAIL},申请退款金额,费率备注`,
  SUCCESS: `${HEAD},${TAIL},费率备注`,
  REFUND: `${HEAD},退款申请时间,退款成功时间,${REFUND_PART},${TAIL},申请退款金额,费率备注`,
};
const NO_FEE = '0.00000';

interface Row {
  readonly order: Order;
  readonly state: 'SUCCESS' | 'REFUND' | 'REVOKED';
  readonly at: number;
  readonly refund?: Refund;
}

const yuan = (amount: number): string => formatYuan(fen(amount));
const clean = (text: string): string => text.replaceAll('\r', ' ').replaceAll('\n', ' ').replaceAll('\u0001', ' ');
const line = (values: readonly string[]): string => values.map((value) => `\`${clean(value)}`).join(',');
const bill = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`;

/** The trade bill of a Beijing day over these orders; undefined if nothing happened on it. */
export function tradeBill(orders: readonly Order[], day: string, type: TradeBillType): string | undefined {
  const rows = orders
    .flatMap(rowsOf)
    .filter((row) => beijingDay(row.at) === day && (type === 'ALL' || (type === 'SUCCESS') === (row.state === 'SUCCESS')))
    .sort((a, b) => a.at - b.at);
  if (rows.length === 0) return undefined;
  return bill([HEADERS[type], ...rows.map((row) => line(cells(row, day, type))), ...totals(rows, type)]);
}

function rowsOf(order: Order): readonly Row[] {
  if (order.paidAt === undefined) return [];
  const revoked: readonly Row[] = order.state === 'REVOKED' ? [{ order, state: 'REVOKED', at: order.endedAt ?? order.paidAt }] : [];
  return [{ order, state: 'SUCCESS', at: order.paidAt }, ...revoked, ...order.refunds.map((refund): Row => ({ order, state: 'REFUND', at: refund.createdAt, refund }))];
}

function cells(row: Row, day: string, type: TradeBillType): readonly string[] {
  const { order, state, at, refund } = row;
  const { seller } = order;
  const paid = state === 'SUCCESS' ? order.totalFen : 0;
  const given = givenBack(row);
  const endedThatDay = refund?.endedAt !== undefined && refund.endedAt < (startOfBeijingDay(day) ?? 0) + DAY_MS;
  const head = [
    billTime(at), seller.appid, seller.mchid, seller.subMchid ?? '0', order.deviceId ?? '', order.transactionId, order.outTradeNo,
    order.buyerId ?? '', order.tradeType, state, 'OTHERS', 'CNY', yuan(paid), '0.00',
  ];
  const status = refund ? (endedThatDay ? refund.status : 'PROCESSING') : '';
  const refundPart = [refund?.refundId ?? '0', refund?.outRefundNo ?? '0', yuan(given), '0.00', refund ? 'ORIGINAL' : '', status];
  const times = [billTime(refund?.createdAt ?? at), status === 'SUCCESS' && refund?.endedAt !== undefined ? billTime(refund.endedAt) : ''];
  const tail = [order.description, order.attach ?? '', NO_FEE, '0.00%', yuan(paid)];
  if (type === 'SUCCESS') return [...head, ...tail, ''];
  return [...head, ...(type === 'REFUND' ? times : []), ...refundPart, ...tail, yuan(given), ''];
}

function givenBack(row: Row): number {
  return row.refund?.amountFen ?? (row.state === 'REVOKED' ? row.order.totalFen : 0);
}

function totals(rows: readonly Row[], type: TradeBillType): readonly string[] {
  const paid = yuan(rows.reduce((sum, row) => sum + (row.state === 'SUCCESS' ? row.order.totalFen : 0), 0));
  const given = yuan(rows.reduce((sum, row) => sum + givenBack(row), 0));
  const count = String(rows.length);
  if (type === 'SUCCESS') return ['总交易单数,应结订单总金额,手续费总金额,订单总金额', line([count, paid, NO_FEE, paid])];
  return ['总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额', line([count, paid, given, '0.00', NO_FEE, paid, given])];
}

const BUSINESS: Readonly<Record<FundsMove['business'], string>> = { trade: '交易', refund: '退款', reverse: '撤销', 'refund-closed': '退款关闭' };

/** The fund-flow bill of a Beijing day over one account's movements; undefined if there were none. */
export function fundFlowBill(moves: readonly FundsMove[], day: string): string | undefined {
  const ofDay = moves.filter((move) => beijingDay(move.at) === day);
  if (ofDay.length === 0) return undefined;
  const incoming = ofDay.filter((move) => move.amountFen > 0);
  const outgoing = ofDay.filter((move) => move.amountFen <= 0);
  const sum = (part: readonly FundsMove[]): string => yuan(Math.abs(part.reduce((total, move) => total + move.amountFen, 0)));
  const lines = ofDay.map((move, index) => {
    const flowNo = `${move.businessNo}${String(index).padStart(4, '0')}`;
    const name = BUSINESS[move.business];
    return line([billTime(move.at), move.businessNo, flowNo, name, name, move.amountFen > 0 ? '收入' : '支出', yuan(Math.abs(move.amountFen)), yuan(move.balanceFen), 'system', '', move.merchantNo]);
  });
  return bill([
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
    ...lines,
    '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
    line([String(ofDay.length), String(incoming.length), sum(incoming), String(outgoing.length), sum(outgoing)]),
  ]);
}
