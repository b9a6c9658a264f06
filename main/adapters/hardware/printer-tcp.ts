/**
 * A receipt printer on the network (raw TCP, usually port 9100). One job is one connection, jobs go one after another,
 * because cheap printers serve one client at a time. A write that succeeded proves nothing: only the printer's own answer
 * makes a job `printed`.
 */
import type { PrintFailure, PrintOutcome, Printer } from '../../ports.ts';
import type { ReceiptDocument } from '../../domain/receipt.ts';
import { encodeReceipt } from './escpos.ts';
import type { EncodeWarning, PrinterProfile } from './escpos.ts';
import { PrinterSocket, PrinterTrouble } from './printer-socket.ts';
import { isPaperNearEnd, processId, processIdRequest, statusQuery, troubleIn } from './printer-status.ts';
import type { StatusTopic } from './printer-status.ts';

/**
 * What this model can say, as found by the set-up test. `process-id`: answers `GS ( H`, so a job can be proved. `status`:
 * answers `DLE EOT` only. `none`: says nothing. Silence where an answer was promised fails the job.
 */
export type PrinterConfirmation = 'process-id' | 'status' | 'none';

export interface TcpPrinterSettings {
  readonly host: string;
  readonly port: number;
  readonly profile: PrinterProfile;
  readonly confirmation: PrinterConfirmation;
}

export type PrinterHealth =
  | { readonly kind: 'ready'; readonly paperNearEnd: boolean }
  /** Connected, and this model tells no more. */
  | { readonly kind: 'reachable' }
  | { readonly kind: 'trouble'; readonly reason: PrintFailure };

const CONNECT_MS = 3000;
const FINISH_MS = 1000;
/** How long a printer needs after the last byte before its status says something about the job. */
const SETTLE_MS = 300;
/** While a confirmation is awaited, how often the printer is asked whether it stands still. */
const TROUBLE_POLL_MS = 500;

export class TcpPrinter implements Printer {
  private readonly settings: TcpPrinterSettings;
  private readonly warn: (warning: EncodeWarning) => void;
  private lastJob: Promise<unknown> = Promise.resolve();
  private jobs = 0;

  constructor(settings: TcpPrinterSettings, warn: (warning: EncodeWarning) => void) {
    this.settings = settings;
    this.warn = warn;
  }

  /**
   * Prints one document within `deadlineMs` from now, the time spent waiting for earlier jobs included. A failure after
   * the first byte may have left part of a receipt on the paper: what is printed again must be marked as a copy.
   */
  async print(document: ReceiptDocument, deadlineMs: number): Promise<PrintOutcome> {
    const { bytes, warnings } = encodeReceipt(document, this.settings.profile);
    warnings.forEach(this.warn);
    return this.printBytes(bytes, deadlineMs);
  }

  /** Like `print`, for bytes that are encoded already. */
  async printBytes(bytes: Uint8Array, deadlineMs: number): Promise<PrintOutcome> {
    try {
      return await this.withLink(deadlineMs, (link) => this.runJob(link, bytes));
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  /** Asks how the printer is, without printing, within `deadlineMs` from now. */
  async check(deadlineMs: number): Promise<PrinterHealth> {
    try {
      return await this.withLink(deadlineMs, async (link): Promise<PrinterHealth> => {
        if (this.settings.confirmation === 'none') return { kind: 'reachable' };
        await this.requireReady(link);
        return { kind: 'ready', paperNearEnd: isPaperNearEnd(await ask(link, 'paper')) };
      });
    } catch (error) {
      return { kind: 'trouble', reason: reasonOf(error) };
    }
  }

  private async runJob(link: PrinterSocket, bytes: Uint8Array): Promise<PrintOutcome> {
    const { confirmation } = this.settings;
    if (confirmation === 'none') {
      await link.write(bytes);
      return { kind: 'sent' };
    }
    await this.requireReady(link);
    await link.write(bytes);
    if (confirmation === 'process-id') {
      await this.awaitConfirmation(link);
      return { kind: 'printed' };
    }
    await link.pause(SETTLE_MS);
    await this.requireReady(link);
    return { kind: 'sent' };
  }

  private async awaitConfirmation(link: PrinterSocket): Promise<void> {
    this.jobs += 1;
    const id = processId(this.jobs);
    await link.write(processIdRequest(id));
    while (!(await link.isConfirmed(id, TROUBLE_POLL_MS))) await this.requireReady(link);
  }

  /** Throws the printer's trouble, if it tells of one. The causes are asked before the bare "offline". */
  private async requireReady(link: PrinterSocket): Promise<void> {
    for (const topic of ['paper', 'offline-cause', 'error', 'printer'] as const) {
      const trouble = troubleIn(topic, await ask(link, topic));
      if (trouble !== undefined) throw new PrinterTrouble(trouble);
    }
  }

  /** Runs work on a connection of its own, after all earlier work; the result does not wait for the goodbye. */
  private async withLink<T>(deadlineMs: number, work: (link: PrinterSocket) => Promise<T>): Promise<T> {
    const start = performance.now();
    const turn = this.lastJob;
    const { promise: released, resolve: release } = promiseWithResolver();
    this.lastJob = turn.then(() => released);
    let closing = Promise.resolve();
    try {
      if (!(await endsWithin(turn, deadlineMs))) throw new PrinterTrouble('timeout');
      const { host, port } = this.settings;
      const link = await PrinterSocket.open(host, port, CONNECT_MS, deadlineMs - (performance.now() - start));
      try {
        const result = await work(link);
        closing = link.finish(FINISH_MS);
        return result;
      } catch (error) {
        link.drop();
        throw error;
      }
    } finally {
      void closing.then(release);
    }
  }
}

async function ask(link: PrinterSocket, topic: StatusTopic): Promise<number> {
  await link.write(statusQuery(topic));
  return link.nextStatus();
}

function reasonOf(error: unknown): PrintFailure {
  if (error instanceof PrinterTrouble) return error.reason;
  throw error;
}

function promiseWithResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
