/**
 * A receipt printer on any link. A write that succeeded proves nothing: only the printer's own answer makes a job `printed`,
 * and once a byte of a receipt has left, a failure says that part of it may be on the paper.
 */
import { randomInt } from 'node:crypto';
import type { PrintFailure, PrintOutcome, Printer, PrinterHealth, PrinterProbe } from '../../../ports.ts';
import type { ReceiptDocument } from '../../../domain/receipt.ts';
import { encodeReceipt } from '../escpos.ts';
import type { EncodeWarning, PrinterProfile } from '../escpos.ts';
import { PrinterTrouble } from '../links/link.ts';
import type { LinkAddress, OpenLink } from '../links/link.ts';
import { probePrinter } from './probe.ts';
import { PrinterSession } from './session.ts';
import { AUTO_STATUS_OFF, AUTO_STATUS_ON, CLEAR_BUFFER, isPaperNearEnd, processId, processIdRequest, statusQuery, troubleIn } from './status.ts';
import type { StatusTopic } from './status.ts';
import { Turns } from './turns.ts';

/**
 * What this model can say, as found by the set-up test. `process-id`: answers `GS ( H`, so a job can be proved. `status`:
 * answers `DLE EOT` only. `none`: says nothing. Silence where an answer was promised fails the job.
 */
export type PrinterConfirmation = 'process-id' | 'status' | 'none';

export interface PrinterSettings {
  readonly address: LinkAddress;
  readonly profile: PrinterProfile;
  readonly confirmation: PrinterConfirmation;
  /** The model tells by itself when paper or cover change (`GS a`): trouble in a long receipt is noticed while it is sent. */
  readonly autoStatus?: boolean;
  /** The model knows `DLE DC4` function 8, so the rest of a torn receipt can be thrown away. */
  readonly clearsBuffer?: boolean;
  /** The buzzer's command, where there is one. */
  readonly buzzer?: Uint8Array;
}

const OPEN_MS = 3000;
/** The test waits so long for the jobs before it. */
const TURN_MS = 15_000;
const FINISH_MS = 1000;
/** A device file is closed behind its last block, and how long that takes is the printer's business. */
const LAST_BLOCK_MS = 8000;
/** How long a printer needs after the last byte before its status says something about the job, first look and second. */
const SETTLE_MS = [300, 1200] as const;
/** While a confirmation is awaited, how often the printer is asked whether it stands still. */
const TROUBLE_POLL_MS = 500;
const CLEAR_MS = 700;
const OLD_ANSWERS_MS = 150;
const CLEARABLE: ReadonlySet<PrintFailure> = new Set(['paper_out', 'cover_open', 'offline', 'cutter']);

export class EscPosPrinter implements Printer {
  private readonly settings: PrinterSettings;
  private readonly openLink: OpenLink;
  private readonly warn: (warning: EncodeWarning) => void;
  private readonly turns = new Turns();
  /** Begins anywhere: the answer to another printer object's job, of an earlier start or before a change of the settings, must not fit ours. */
  private jobs = randomInt(10_000);
  /** The last talk ended with a question open; of talks before the first nothing is known. */
  private isInDoubt = true;

  constructor(settings: PrinterSettings, openLink: OpenLink, warn: (warning: EncodeWarning) => void) {
    this.settings = settings;
    this.openLink = openLink;
    this.warn = warn;
  }

  /** Prints one document within `deadlineMs` from now, the time spent waiting for earlier jobs included. */
  async print(document: ReceiptDocument, deadlineMs: number): Promise<PrintOutcome> {
    const { bytes, warnings } = encodeReceipt(document, this.settings.profile);
    warnings.forEach(this.warn);
    return this.printBytes(bytes, deadlineMs);
  }

  /** Like `print`, for bytes that are encoded already. */
  async printBytes(bytes: Uint8Array, deadlineMs: number): Promise<PrintOutcome> {
    let handedOver = 0;
    try {
      return await this.inTurn(deadlineMs, async (session) => {
        try {
          return await this.runJob(session, bytes);
        } catch (error) {
          ({ handedOver } = session);
          await this.clearAfter(error, session);
          throw error;
        }
      });
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error), ...(handedOver > 0 && { partOnPaper: true }) };
    }
  }

  /** Asks how the printer is, without printing, within `deadlineMs` from now. */
  async check(deadlineMs: number): Promise<PrinterHealth> {
    try {
      return await this.inTurn(deadlineMs, async (session): Promise<PrinterHealth> => {
        if (this.isSilent(session)) {
          session.drop();
          return { kind: 'reachable' };
        }
        return { kind: 'ready', paperNearEnd: isPaperNearEnd(await this.requireReady(session)) };
      });
    } catch (error) {
      return { kind: 'trouble', reason: reasonOf(error) };
    }
  }

  /** Sounds the buzzer; false when there is none or it was not reached. A spooler is left alone: the sound would come any time. */
  async buzz(deadlineMs: number): Promise<boolean> {
    const { buzzer } = this.settings;
    if (!buzzer) return false;
    try {
      return await this.inTurn(deadlineMs, async (session) => {
        if (session.isTwoWay) await session.write(buzzer);
        else session.drop();
        return session.isTwoWay;
      });
    } catch (error) {
      if (error instanceof PrinterTrouble) return false;
      throw error;
    }
  }

  /** Finds out what this very printer answers, after all jobs before it. */
  async probe(): Promise<PrinterProbe> {
    const endTurn = await this.turns.take(TURN_MS);
    if (!endTurn) return { kind: 'trouble', reason: 'timeout' };
    try {
      return await probePrinter(this.openLink, this.settings.address);
    } finally {
      this.isInDoubt = true;
      endTurn();
    }
  }

  private isSilent(session: PrinterSession): boolean {
    return !session.isTwoWay || this.settings.confirmation === 'none';
  }

  private async runJob(session: PrinterSession, bytes: Uint8Array): Promise<PrintOutcome> {
    if (this.isSilent(session)) return this.runSilentJob(session, bytes);
    const nearEnd = isPaperNearEnd(await this.requireReady(session)) ? { paperNearEnd: true as const } : {};
    if (this.settings.autoStatus) await session.write(AUTO_STATUS_ON);
    await session.writeReceipt(bytes);
    const outcome = await this.confirm(session);
    if (this.settings.autoStatus) await session.write(AUTO_STATUS_OFF);
    return { kind: outcome, ...nearEnd };
  }

  private async confirm(session: PrinterSession): Promise<'printed' | 'sent'> {
    if (this.settings.confirmation === 'process-id') {
      await this.awaitConfirmation(session);
      return 'printed';
    }
    for (const ms of SETTLE_MS) {
      await session.pause(ms);
      await this.requireReady(session);
    }
    return 'sent';
  }

  /** A spooler takes the job when the link is closed: only then was it handed over. One that refused it took nothing; one that broke or hung may have. */
  private async runSilentJob(session: PrinterSession, bytes: Uint8Array): Promise<PrintOutcome> {
    await session.writeReceipt(bytes);
    if (session.isTwoWay) return { kind: 'sent' };
    try {
      await session.finish(OPEN_MS);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== 'timeout' && reason !== 'broken') session.handedOver = 0;
      throw error;
    }
    return { kind: 'sent' };
  }

  private async awaitConfirmation(session: PrinterSession): Promise<void> {
    this.jobs += 1;
    const id = processId(this.jobs);
    await session.write(processIdRequest(id));
    while (!(await session.isConfirmed(id, TROUBLE_POLL_MS))) await this.requireReady(session);
  }

  /** Returns the paper's status; throws the printer's trouble, if it tells of one. The causes are asked before the bare "offline". */
  private async requireReady(session: PrinterSession): Promise<number> {
    let paper = 0;
    for (const topic of ['paper', 'offline-cause', 'error', 'printer'] as const) {
      const status = await ask(session, topic);
      const trouble = troubleIn(topic, status);
      if (trouble !== undefined) throw new PrinterTrouble(trouble);
      if (topic === 'paper') paper = status;
    }
    return paper;
  }

  /** A torn receipt goes on by itself after a new roll, and its copy would come out beside it: the rest is thrown away while it stands still. */
  private async clearAfter(error: unknown, session: PrinterSession): Promise<void> {
    if (!this.settings.clearsBuffer || session.handedOver === 0 || !CLEARABLE.has(reasonOf(error))) return;
    await session.clearBuffer(CLEAR_BUFFER, CLEAR_MS);
  }

  /** Runs work on a link of its own, after all earlier work; the result does not wait for the goodbye. */
  private async inTurn<T>(deadlineMs: number, work: (session: PrinterSession) => Promise<T>): Promise<T> {
    const start = performance.now();
    const endTurn = await this.turns.take(deadlineMs);
    if (!endTurn) throw new PrinterTrouble('timeout');
    let goodbye = Promise.resolve();
    try {
      const session = await PrinterSession.open(this.openLink, this.settings.address, OPEN_MS, deadlineMs - (performance.now() - start));
      try {
        if (this.isInDoubt && !this.isSilent(session)) await session.forgetOldAnswers(OLD_ANSWERS_MS);
        const result = await work(session);
        this.isInDoubt = false;
        // What the printer had to say is known; a link that does not close in time is simply given up.
        if (session.isTwoWay) goodbye = session.finish(this.settings.address.kind === 'device' ? LAST_BLOCK_MS : FINISH_MS).catch(() => session.drop());
        return result;
      } catch (error) {
        this.isInDoubt = true;
        session.drop();
        throw error;
      }
    } finally {
      void goodbye.then(endTurn);
    }
  }
}

async function ask(session: PrinterSession, topic: StatusTopic): Promise<number> {
  await session.write(statusQuery(topic));
  return session.nextStatus();
}

function reasonOf(error: unknown): PrintFailure {
  if (error instanceof PrinterTrouble) return error.reason;
  throw error;
}
