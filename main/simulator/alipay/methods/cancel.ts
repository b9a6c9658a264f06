/** `alipay.trade.cancel` and `alipay.trade.close`: how a merchant ends an order whose result it does not know. */
import { ZERO } from '../../../domain/money.ts';
import { existingTrade, findTrade, success, type Answer, type Call, type Provider } from '../call.ts';
import { DAY_MS } from '../china-time.ts';
import { acquiringRefusal } from '../refusal.ts';
import type { Trade } from '../state.ts';

/**
 * Closes an unpaid trade (`action` close) or gives the money of a paid one back (`action` refund). For an unknown
 * `out_trade_no` it answers success without an action, and the number's QR dies. Repeating it is safe.
 */
export function cancel(call: Call, provider: Provider): Answer {
  const trade = findTrade(call, provider);
  if (!trade) return cancelNothing(call, provider);
  const { store, book } = provider;

  const retries = store.state.cancelRetries.get(trade.order.outTradeNo) ?? 0;
  if (retries > 0) {
    store.touch();
    store.state.cancelRetries.set(trade.order.outTradeNo, retries - 1);
    return success({ out_trade_no: trade.order.outTradeNo, retry_flag: 'Y' });
  }

  if (trade.paysDuringCancel && trade.status === 'WAIT_BUYER_PAY') book.capture(trade, call.now);
  if (trade.status === 'TRADE_CLOSED') return repeated(trade);
  if (call.now >= (trade.paidAt ?? trade.createdAt) + DAY_MS) throw acquiringRefusal('TRADE_CANCEL_TIME_OUT');
  if (trade.status === 'TRADE_FINISHED') throw acquiringRefusal('TRADE_HAS_FINISHED');
  if (trade.status === 'WAIT_BUYER_PAY') {
    book.closeUnpaid(trade, 'cancel', call.now);
    return done(trade, 'close');
  }
  if (trade.refundedFen > ZERO) throw acquiringRefusal('REASON_TRADE_REFUND_FEE_ERR');
  book.refund(trade, { requestNo: trade.order.outTradeNo, amountFen: trade.capturedFen, reason: undefined, by: 'cancel' });
  return done(trade, 'refund');
}

function done(trade: Trade, action: 'close' | 'refund'): Answer {
  return success({ trade_no: trade.tradeNo, out_trade_no: trade.order.outTradeNo, retry_flag: 'N', action });
}

/** What an already closed trade answers: the end it came to. A trade emptied by refunds cannot be cancelled. */
function repeated(trade: Trade): Answer {
  if (trade.closedBy === 'refund') throw acquiringRefusal('REASON_TRADE_REFUND_FEE_ERR');
  return done(trade, trade.capturedFen > ZERO ? 'refund' : 'close');
}

function cancelNothing(call: Call, provider: Provider): Answer {
  const outTradeNo = call.fields.text('out_trade_no', 64);
  if (call.fields.text('trade_no', 64) !== undefined || outTradeNo === undefined) throw acquiringRefusal('TRADE_NOT_EXIST');
  if (!call.blind) {
    provider.store.touch();
    provider.store.state.cancelledNumbers.add(`${call.merchant.id}/${outTradeNo}`);
    for (const qr of provider.book.qrsOf(call.merchant.id, outTradeNo)) qr.cancelled = true;
  }
  return success({ out_trade_no: outTradeNo, retry_flag: 'N' });
}

/** Closes an unpaid trade; never returns money. */
export function close(call: Call, provider: Provider): Answer {
  const trade = existingTrade(call, provider);
  if (trade.status !== 'WAIT_BUYER_PAY') throw acquiringRefusal('TRADE_STATUS_ERROR');
  provider.book.closeUnpaid(trade, 'close', call.now);
  return success({ trade_no: trade.tradeNo, out_trade_no: trade.order.outTradeNo });
}
