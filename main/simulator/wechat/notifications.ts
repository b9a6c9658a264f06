/**
 * Payment and refund notifications, repeated after 15 s, 15 s, 30 s, 3 min … until the shop takes them. Times are the world's.
 * Only loopback addresses are ever called: a simulator must not knock at anybody's real server.
 *
 * Now and then WeChat sends a notice with a signature that begins `WECHATPAY/SIGNTEST/` and is good for nothing, to see
 * whether a shop verifies at all. With probes on, each notice of APIv3 is preceded by one; a shop that takes it is found out.
 */
import type { Book, BookEvent } from './book.ts';
import type { Merchants } from './merchants.ts';
import { isTaken, writeNotice } from './notices.ts';
import type { NoticeText } from './notices.ts';
import type { Platform } from './platform.ts';

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

/** A notice that the shop has not taken yet. */
export interface Notice extends NoticeText {
  readonly url: string;
  tries: number;
  nextAt: number;
}

export interface Delivery {
  readonly url: string;
  /** HTTP status of the shop's answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Whether the shop took it. A probe that is taken means that the shop verifies nothing. */
  readonly isTaken: boolean;
  readonly isProbe: boolean;
}

export class Notifier {
  private readonly merchants: Merchants;
  private readonly platform: Platform;
  private readonly sendsProbes: boolean;
  private pending: Notice[] = [];
  private running: Promise<readonly Delivery[]> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(merchants: Merchants, platform: Platform, sendsProbes: boolean) {
    this.merchants = merchants;
    this.platform = platform;
    this.sendsProbes = sendsProbes;
  }

  /** Looks after due notices twice a second of real time, as long as the gateway runs. */
  start(book: Book): void {
    this.timer = setInterval(() => {
      void this.deliverAll(book);
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Lets time act on the record and sends what is due now; how far each notice has come belongs to the record. */
  async deliverAll(book: Book): Promise<readonly Delivery[]> {
    book.commit(() => book.settleAll());
    if (this.pending.length === 0) return [];
    const deliveries = await this.deliverDue(book.now());
    if (deliveries.length > 0) book.commit(() => book.touch());
    return deliveries;
  }

  exportState(): readonly Notice[] {
    return structuredClone(this.pending);
  }

  importState(notices: readonly Notice[]): void {
    this.pending = structuredClone([...notices]);
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
    this.pending.push({ url, ...writeNotice(event, merchant, now), tries: 0, nextAt: now });
  }

  /** Sends every notice that is due at this moment of the world, once. */
  private async deliverDue(now: number): Promise<readonly Delivery[]> {
    if (this.running) return this.running;
    this.running = this.deliver(this.pending.filter((notice) => notice.nextAt <= now), now).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async deliver(due: readonly Notice[], now: number): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const notice of due) {
      if (this.sendsProbes && notice.wire === 'v3' && notice.tries === 0) deliveries.push(await this.post(notice, true));
      const delivery = await this.post(notice, false);
      deliveries.push(delivery);
      const wait = RETRY_AFTER_MS[notice.tries];
      notice.tries += 1;
      if (delivery.isTaken || wait === undefined) this.pending = this.pending.filter((other) => other !== notice);
      else notice.nextAt = now + wait;
    }
    return deliveries;
  }

  private async post({ url, wire, body }: Notice, isProbe: boolean): Promise<Delivery> {
    try {
      const response = await fetch(url, { method: 'POST', headers: this.headers(wire, body, isProbe), body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const { status } = response;
      return { url, status, isTaken: isTaken(wire, status, await response.text()), isProbe };
    } catch (error) {
      if (error instanceof Error) return { url, status: undefined, isTaken: false, isProbe };
      throw error;
    }
  }

  private headers(wire: NoticeText['wire'], body: string, isProbe: boolean): Record<string, string> {
    if (wire === 'v2') return { 'Content-Type': 'text/xml; charset=utf-8' };
    const signed = this.platform.signatureHeaders(Buffer.from(body), undefined);
    const probe = isProbe ? { 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${signed['Wechatpay-Signature'] ?? ''}` } : {};
    return { 'Content-Type': 'application/json', ...signed, ...probe };
  }
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
