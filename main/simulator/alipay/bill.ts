/**
 * The two daily (or monthly) bills that Alipay offers a merchant: the business bill with one line per payment and refund,
 * and the account bill with one line per movement of money. ZIP, CSV, GBK, full-width brackets and trailing tabs as given.
 */
import iconv from 'iconv-lite';
import { addFen, formatYuan, negateFen, ZERO, type Fen } from '../../domain/money.ts';
import type { Provider } from './call.ts';
import { chinaDay, chinaTime } from './china-time.ts';
import type { Trade } from './state.ts';
import { zip } from './zip.ts';

/** One movement of money: a payment, or a refund with a negative amount. */
interface Movement {
  readonly trade: Trade;
  readonly at: number;
  readonly amountFen: Fen;
  /** The refund's request number; undefined for a payment. */
  readonly requestNo: string | undefined;
  readonly reason: string | undefined;
}

const DETAIL_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const SUMMARY_HEADER = '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';
const ACCOUNT_HEADER = '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注';
const NOTHING = '0.00';

/** All movements of a merchant, oldest first. */
function movements(merchantId: string, provider: Provider): Movement[] {
  return provider.book
    .all()
    .filter((trade) => trade.order.merchantId === merchantId)
    .flatMap((trade): Movement[] => {
      const refunds = trade.refunds.map((refund) => ({ trade, at: refund.at, amountFen: negateFen(refund.amountFen), requestNo: refund.requestNo, reason: refund.reason }));
      return trade.paidAt === undefined ? refunds : [{ trade, at: trade.paidAt, amountFen: trade.capturedFen, requestNo: undefined, reason: undefined }, ...refunds];
    })
    .sort((a, b) => a.at - b.at);
}

/** `date` is `yyyy-MM-dd` or `yyyy-MM`. */
export function hasMovements(merchantId: string, date: string, provider: Provider): boolean {
  return movements(merchantId, provider).some((one) => chinaDay(one.at).startsWith(date));
}

export function makeBill(merchantId: string, type: 'trade' | 'signcustomer', date: string, provider: Provider): Buffer {
  const all = movements(merchantId, provider);
  const own = all.filter((one) => chinaDay(one.at).startsWith(date));
  const head = (title: string): string[] => [`#${title}`, `#账号：[${merchantId}0156]`, `#起始日期：[${spanText(date).join(']   终止日期：[')}]`];
  const exported = `#导出时间：[${chinaTime(provider.world.clock.now())}]`;
  const name = `${merchantId}0156_${date.replaceAll('-', '')}`;
  if (type === 'signcustomer') {
    const before = addFen(...all.filter((one) => chinaDay(one.at) < date).map((one) => one.amountFen));
    return pack([[`${name}_账务明细.csv`, [...head('支付宝账务明细查询'), ...section('账务明细列表', [ACCOUNT_HEADER, ...accountRows(own, before, provider)]), exported]]]);
  }
  const detail = [...head('支付宝业务明细查询'), ...section('业务明细列表', [DETAIL_HEADER, ...own.map((one) => detailRow(one, provider))]), ...totals(own), exported];
  const summary = [...head('支付宝业务汇总查询'), ...section('业务汇总列表', [SUMMARY_HEADER, ...summaryRows(own)]), exported];
  return pack([
    [`${name}_业务明细.csv`, detail],
    [`${name}_业务明细(汇总).csv`, summary],
  ]);
}

function pack(files: readonly (readonly [name: string, lines: readonly string[]])[]): Buffer {
  return zip(files.map(([name, lines]) => ({ name: iconv.encode(name, 'gbk'), content: iconv.encode(`${lines.join('\r\n')}\r\n`, 'gbk') })));
}

function section(title: string, lines: readonly string[]): string[] {
  return [`#----------------------------------------${title}----------------------------------------`, ...lines, `#--------------------------------------${title}结束--------------------------------------`];
}

function spanText(date: string): [string, string] {
  const [year = '', month = '', day] = date.split('-');
  if (day !== undefined) return [`${year}年${month}月${day}日 00:00:00`, chineseDay(new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + 1)))];
  return [`${year}年${month}月01日 00:00:00`, chineseDay(new Date(Date.UTC(Number(year), Number(month), 1)))];
}

function chineseDay(date: Date): string {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
  return `${year}年${month}月${day}日 00:00:00`;
}

/** Text columns end with a tab, so that spreadsheets do not take long numbers for figures. */
function cell(text: string | undefined): string {
  return `${(text ?? '').replaceAll(/[,\r\n\t]/g, ' ')}\t`;
}

function detailRow({ trade, at, amountFen, requestNo, reason }: Movement, { world }: Provider): string {
  const { order } = trade;
  const buyer = trade.buyerId === undefined ? undefined : world.buyers.get(trade.buyerId);
  const amount = formatYuan(amountFen);
  return [
    cell(trade.tradeNo),
    cell(order.outTradeNo),
    cell(requestNo === undefined ? '交易' : '退款'),
    cell(order.subject),
    chinaTime(trade.createdAt),
    chinaTime(at),
    cell(order.storeId),
    cell(undefined),
    cell(order.operatorId),
    cell(order.terminalId),
    cell(buyer && `${buyer.name.slice(0, 1)}*(${buyer.logonId})`),
    amount,
    amount,
    ...Array.from({ length: 5 }, () => NOTHING),
    cell(undefined),
    NOTHING,
    NOTHING,
    cell(requestNo),
    NOTHING,
    NOTHING,
    cell(requestNo === undefined ? order.body : reason),
  ].join(',');
}

function totals(own: readonly Movement[]): string[] {
  const paid = own.filter((one) => one.requestNo === undefined);
  const refunded = own.filter((one) => one.requestNo !== undefined);
  const sum = (some: readonly Movement[]): string => formatYuan(addFen(...some.map((one) => one.amountFen)));
  return [`#交易合计：${paid.length}笔，商家实收共${sum(paid)}元，商家优惠共${NOTHING}元`, `#退款合计：${refunded.length}笔，商家实收退款共${sum(refunded)}元，商家优惠退款共${NOTHING}元`];
}

function summaryRows(own: readonly Movement[]): string[] {
  const storeOf = (one: Movement): string => one.trade.order.storeId ?? '';
  const stores = [...new Set(own.map(storeOf))];
  const row = (store: string, some: readonly Movement[]): string => {
    const net = formatYuan(addFen(...some.map((one) => one.amountFen)));
    const refunds = some.filter((one) => one.requestNo !== undefined).length;
    return [cell(store), cell(undefined), some.length - refunds, refunds, net, net, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, net].join(',');
  };
  const perStore = stores.map((store) => row(store, own.filter((one) => storeOf(one) === store)));
  return [...perStore, row('合计', own)];
}

function accountRows(own: readonly Movement[], before: Fen, { world }: Provider): string[] {
  let balance = before;
  return own.map(({ trade, at, amountFen, requestNo, reason }, index) => {
    balance = addFen(balance, amountFen);
    const buyer = trade.buyerId === undefined ? undefined : world.buyers.get(trade.buyerId);
    const isIncome = amountFen > ZERO;
    return [
      cell(`${trade.tradeNo.slice(0, 8)}${String(index + 1).padStart(12, '0')}`),
      cell(trade.tradeNo),
      cell(trade.order.outTradeNo),
      cell(trade.order.subject),
      chinaTime(at),
      cell(buyer?.logonId),
      isIncome ? formatYuan(amountFen) : NOTHING,
      isIncome ? NOTHING : formatYuan(amountFen),
      formatYuan(balance),
      cell('支付宝'),
      cell(requestNo === undefined ? '在线支付' : '交易退款'),
      cell(reason),
    ].join(',');
  });
}
