/** What a method of the simulated Alipay gets and gives, whichever protocol carried the request. */
import { formatYuan, type Fen } from '../../domain/money.ts';
import type { Buyer, World } from '../world.ts';
import type { Fields } from './fields.ts';
import { acquiringRefusal, invalidParameter } from './refusal.ts';
import type { App, Merchant, Trade } from './state.ts';
import type { Store } from './store.ts';
import type { TradeBook } from './trade-book.ts';

export type AnswerValue = string | boolean | readonly AnswerValue[] | { readonly [key: string]: AnswerValue | undefined };
export type AnswerFields = Readonly<Record<string, AnswerValue | undefined>>;

export interface Answer {
  /** 10003 only from `alipay.trade.pay`: the trade exists and the buyer must confirm. */
  readonly code: '10000' | '10003';
  readonly fields: AnswerFields;
}

export interface Call {
  readonly app: App;
  /** The merchant acted for: the app's own, or the one behind an app_auth_token. */
  readonly merchant: Merchant;
  /** The merchant's own app, when a service provider's app acts for it. */
  readonly authAppId: string | undefined;
  readonly fields: Fields;
  readonly notifyUrl: string | undefined;
  /** Where the browser goes after the cashier; only protocol v2 has it. */
  readonly returnUrl: string | undefined;
  readonly now: number;
  /** A fault hides existing trades from this request. */
  readonly blind: boolean;
}

export interface Provider {
  readonly world: World;
  readonly store: Store;
  readonly book: TradeBook;
  /** What happens to a pay request whose number was cancelled before any trade existed. Alipay documents neither. */
  readonly payAfterEmptyCancel: 'accepted' | 'refused';
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  readonly baseUrl: () => string;
}

export type Method = (call: Call, provider: Provider) => Answer;

export function success(fields: AnswerFields): Answer {
  return { code: '10000', fields };
}

/** The trade that `out_trade_no` / `trade_no` name, or undefined. Throws ACQ.INVALID_PARAMETER when both are missing. */
export function findTrade(call: Call, provider: Provider): Trade | undefined {
  const outTradeNo = call.fields.text('out_trade_no', 64);
  const tradeNo = call.fields.text('trade_no', 64);
  if (outTradeNo === undefined && tradeNo === undefined) throw invalidParameter('out_trade_no 和 trade_no 不能同时为空');
  return call.blind ? undefined : provider.book.find(call.merchant.id, { outTradeNo, tradeNo });
}

export function existingTrade(call: Call, provider: Provider): Trade {
  const trade = findTrade(call, provider);
  if (!trade) throw acquiringRefusal('TRADE_NOT_EXIST');
  return trade;
}

export function buyerFields(trade: Trade, provider: Provider): AnswerFields {
  const buyer: Buyer | undefined = trade.buyerId === undefined ? undefined : provider.world.buyers.get(trade.buyerId);
  return { buyer_logon_id: buyer?.logonId, buyer_user_id: buyer?.id };
}

/** The amounts of pay and query answers: zero while nothing was captured. */
export function amountFields(trade: Trade): AnswerFields {
  const received = formatYuan(trade.capturedFen);
  return {
    total_amount: formatYuan(trade.order.totalFen),
    receipt_amount: received,
    buyer_pay_amount: received,
    point_amount: '0.00',
    invoice_amount: received,
  };
}

export function fundBill(amount: Fen): readonly { readonly amount: string; readonly fund_channel: string }[] {
  return [{ amount: formatYuan(amount), fund_channel: 'ALIPAYACCOUNT' }];
}
