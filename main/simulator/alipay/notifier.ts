/**
 * Asynchronous notifications: one notice per event, posted to the order's notify_url until the merchant answers `success`,
 * at most eight times within 25 hours of the world's clock. Notices go to loopback addresses only: a simulation does not
 * talk to the outside.
 */
import { randomBytes } from 'node:crypto';
import { formatYuan, ZERO } from '../../domain/money.ts';
import type { Provider } from './call.ts';
import { answeringKey } from './certificate-mode.ts';
import { chinaTime, HOUR_MS, MINUTE_MS } from './china-time.ts';
import type { KeyRing } from './signing.ts';
import type { Notice, Trade } from './state.ts';
import type { TradeEvent } from './trade-book.ts';

/** What follows a delivery that was not accepted, ms. */
const GAPS_MS = [4 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 15 * HOUR_MS];
const ANSWER_TIMEOUT_MS = 10_000;

export class Notifier {
  private readonly provider: Provider;
  private readonly keys: KeyRing;
  private running: Promise<void> | undefined;

  constructor(provider: Provider, keys: KeyRing) {
    this.provider = provider;
    this.keys = keys;
    provider.book.listener = (trade, event, at) => this.enqueue(trade, event, at);
  }

  /** Sends everything that is due now, and waits for the merchants' answers. */
  async deliverDue(): Promise<void> {
    this.running ??= this.deliverAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Sends one notice once more, as Alipay sometimes does although it was accepted. */
  async repeat(noticeId: string): Promise<void> {
    const notice = this.provider.store.state.notices.get(noticeId);
    if (notice) await this.post(notice);
  }

  private async deliverAll(): Promise<void> {
    this.provider.book.all();
    const now = this.provider.world.clock.now();
    const due = [...this.provider.store.state.notices.values()].filter((notice) => notice.nextAt !== undefined && notice.nextAt <= now);
    for (const notice of due) {
      const isAccepted = await this.post(notice);
      this.provider.store.touch();
      const gap = GAPS_MS[notice.sent];
      notice.sent += 1;
      notice.accepted = isAccepted;
      notice.nextAt = isAccepted || gap === undefined ? undefined : now + gap;
    }
    this.provider.store.flush();
  }

  private async post(notice: Notice): Promise<boolean> {
    const { state } = this.provider.store;
    const fields = { ...notice.fields, notify_time: chinaTime(this.provider.world.clock.now()) };
    const text = Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${value}`)
      .join('&');
    const sign = await this.keys.sign(answeringKey(state.keys, state.apps.get(notice.fields['app_id'] ?? '')?.trust === 'certificate'), Buffer.from(text, 'utf8'));
    const body = new URLSearchParams({ ...fields, sign_type: 'RSA2', sign });
    try {
      const response = await fetch(notice.url, { method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
      return response.status === 200 && (await response.text()) === 'success';
    } catch (error) {
      const isUnreachable = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
      if (isUnreachable) return false;
      throw error;
    }
  }

  private enqueue(trade: Trade, event: TradeEvent, at: number): void {
    const { notifyUrl } = trade.order;
    if (notifyUrl === undefined || !isLoopback(notifyUrl) || !isTold(trade, event)) return;
    const id = randomBytes(17).toString('hex');
    const fields = noticeFields(id, trade, event, this.provider);
    this.provider.store.state.notices.set(id, { id, url: notifyUrl, fields, firstAt: at, sent: 0, nextAt: at, accepted: false });
  }
}

/** What Alipay tells of by default: an end without payment only where the buyer had gone off to pay, or where the merchant closed it. */
function isTold({ order: { product } }: Trade, event: TradeEvent): boolean {
  if (event.kind === 'closed') return event.by === 'close' || (event.by === 'expiry' && (product === 'app' || product === 'wap'));
  return event.kind !== 'finished' || product === 'app';
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

function noticeFields(id: string, trade: Trade, event: TradeEvent, { world }: Provider): Readonly<Record<string, string>> {
  const { order } = trade;
  const buyer = trade.buyerId === undefined ? undefined : world.buyers.get(trade.buyerId);
  const optional: Readonly<Record<string, string | undefined>> = {
    body: order.body,
    passback_params: order.passbackParams,
    buyer_id: buyer?.id,
    buyer_logon_id: buyer?.logonId,
    gmt_payment: trade.paidAt === undefined ? undefined : chinaTime(trade.paidAt),
    gmt_close: trade.status === 'TRADE_CLOSED' && trade.closedAt !== undefined ? chinaTime(trade.closedAt) : undefined,
    fund_bill_list: trade.capturedFen > ZERO ? JSON.stringify([{ amount: formatYuan(trade.capturedFen), fundChannel: 'ALIPAYACCOUNT' }]) : undefined,
    ...(event.kind === 'refunded' && {
      gmt_refund: `${chinaTime(event.refund.at)}.${String(event.refund.at % 1000).padStart(3, '0')}`,
      out_biz_no: event.refund.requestNo,
      refund_fee: formatYuan(trade.refundedFen),
      send_back_fee: formatYuan(event.refund.amountFen),
    }),
  };
  const present = Object.entries(optional).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    notify_type: 'trade_status_sync',
    notify_id: id,
    app_id: order.appId,
    auth_app_id: order.authAppId ?? order.appId,
    charset: 'utf-8',
    version: '1.0',
    trade_no: trade.tradeNo,
    out_trade_no: order.outTradeNo,
    seller_id: order.merchantId,
    seller_email: `${order.merchantId}@example.com`,
    trade_status: trade.status,
    total_amount: formatYuan(order.totalFen),
    receipt_amount: formatYuan(trade.capturedFen),
    invoice_amount: formatYuan(trade.capturedFen),
    buyer_pay_amount: formatYuan(trade.capturedFen),
    point_amount: '0.00',
    subject: order.subject,
    gmt_create: chinaTime(trade.createdAt),
    ...Object.fromEntries(present),
  };
}
