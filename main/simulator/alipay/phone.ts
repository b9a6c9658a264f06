/** The customer's side of the simulated Alipay: what the wallet on the phone shows and does. */
import type { ConfirmResult, OpenQr, SimGateway, SimTrade, SimTradeState } from '../gateway.ts';
import type { Provider } from './call.ts';
import { ZERO } from '../../domain/money.ts';
import type { QrOrder, Trade } from './state.ts';
import { canAfford, contradicts } from './trade-book.ts';

export type Phone = Pick<SimGateway, 'trades' | 'trade' | 'scanQr' | 'openQrs' | 'waitingFor' | 'confirm' | 'decline'>;

export function makePhone(provider: Provider): Phone {
  const { book, store } = provider;
  /** Looking at trades may itself have changed them: time has passed. */
  const told = <Result>(result: Result): Result => {
    store.flush();
    return result;
  };
  return {
    trades: () => told(book.all().map(snapshot)),
    trade: (outTradeNo) => {
      const trade = findTrade(outTradeNo, provider);
      return told(trade && snapshot(trade));
    },
    openQrs: () => told(openQrs(provider)),
    scanQr: (qrText, buyerId) => told(scanQr(qrText, buyerId, provider)),
    waitingFor: (buyerId) => {
      const waiting = book.all().filter((trade) => trade.buyerId === buyerId && isPayable(trade));
      return told(waiting.map(snapshot));
    },
    confirm: (outTradeNo, buyerId) => told(confirm(outTradeNo, buyerId, provider)),
    decline: (outTradeNo, buyerId) => told(decline(outTradeNo, buyerId, provider)),
  };
}

function isPayable(trade: Trade): boolean {
  return trade.status === 'WAIT_BUYER_PAY' && !trade.declined;
}

/** The number space is each merchant's own: the first trade under this number that fits. */
function findTrade(outTradeNo: string, { book, store }: Provider, fits: (trade: Trade) => boolean = () => true): Trade | undefined {
  for (const merchantId of store.state.merchants.keys()) {
    const trade = book.find(merchantId, { outTradeNo });
    if (trade && fits(trade)) return trade;
  }
  return undefined;
}

/** Why a phone cannot scan this QR, or the trade that already exists under it, or undefined when there is none yet. */
function scannable(qr: QrOrder, { book, world }: Provider): 'expired' | 'not-payable' | Trade | undefined {
  const trade = book.find(qr.order.merchantId, { outTradeNo: qr.order.outTradeNo });
  if (qr.cancelled) return 'not-payable';
  if (trade && trade.status !== 'WAIT_BUYER_PAY') return trade.closedBy === 'expiry' ? 'expired' : 'not-payable';
  if (trade && contradicts(trade.order, qr.order)) return 'not-payable';
  return qr.expiresAt <= world.clock.now() ? 'expired' : trade;
}

function openQrs(provider: Provider): readonly OpenQr[] {
  return [...provider.store.state.qrs.values()]
    .filter((qr) => typeof scannable(qr, provider) !== 'string')
    .map(({ text, order, createdAt }) => ({ qrText: text, outTradeNo: order.outTradeNo, totalFen: order.totalFen, subject: order.subject, createdAt }))
    .toReversed();
}

function scanQr(qrText: string, buyerId: string, provider: Provider): ReturnType<SimGateway['scanQr']> {
  const { book, store, world } = provider;
  const qr = store.state.qrs.get(qrText);
  if (!qr || world.buyers.get(buyerId)?.wallet !== 'alipay') return 'unknown-qr';
  const existing = scannable(qr, provider);
  if (typeof existing === 'string') return existing;
  if (existing?.buyerId !== undefined && existing.buyerId !== buyerId) return 'not-payable';
  const trade = existing ?? book.open(qr.order, world.clock.now(), qrText);
  store.touch();
  trade.buyerId = buyerId;
  trade.declined = false;
  return { outTradeNo: qr.order.outTradeNo, totalFen: qr.order.totalFen, subject: qr.order.subject };
}

function confirm(outTradeNo: string, buyerId: string, provider: Provider): ConfirmResult {
  const { book, world } = provider;
  const trade = findTrade(outTradeNo, provider, (trade) => trade.buyerId === buyerId);
  const buyer = world.buyers.get(buyerId);
  if (!trade || !buyer) return 'unknown-order';
  if (!isPayable(trade)) return 'not-payable';
  if (buyer.mood === 'no-money' || !canAfford(buyer, trade.order.totalFen)) return 'no-money';
  return book.capture(trade, world.clock.now()) ? 'paid' : 'not-payable';
}

function decline(outTradeNo: string, buyerId: string, provider: Provider): ReturnType<SimGateway['decline']> {
  const trade = findTrade(outTradeNo, provider, (trade) => trade.buyerId === buyerId);
  if (!trade) return 'unknown-order';
  if (!isPayable(trade)) return 'not-payable';
  provider.store.touch();
  trade.declined = true;
  trade.confirmsAt = undefined;
  return 'declined';
}

function tradeState(trade: Trade): SimTradeState {
  if (trade.status === 'WAIT_BUYER_PAY') return 'waiting';
  if (trade.status !== 'TRADE_CLOSED') return 'paid';
  if (trade.capturedFen === ZERO) return 'closed';
  return trade.closedBy === 'cancel' ? 'reversed' : 'refunded';
}

function snapshot(trade: Trade): SimTrade {
  const { order } = trade;
  return {
    gateway: 'alipay',
    merchantId: order.merchantId,
    outTradeNo: order.outTradeNo,
    tradeNo: trade.tradeNo,
    kind: order.kind,
    subject: order.subject,
    totalFen: order.totalFen,
    state: tradeState(trade),
    capturedFen: trade.capturedFen,
    refundedFen: trade.refundedFen,
    buyerId: trade.buyerId,
    qrText: trade.qrText,
    createdAt: trade.createdAt,
    paidAt: trade.paidAt,
  };
}
