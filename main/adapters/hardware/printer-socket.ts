/**
 * One TCP connection to a printer for one job, under one deadline. Every wait in it ends: by the answer, by the
 * connection's end, or by the deadline.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { PrintFailure } from '../../ports.ts';
import { AnswerReader } from './printer-status.ts';

/** Ends a job from inside a wait; never leaves the adapter. */
export class PrinterTrouble extends Error {
  override readonly name = 'PrinterTrouble';
  readonly reason: PrintFailure;

  constructor(reason: PrintFailure) {
    super(reason);
    this.reason = reason;
  }
}

type WaitEnd = 'done' | 'late' | 'stopped';

/** Small enough that a printer which stops reading is noticed, large enough for one packet. */
const CHUNK_BYTES = 1024;

export class PrinterSocket {
  private readonly socket: Socket;
  private readonly answers = new AnswerReader();
  private readonly deadline: NodeJS.Timeout;
  private isConnected = false;
  private isClosed = false;
  private stopped: PrintFailure | undefined;
  private waiters: (() => void)[] = [];

  private constructor(socket: Socket, deadlineMs: number) {
    this.socket = socket;
    this.deadline = setTimeout(() => this.stop('timeout'), deadlineMs);
    socket.on('connect', () => {
      this.isConnected = true;
      this.wake();
    });
    socket.on('data', (chunk) => {
      this.answers.push(chunk);
      this.wake();
    });
    socket.on('drain', () => this.wake());
    socket.on('error', () => this.stop(this.isConnected ? 'broken' : 'not_reachable'));
    socket.on('end', () => this.stop('broken'));
    socket.on('close', () => {
      this.isClosed = true;
      this.stop('broken');
    });
  }

  /** Connects, or throws `PrinterTrouble` (`not_reachable`, `timeout`). Both times are ms from now. */
  static async open(host: string, port: number, connectMs: number, deadlineMs: number): Promise<PrinterSocket> {
    const link = new PrinterSocket(connect({ host, port, noDelay: true }), deadlineMs);
    const end = await link.until(() => link.isConnected, connectMs);
    if (end === 'done') return link;
    link.drop();
    throw new PrinterTrouble(link.stopped ?? 'not_reachable');
  }

  /** Hands the bytes to the network in chunks, waiting whenever it does not take more. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      this.socket.write(bytes.subarray(start, start + CHUNK_BYTES));
      await this.whenTrue(() => !this.socket.writableNeedDrain);
    }
    await this.whenTrue(() => this.socket.writableLength === 0);
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

  /** True once the printer has confirmed this process ID, false after `waitMs` without. */
  async isConfirmed(id: string, waitMs: number): Promise<boolean> {
    return this.whenTrue(() => this.answers.hasConfirmed(id), waitMs);
  }

  /** Lets the printer work for a while; throws at once when the connection breaks meanwhile. */
  async pause(ms: number): Promise<void> {
    await this.whenTrue(() => false, ms);
  }

  /**
   * Ends with FIN, not with a reset that could throw away what the printer has not read yet, and gives the peer up to
   * `waitMs` to end too.
   */
  async finish(waitMs: number): Promise<void> {
    clearTimeout(this.deadline);
    this.socket.end();
    if (this.stopped === undefined) await this.until(() => this.isClosed, waitMs);
    this.drop();
  }

  /** Gives the connection up at once. */
  drop(): void {
    clearTimeout(this.deadline);
    this.socket.destroy();
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
