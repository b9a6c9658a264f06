/** `alipay.trade.pay`: the merchant scanned the buyer's payment code. */
import { createHash } from 'node:crypto';
import { scriptedEnding, type ScriptedEnding } from '../../scenarios.ts';
import type { Buyer, PhoneMood } from '../../world.ts';
import { amountFields, buyerFields, fundBill, success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaTime } from '../china-time.ts';
import { acquiringRefusal, invalidParameter } from '../refusal.ts';
import type { Trade } from '../state.ts';
import { canAfford } from '../trade-book.ts';
import { readOrder, refuseUnlessSame } from './order.ts';

interface Presented {
  readonly buyer: Buyer;
  readonly mood: PhoneMood;
  readonly script: ScriptedEnding | undefined;
  readonly markUsed: () => void;
}

/** A digest by which a payment code can be recognised without being kept. */
export function codeMark(code: string): string {
  return createHash('sha256').update(code).digest('hex').slice(0, 24);
}

/** Products of other contracts, which take no payment code. */
const OTHER_PRODUCTS = new Set(['CYCLE_PAY_AUTH', 'GENERAL_WITHHOLDING', 'PRE_AUTH_ONLINE', 'PRE_AUTH']);

export function pay(call: Call, provider: Provider): Answer {
  if (OTHER_PRODUCTS.has(call.fields.text('product_code', 64) ?? '')) throw acquiringRefusal('ACCESS_FORBIDDEN');
  const order = readOrder(call, { kind: 'barcode', product: 'face-to-face' }, provider);
  const code = readCode(call);
  const mark = codeMark(code);
  const { book, store } = provider;

  let trade = book.find(order.merchantId, { outTradeNo: order.outTradeNo });
  if (trade) {
    refuseUnlessSame(trade, order);
    const isCopyOfItself = trade.codeMark === mark;
    if (isCopyOfItself) return waiting(trade, provider);
  } else if (provider.payAfterEmptyCancel === 'refused' && store.state.cancelledNumbers.has(`${order.merchantId}/${order.outTradeNo}`)) {
    throw acquiringRefusal('TRADE_HAS_CLOSE');
  }

  const presented = present(code, provider);
  if (presented.buyer.id === call.merchant.id) throw acquiringRefusal('BUYER_SELLER_EQUAL');
  if (trade?.buyerId !== undefined && trade.buyerId !== presented.buyer.id) throw acquiringRefusal('TRADE_BUYER_NOT_MATCH');
  presented.markUsed();
  store.touch();

  trade ??= book.open(order, call.now);
  trade.buyerId = presented.buyer.id;
  return settle(trade, presented, mark, call, provider);
}

function readCode(call: Call): string {
  const scene = call.fields.text('scene', 32) ?? 'bar_code';
  const code = call.fields.required('auth_code', 64);
  if (scene === 'security_code') {
    if (!/^fp.{33}$/.test(code)) throw acquiringRefusal('AUTH_TOKEN_IS_NOT_EXIST');
    return code;
  }
  if (scene !== 'bar_code' && scene !== 'wave_code') throw invalidParameter('scene 取值错误');
  if (!/^\d{16,24}$/.test(code)) throw invalidParameter('auth_code 格式错误');
  return code;
}

/** Who stands behind a code. Throws ACQ.PAYMENT_AUTH_CODE_INVALID for one that is wrong, expired or used. */
function present(code: string, provider: Provider): Presented {
  const { world, store } = provider;
  const script = scriptedEnding(code);
  const invalid = acquiringRefusal('PAYMENT_AUTH_CODE_INVALID', undefined, ZERO_AMOUNTS);
  if (!/^(?:2[5-9]|30|fp)/.test(code)) throw invalid;
  if (script) {
    const mark = codeMark(code);
    if (script.refusal || store.state.scriptedUsed.has(mark)) throw invalid;
    return { buyer: world.buyerOf('alipay'), mood: script.mood, script, markUsed: () => store.state.scriptedUsed.add(mark) };
  }
  const found = world.lookUpCode('alipay', code);
  if (found.kind !== 'buyer') throw invalid;
  return {
    buyer: found.buyer,
    mood: found.buyer.mood,
    script: undefined,
    markUsed: () => {
      found.issued.used = true;
    },
  };
}

/** Failure bodies carry zero amounts too: a field called receipt_amount proves nothing. */
const ZERO_AMOUNTS = { receipt_amount: '0.00', buyer_pay_amount: '0.00', point_amount: '0.00', invoice_amount: '0.00' } as const;

function settle(trade: Trade, { buyer, mood, script }: Presented, mark: string, call: Call, provider: Provider): Answer {
  trade.paysDuringCancel = script?.paysDuringCancel ?? false;
  trade.confirmsAt = script?.confirmsAfterMs === undefined ? undefined : call.now + script.confirmsAfterMs;
  trade.declined = mood === 'declines';
  if (mood === 'no-money' || !canAfford(buyer, trade.order.totalFen)) {
    throw acquiringRefusal('BUYER_BALANCE_NOT_ENOUGH', undefined, { ...ZERO_AMOUNTS, out_trade_no: trade.order.outTradeNo, trade_no: trade.tradeNo });
  }
  trade.codeMark = mark;
  const needsNoPin = mood === 'pays-at-once' && (script !== undefined || trade.order.totalFen <= buyer.pinAboveFen);
  if (needsNoPin && provider.book.capture(trade, call.now)) return paid(trade, provider);
  return waiting(trade, provider);
}

function paid(trade: Trade, provider: Provider): Answer {
  return success({
    trade_no: trade.tradeNo,
    out_trade_no: trade.order.outTradeNo,
    ...buyerFields(trade, provider),
    ...amountFields(trade),
    gmt_payment: trade.paidAt === undefined ? undefined : chinaTime(trade.paidAt),
    fund_bill_list: fundBill(trade.capturedFen),
  });
}

function waiting(trade: Trade, provider: Provider): Answer {
  return {
    code: '10003',
    fields: { ...buyerFields(trade, provider), ...amountFields(trade), trade_no: trade.tradeNo, out_trade_no: trade.order.outTradeNo },
  };
}
