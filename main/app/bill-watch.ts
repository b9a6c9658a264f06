/**
 * Fetches each wallet's bill of yesterday, every morning, and holds it against the books. What it proves or contradicts is told
 * to the payments; what no rule can settle is kept for a person to look at. Selling never waits for it.
 */
import { compareBill } from '../domain/bill.ts';
import type { BillDoubt, BillMovement } from '../domain/bill.ts';
import type { PaymentEvent } from '../domain/payment-events.ts';
import { isOpen } from '../domain/payment.ts';
import type { Payment, Wallet } from '../domain/payment.ts';
import { LedgerUnavailableError } from '../ports.ts';
import type { BillBook, BillRecord, BillSource, Clock, Ledger, Log } from '../ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHINA_OFFSET_MS = 8 * HOUR_MS;
/** Alipay has the bill of a day at nine the next morning, WeChat Pay at ten; both say "in general". China time. */
const READY_AT_MS = 10.5 * HOUR_MS;
/** A till that was off for longer starts here: the days before are the accountant's. */
const CATCH_UP_DAYS = 14;
const DOUBTS_KEPT = 50;

export interface BillWatchDeps {
  readonly ledger: Pick<Ledger, 'paymentsBetween' | 'refundsOfPayment' | 'commit'>;
  readonly sources: readonly BillSource[];
  readonly book: BillBook;
  /** Since when a wallet's money goes to the account whose bill is fetched, epoch ms. */
  readonly accountSince: (wallet: Wallet) => number;
  readonly tell: (paymentId: string, event: PaymentEvent) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly till: { readonly id: string; readonly number: number };
  readonly onChange: () => void;
}

export class BillWatch {
  private readonly deps: BillWatchDeps;
  private forgetTimer: () => void = () => undefined;
  private running = false;
  private stopped = false;

  constructor(deps: BillWatchDeps) {
    this.deps = deps;
  }

  /** Catches up with the days that no comparison has seen, now and every hour from now on. */
  start(): void {
    void this.round();
  }

  stop(): void {
    this.stopped = true;
    this.forgetTimer();
  }

  records(): readonly BillRecord[] {
    return this.deps.sources.flatMap(({ wallet }) => this.deps.book.read(wallet) ?? []);
  }

  private async round(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    const { clock, log } = this.deps;
    for (const source of this.deps.sources) {
      try {
        await this.catchUp(source);
      } catch (error) {
        // The next round begins where this one stopped.
        if (error instanceof LedgerUnavailableError) log.error('bill.not_saved', { wallet: source.wallet }, error);
        else log.error('bill.broke', { wallet: source.wallet }, error);
      }
    }
    this.running = false;
    if (!this.stopped) this.forgetTimer = clock.at(clock.now() + HOUR_MS, () => void this.round());
  }

  private async catchUp(source: BillSource): Promise<void> {
    const last = lastReadyDay(this.deps.clock.now());
    const seen = this.deps.book.read(source.wallet)?.date;
    const first = seen === undefined ? last : Math.max(startOf(seen) + DAY_MS, last - (CATCH_UP_DAYS - 1) * DAY_MS);
    for (let day = first; day <= last && !this.stopped; day += DAY_MS) if (!await this.compare(source, day)) return;
  }

  /** One day, read together with the day before it for what happened around midnight. False: not to be had now. */
  private async compare(source: BillSource, day: number): Promise<boolean> {
    const { ledger, clock, log, till, book, accountSince } = this.deps;
    const movements: BillMovement[] = [];
    for (const date of [dateOf(day - DAY_MS), dateOf(day)]) {
      const { answer } = await source.downloadBill(date);
      if (this.stopped) return false;
      if (answer.kind === 'bill') movements.push(...answer.bill.lines);
      else if (answer.kind !== 'none') {
        log.info('bill.not_yet', { wallet: source.wallet, date, kind: answer.kind });
        return false;
      }
    }
    const payments = ledger.paymentsBetween(day - 2 * DAY_MS, day + DAY_MS).filter(({ wallet }) => wallet === source.wallet);
    const refunds = payments.flatMap(({ id }) => ledger.refundsOfPayment(id));
    const { agreed, findings, doubts } = compareBill({
      movements, payments, refunds, from: day - DAY_MS, until: day + DAY_MS, accountSince: accountSince(source.wallet), till: till.number,
    });
    const byId = new Map(payments.map((payment) => [payment.id, payment]));
    const news = findings.filter(({ paymentId, evidence }) => evidence.kind === 'paid' || isNews(byId.get(paymentId)));
    for (const { paymentId, evidence } of news) this.deps.tell(paymentId, { type: 'bill_read', at: clock.now(), evidence });
    this.keep(source.wallet, dateOf(day), agreed, doubts, book.read(source.wallet)?.doubts ?? []);
    log.info('bill.compared', { wallet: source.wallet, date: dateOf(day), agreed, found: news.length, doubts: doubts.length });
    this.deps.onChange();
    return true;
  }

  private keep(wallet: Wallet, date: string, agreed: number, doubts: readonly BillDoubt[], known: BillRecord['doubts']): void {
    const { ledger, clock, till, book } = this.deps;
    const at = clock.now();
    // Two days are read each time: what was said yesterday is not said again.
    const fresh = doubts.filter(({ kind, outTradeNo }) => !known.some((doubt) => doubt.kind === kind && doubt.outTradeNo === outTradeNo)).map((doubt) => ({ ...doubt, date }));
    ledger.commit({ entries: [{ at, subject: 'till', subjectId: till.id, by: 'till', note: 'bill_compared', event: { wallet, date, agreed, doubts: fresh } }] });
    book.write({ wallet, date, at, agreed, doubts: [...fresh, ...known].slice(0, DOUBTS_KEPT) });
  }
}

/** What people know already is not said every morning; but an open payment is ended, whatever is known of it. */
function isNews(payment: Payment | undefined): boolean {
  return payment !== undefined && (isOpen(payment) || payment.exceptions.contradicted === undefined);
}

/** Start of the newest day whose bill can be expected, epoch ms. */
function lastReadyDay(now: number): number {
  return startOf(dateOf(now - READY_AT_MS)) - DAY_MS;
}

function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) - CHINA_OFFSET_MS;
}

function dateOf(at: number): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}
