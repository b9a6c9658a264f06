/**
 * Payment and refund notifications of APIv3: sealed with the merchant's APIv3 key, signed by the platform, repeated after
 * 15 s, 15 s, 30 s, 3 min … until the shop answers 2xx. Times are the world's. Only loopback addresses are ever called:
 * a simulator must not knock at anybody's real server.
 */
import { randomUUID } from 'node:crypto';
import type { Book, BookEvent } from './book.ts';
import type { Merchants } from './merchants.ts';
import type { Platform } from './platform.ts';
import { seal } from './sealed.ts';
import { rfc3339 } from './time.ts';
import { refundNoticeView, transactionView } from './views.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Waiting times between the tries, fifteen after the first. */
const RETRY_AFTER_MS = [
  15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE,
  60 * MINUTE, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR,
];

/** The shop has five seconds to answer. */
const ANSWER_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 500;

interface Notice {
  readonly url: string;
  readonly body: string;
  tries: number;
  nextAt: number;
}

export interface Delivery {
  readonly url: string;
  /** HTTP status of the shop's answer; undefined when there was none. */
  readonly status: number | undefined;
}

export class Notifier {
  private readonly merchants: Merchants;
  private readonly platform: Platform;
  private pending: Notice[] = [];
  private running: Promise<readonly Delivery[]> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(merchants: Merchants, platform: Platform) {
    this.merchants = merchants;
    this.platform = platform;
  }

  /** Looks after due notices twice a second of real time, as long as the gateway runs. */
  start(book: Book): void {
    this.timer = setInterval(() => {
      book.commit(() => book.settleAll());
      if (this.pending.length > 0) void this.deliverDue(book.now());
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.pending = [];
  }

  /** Notes what a shop must be told. Addresses beyond the loopback are ignored. */
  enqueue(event: BookEvent, now: number): void {
    const url = event.kind === 'paid' ? event.order.notifyUrl : event.refund.notifyUrl;
    const merchant = this.merchants.get(event.order.seller.mchid);
    if (url === undefined || !merchant || !isLoopback(url)) return;
    const isPayment = event.kind === 'paid';
    const plain = JSON.stringify(isPayment ? transactionView(event.order) : refundNoticeView(event.order, event.refund));
    const originalType = isPayment ? 'transaction' : 'refund';
    const body = JSON.stringify({
      id: randomUUID(),
      create_time: rfc3339(now),
      event_type: isPayment ? 'TRANSACTION.SUCCESS' : `REFUND.${event.refund.status}`,
      resource_type: 'encrypt-resource',
      summary: isPayment ? '支付成功' : '退款结果',
      resource: { original_type: originalType, ...seal(merchant.apiV3Key, originalType, plain) },
    });
    this.pending.push({ url, body, tries: 0, nextAt: now });
  }

  /** Sends every notice that is due at this moment of the world, once. */
  async deliverDue(now: number): Promise<readonly Delivery[]> {
    if (this.running) return this.running;
    this.running = this.deliver(this.pending.filter((notice) => notice.nextAt <= now), now).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async deliver(due: readonly Notice[], now: number): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const notice of due) {
      const status = await this.post(notice);
      deliveries.push({ url: notice.url, status });
      const wait = RETRY_AFTER_MS[notice.tries];
      notice.tries += 1;
      const isDone = status !== undefined && status >= 200 && status < 300;
      if (isDone || wait === undefined) this.pending = this.pending.filter((other) => other !== notice);
      else notice.nextAt = now + wait;
    }
    return deliveries;
  }

  private async post(notice: Notice): Promise<number | undefined> {
    const headers = { 'Content-Type': 'application/json', ...this.platform.signatureHeaders(Buffer.from(notice.body), undefined) };
    try {
      const response = await fetch(notice.url, { method: 'POST', headers, body: notice.body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
