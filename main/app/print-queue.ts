/**
 * Receipts on their way to the paper. A job is saved with the sale and never holds it up; it says what is known ("printed",
 * "handed over", "failed") and nothing else; and what did not come out in time does not come out next morning by itself.
 */
import { StaleRevisionError } from '../ports.ts';
import type { Clock, Ids, Ledger, Log, Printer, PrinterHealth, PrintFailure, PrintJob, PrintNote } from '../ports.ts';
import { markedAsCopy } from '../domain/receipt.ts';
import type { ReceiptDocument } from '../domain/receipt.ts';

/** A receipt may come out by itself for this long after its sale. */
const STALE_MS = 10 * 60_000;
const DEADLINE_MS = 15_000;
/** Pauses between tries of one job; the last one repeats until the job is stale. */
const RETRY_MS = [3_000, 5_000, 10_000, 30_000] as const;

/** An outcome that could not be saved is offered to the disk again after this time. */
const SAVE_AGAIN_MS = 1_000;

/** How long the printer may take to say how it is. */
const LOOK_MS = 3_000;
/** While it is in trouble and nothing waits, how often it is asked again. */
const LOOK_AGAIN_MS = 30_000;

type JobChange = Partial<Pick<PrintJob, 'state' | 'failure' | 'tries' | 'document' | 'copyNumber'>>;

export interface PrintQueueDeps {
  readonly ledger: Ledger;
  readonly printer: Printer | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly onChange: () => void;
}

export class PrintQueue {
  private readonly deps: PrintQueueDeps;
  private printer: Printer | undefined;
  private busy = false;
  private stopped = false;
  private forgetTimer: () => void = () => undefined;
  private forgetLook: () => void = () => undefined;
  /** What is wrong with the printer, as far as it is known. */
  lastFailure: PrintFailure | undefined;
  /** What the printer said last, or what its last job told; undefined until something is known. */
  health: PrinterHealth | undefined;
  /** The roll will end soon: said before the next sale, not in the middle of it. */
  paperNearEnd = false;

  constructor(deps: PrintQueueDeps) {
    this.deps = deps;
    this.printer = deps.printer;
  }

  get inUse(): Printer | undefined {
    return this.printer;
  }

  /** From now on jobs go to this printer, or wait for one. The job that is being printed stays where it began. */
  use(printer: Printer | undefined): void {
    if (printer === this.printer) return;
    this.printer = printer;
    this.lastFailure = undefined;
    this.health = undefined;
    this.paperNearEnd = false;
    // The pause of a job that failed on the printer before; an outcome that waits for the disk keeps its own.
    if (!this.busy) this.forgetTimer();
    this.kick();
    void this.look();
    this.deps.onChange();
  }

  /** A new job as a value: the caller commits it together with what it belongs to, then calls `kick`. */
  job(saleId: string, document: ReceiptDocument, copyNumber: number): PrintJob {
    const now = this.deps.clock.now();
    return { id: this.deps.ids.next(), saleId, document, copyNumber, state: 'waiting', createdAt: now, staleAt: now + STALE_MS, tries: 0, revision: 1 };
  }

  waiting(): number {
    return this.deps.ledger.waitingPrintJobs().length;
  }

  /** Works on the oldest waiting job, one at a time. A ledger that cannot be read now stops the paper, never the till. */
  kick(): void {
    if (this.busy || this.stopped) return;
    try {
      this.next();
    } catch (error) {
      this.deps.log.error('print.queue_unreadable', {}, error);
    }
  }

  private next(): void {
    const now = this.deps.clock.now();
    for (const job of this.deps.ledger.waitingPrintJobs()) {
      // What is being printed is in somebody's hands already.
      if (job.state !== 'waiting') continue;
      if (now < job.staleAt && this.printer) {
        this.busy = true;
        void this.print(job, this.printer);
        return;
      }
      if (now >= job.staleAt) this.save(job, { state: 'given_up' }, 'given_up');
    }
  }

  /** At start: a job that was being printed when the program ended may have come out or not; it is not printed twice by itself. Returns these. */
  resumeAll(): readonly PrintJob[] {
    const interrupted = this.deps.ledger.waitingPrintJobs().filter(({ state }) => state === 'printing');
    for (const job of interrupted) this.save(job, { state: 'unconfirmed' }, 'interrupted');
    this.kick();
    void this.look();
    return interrupted;
  }

  stop(): void {
    this.stopped = true;
    this.forgetTimer();
    this.forgetLook();
  }

  /** Asks the printer how it is while nothing is printed, where it can be asked, so that trouble is known before the next sale. */
  async look(): Promise<void> {
    const { clock, log, onChange } = this.deps;
    const { printer } = this;
    this.forgetLook();
    if (!printer?.check || this.busy || this.stopped) return;
    try {
      const health = await printer.check(LOOK_MS);
      if (this.busy || this.stopped || printer !== this.printer) return;
      this.health = health;
      this.lastFailure = health.kind === 'trouble' ? health.reason : undefined;
      this.paperNearEnd = health.kind === 'ready' && health.paperNearEnd;
      onChange();
      if (this.lastFailure !== undefined) this.forgetLook = clock.at(clock.now() + LOOK_AGAIN_MS, () => void this.look());
    } catch (error) {
      log.error('print.look_broke', {}, error);
    }
  }

  private async print(waiting: PrintJob, printer: Printer): Promise<void> {
    const job = this.save(waiting, { state: 'printing', tries: waiting.tries + 1 }, 'printing');
    if (typeof job === 'string') {
      this.busy = false;
      // What cannot be written now is tried again after a pause; at once, it would be tried for ever.
      return this.later(waiting.tries);
    }
    try {
      const outcome = await printer.print(job.document, DEADLINE_MS);
      if (outcome.kind === 'failed') this.onFailure(job, outcome.reason, outcome.partOnPaper ?? false);
      else {
        this.lastFailure = undefined;
        this.paperNearEnd = outcome.paperNearEnd ?? false;
        // A job that was only handed over says nothing of the printer that was not known before.
        if (outcome.kind === 'printed') this.health = { kind: 'ready', paperNearEnd: this.paperNearEnd };
        else if (this.health?.kind !== 'ready') this.health = { kind: 'reachable' };
        this.finish(job, { state: outcome.kind }, outcome.kind);
      }
    } catch (error) {
      this.deps.log.error('print.broke', { jobId: waiting.id }, error);
      this.onFailure(job, 'broken', true);
    }
  }

  /** What may be on the paper in part is printed again as a marked copy: the printer may go on with the torn one by itself. */
  private onFailure(job: PrintJob, failure: PrintFailure, partOnPaper: boolean): void {
    this.lastFailure = failure;
    this.health = { kind: 'trouble', reason: failure };
    const stale = this.deps.clock.now() >= job.staleAt;
    const copyNumber = job.copyNumber + 1;
    const copy = partOnPaper ? { document: markedAsCopy(job.document, copyNumber), copyNumber } : {};
    this.finish(job, { state: stale ? 'given_up' : 'waiting', failure, ...copy }, stale ? 'given_up' : partOnPaper ? 'torn' : 'failed');
  }

  /** Saves what became of a job. While the disk refuses, the queue stands still: the same paper must not come out twice. */
  private finish(job: PrintJob, change: JobChange, note: PrintNote): void {
    if (this.stopped) return;
    const saved = this.save(job, change, note);
    if (saved === 'refused') {
      this.wakeAfter(SAVE_AGAIN_MS, () => this.finish(job, change, note));
      return;
    }
    this.busy = false;
    this.deps.onChange();
    if (this.lastFailure === undefined) this.kick();
    else this.later(job.tries);
  }

  private later(tries: number): void {
    this.wakeAfter(RETRY_MS[Math.min(Math.max(0, tries - 1), RETRY_MS.length - 1)] ?? 30_000, () => this.kick());
  }

  private wakeAfter(ms: number, wake: () => void): void {
    this.forgetTimer();
    this.forgetTimer = this.deps.clock.at(this.deps.clock.now() + ms, wake);
  }

  /** Paper truth must never stop the till: what cannot be saved is logged. `stale`: somebody else took the job. */
  private save(job: PrintJob, change: JobChange, note: PrintNote): PrintJob | 'stale' | 'refused' {
    const { failure: _old, ...rest } = job;
    const next: PrintJob = { ...rest, ...change, revision: job.revision + 1 };
    try {
      this.deps.ledger.commit({
        prints: [next],
        entries: [{ at: this.deps.clock.now(), subject: 'print', subjectId: job.id, by: 'till', note, event: { saleId: job.saleId, state: next.state, ...(change.failure && { failure: change.failure }) } }],
      });
      this.deps.onChange();
      return next;
    } catch (error) {
      if (error instanceof StaleRevisionError) return 'stale';
      this.deps.log.error('print.not_saved', { jobId: job.id }, error);
      return 'refused';
    }
  }
}
