/**
 * One job's talk with a printer over whatever link, under one deadline. Every wait in it ends: by the answer, by the link's
 * end, by trouble that the printer reports by itself, or by the deadline.
 */
import type { PrintFailure } from '../../../ports.ts';
import { PrinterTrouble } from '../links/link.ts';
import type { Link, LinkAddress, OpenLink } from '../links/link.ts';
import { AnswerReader } from './status.ts';

type WaitEnd = 'done' | 'late' | 'stopped';

/** Small enough that a printer which stops reading, or runs out of paper, is noticed before all has been sent. */
const CHUNK_BYTES = 512;

export class PrinterSession {
  /** Bytes of the receipt that were handed to the system; when there are any, some may be on the paper. */
  handedOver = 0;
  private link: Link | undefined;
  private readonly answers = new AnswerReader();
  private readonly deadline: NodeJS.Timeout;
  private stopped: PrintFailure | undefined;
  private waiters: (() => void)[] = [];
  private isForgetting = false;

  private constructor(deadlineMs: number) {
    this.deadline = setTimeout(() => this.stop('timeout'), deadlineMs);
  }

  /** Opens the link, or rejects with `PrinterTrouble`. Both times are ms from now. */
  static async open(openLink: OpenLink, address: LinkAddress, openMs: number, deadlineMs: number): Promise<PrinterSession> {
    const session = new PrinterSession(deadlineMs);
    try {
      session.link = await openLink(address, {
        onData: (bytes) => session.heard(bytes),
        onEnd: (reason) => session.stop(reason),
      }, Math.min(openMs, deadlineMs));
      return session;
    } catch (error) {
      session.drop();
      throw error;
    }
  }

  get isTwoWay(): boolean {
    return this.link?.isTwoWay ?? false;
  }

  /** Hands a receipt over piece by piece; stops as soon as the printer tells of trouble. */
  async writeReceipt(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      const chunk = bytes.subarray(start, start + CHUNK_BYTES);
      // What cannot be handed over whole may still be handed over in part.
      this.handedOver += chunk.length;
      await this.write(chunk);
    }
  }

  /** Hands a command over that puts nothing on the paper. */
  async write(bytes: Uint8Array): Promise<void> {
    let isDone = false;
    void this.handOver(bytes).then(() => {
      isDone = true;
      return this.wake();
    });
    await this.whenTrue(() => isDone);
  }

  /** Never rejects: a link that refuses stops the session, which whoever waits will see. */
  private async handOver(bytes: Uint8Array): Promise<void> {
    try {
      await this.openedLink().write(bytes);
    } catch (error) {
      this.stop(error instanceof PrinterTrouble ? error.reason : 'broken');
    }
  }

  /** The next status byte; waits for it until the deadline. */
  async nextStatus(): Promise<number> {
    let status: number | undefined;
    await this.whenTrue(() => {
      status ??= this.answers.takeStatus();
      return status !== undefined;
    });
    if (status === undefined) throw new PrinterTrouble('timeout');
    return status;
  }

  /** The next status byte, or undefined when none comes within `waitMs`. */
  async statusWithin(waitMs: number): Promise<number | undefined> {
    let status: number | undefined;
    await this.whenTrue(() => {
      status ??= this.answers.takeStatus();
      return status !== undefined;
    }, waitMs);
    return status;
  }

  /** True once the printer has told its state by itself, false after `waitMs` without. */
  async hasToldByItself(waitMs: number): Promise<boolean> {
    return this.whenTrue(() => this.answers.hasAutoStatus(), waitMs);
  }

  /** True once the printer has confirmed this process ID, false after `waitMs` without. */
  async isConfirmed(id: string, waitMs: number): Promise<boolean> {
    return this.whenTrue(() => this.answers.hasConfirmed(id), waitMs);
  }

  /**
   * Throws away what the printer says before it is asked: the late answer to an earlier job's question must not be taken for
   * the answer to this one's, nor trouble that it told of then for trouble that it has now.
   */
  async forgetOldAnswers(waitMs: number): Promise<void> {
    this.isForgetting = true;
    await this.pause(waitMs);
    this.isForgetting = false;
    this.answers.forget();
  }

  /** Lets the printer work for a while; rejects at once when something breaks meanwhile. */
  async pause(ms: number): Promise<void> {
    await this.whenTrue(() => false, ms);
  }

  /** After trouble: asks the printer to throw away what it still holds. True when it says that it did, within `waitMs`. */
  async clearBuffer(command: Uint8Array, waitMs: number): Promise<boolean> {
    this.stopped = undefined;
    void this.handOver(command);
    return (await this.until(() => this.answers.hasCleared(), waitMs)) === 'done';
  }

  /** Ends in good order within `waitMs`. Rejects where a spooler refuses the job. */
  async finish(waitMs: number): Promise<void> {
    clearTimeout(this.deadline);
    await this.openedLink().close(waitMs);
  }

  /** Gives the link up at once. */
  drop(): void {
    clearTimeout(this.deadline);
    this.link?.drop();
  }

  private openedLink(): Link {
    if (!this.link) throw new PrinterTrouble('not_reachable');
    return this.link;
  }

  private heard(bytes: Uint8Array): void {
    this.answers.push(bytes);
    const trouble = this.isForgetting ? undefined : this.answers.autoTrouble();
    if (trouble !== undefined) this.stop(trouble);
    this.wake();
  }

  private async whenTrue(isDone: () => boolean, waitMs?: number): Promise<boolean> {
    const end = await this.until(isDone, waitMs);
    if (end === 'stopped') throw new PrinterTrouble(this.stopped ?? 'broken');
    return end === 'done';
  }

  private async until(isDone: () => boolean, waitMs?: number): Promise<WaitEnd> {
    let isLate = false;
    const lateness = (): void => {
      isLate = true;
      this.wake();
    };
    const timer = waitMs === undefined ? undefined : setTimeout(lateness, waitMs);
    try {
      for (;;) {
        if (isDone()) return 'done';
        if (this.stopped !== undefined) return 'stopped';
        if (isLate) return 'late';
        await new Promise<void>((resolve) => this.waiters.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private stop(reason: PrintFailure): void {
    this.stopped ??= reason;
    this.wake();
  }

  private wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const resume of waiters) resume();
  }
}
