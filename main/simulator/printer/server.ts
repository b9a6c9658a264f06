/**
 * A receipt printer on a TCP port of this machine, with the moods of a real one: for the demo's paper on the screen, and
 * for tests of everything that goes wrong between a till and its paper. Serves one connection at a time, like cheap boards.
 */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { DrawerKick } from './commands.ts';
import { EscPosInterpreter } from './interpreter.ts';
import { drawPaper } from './paper-svg.ts';
import type { DrawnPaper } from './paper-svg.ts';
import { codesOf, linesOf } from './paper.ts';
import type { Fault, Paper, PrintedCode } from './paper.ts';
import { RealTimeFilter, isOffline, statusByte } from './state.ts';
import type { PrinterState } from './state.ts';

export interface PrintedReceipt {
  readonly bytes: Uint8Array;
  readonly paper: Paper;
  readonly lines: readonly string[];
  readonly codes: readonly PrintedCode[];
  readonly faults: readonly Fault[];
  readonly drawn: DrawnPaper;
}

export interface VirtualPrinterOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: '127.0.0.1';
  /** Printable dots across: 384 on 58 mm paper, 512 or 576 on 80 mm. */
  readonly dots: 384 | 512 | 576;
  readonly charset?: 'gbk' | 'gb18030';
  /** Called for each receipt as it is cut, or when its sender has gone. */
  readonly onReceipt?: (receipt: PrintedReceipt) => void;
}

export interface VirtualPrinter {
  readonly port: number;
  /** The last hundred, oldest first. */
  receipts(): readonly PrintedReceipt[];
  /** Pulses that would have opened the drawer. */
  kicks(): readonly DrawerKick[];
  state(): PrinterState;
  /** Changes the mood, at once or after so many more bytes have been printed. */
  setState(state: PrinterState, afterBytes?: number): void;
  close(): Promise<void>;
}

/** Bytes that a printer keeps while it stands still, before it stops taking more. */
const BUFFER_BYTES = 4096;
/** Older papers fall off the counter: a demo may run for weeks. */
const RECEIPTS_KEPT = 100;
const SLOW_BYTES = 64;
const SLOW_MS = 10;
const GARBAGE = Uint8Array.of(0xff, 0x00, 0xa5, 0x5a, 0x81, 0x13);

/** Starts a printer; resolves when it listens. Close it to free the port. */
export async function startVirtualPrinter(options: VirtualPrinterOptions): Promise<VirtualPrinter> {
  const machine = new VirtualPrinterMachine(options);
  await machine.listen();
  return machine;
}

class VirtualPrinterMachine implements VirtualPrinter {
  private readonly options: VirtualPrinterOptions;
  private readonly server: Server;
  private readonly interpreter: EscPosInterpreter;
  private readonly printed: PrintedReceipt[] = [];
  private readonly pulses: DrawerKick[] = [];
  private readonly sockets = new Set<Socket>();
  /** The first is served, the others wait. */
  private readonly line: Socket[] = [];
  private filter = new RealTimeFilter();
  private buffer: Uint8Array = new Uint8Array();
  private hasSenderEnded = false;
  private mood: PrinterState = 'ok';
  private planned: { readonly state: PrinterState; bytesLeft: number } | undefined;
  private slowTimer: NodeJS.Timeout | undefined;

  constructor(options: VirtualPrinterOptions) {
    this.options = options;
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));
    this.interpreter = new EscPosInterpreter({
      dots: options.dots,
      charset: options.charset ?? 'gbk',
      status: (topic) => statusByte(this.mood, topic),
      reply: (bytes) => this.reply(bytes),
      kicked: (kick) => this.pulses.push(kick),
      finished: (paper, bytes) => this.keep(paper, bytes),
    });
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the virtual printer does not listen');
    return address.port;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, this.options.host, resolve);
    });
  }

  receipts(): readonly PrintedReceipt[] {
    return this.printed;
  }

  kicks(): readonly DrawerKick[] {
    return this.pulses;
  }

  state(): PrinterState {
    return this.mood;
  }

  setState(state: PrinterState, afterBytes = 0): void {
    this.planned = afterBytes > 0 ? { state, bytesLeft: afterBytes } : undefined;
    if (afterBytes > 0) return;
    this.mood = state;
    this.work();
  }

  async close(): Promise<void> {
    clearTimeout(this.slowTimer);
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve, reject) => {
      this.server.close((error) => (error ? reject(error) : resolve()));
    });
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    this.line.push(socket);
    socket.pause();
    // A sender that resets the connection has gone like any other: 'close' follows and ends its job.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.leave(socket));
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('end', () => this.senderEnded());
    this.work();
  }

  private receive(chunk: Uint8Array): void {
    const { topics, rest } = this.filter.split(chunk);
    for (const topic of topics) this.reply(Uint8Array.of(statusByte(this.mood, topic)));
    this.buffer = Buffer.concat([this.buffer, rest]);
    this.work();
  }

  private senderEnded(): void {
    this.buffer = Buffer.concat([this.buffer, this.filter.flush()]);
    this.hasSenderEnded = true;
    this.work();
  }

  private leave(socket: Socket): void {
    this.sockets.delete(socket);
    const wasServed = this.line[0] === socket;
    const place = this.line.indexOf(socket);
    if (place > 0) this.line.splice(place, 1);
    if (wasServed && !this.hasSenderEnded) this.senderEnded();
  }

  /** Does what the mood allows: reads, prints, ends the job, takes the next sender. */
  private work(): void {
    const socket = this.line[0];
    if (!socket) return;
    if (this.mood === 'dead') {
      socket.pause();
      return;
    }
    this.print();
    if (this.buffer.length >= BUFFER_BYTES) socket.pause();
    else socket.resume();
    if (this.hasSenderEnded && this.buffer.length === 0) this.endJob(socket);
  }

  private print(): void {
    while (this.buffer.length > 0 && !isOffline(this.mood) && this.mood !== 'dead') {
      if (this.mood === 'slow') {
        this.printSlowly();
        return;
      }
      this.printBytes(Math.min(this.buffer.length, this.planned?.bytesLeft ?? this.buffer.length));
    }
  }

  private printSlowly(): void {
    this.slowTimer ??= setTimeout(() => {
      this.slowTimer = undefined;
      this.printBytes(Math.min(this.buffer.length, SLOW_BYTES));
      this.work();
    }, SLOW_MS);
  }

  private printBytes(count: number): void {
    const bytes = this.buffer.subarray(0, count);
    this.buffer = this.buffer.subarray(count);
    this.interpreter.feed(bytes);
    if (!this.planned) return;
    this.planned.bytesLeft -= count;
    if (this.planned.bytesLeft > 0) return;
    this.mood = this.planned.state;
    this.planned = undefined;
  }

  private endJob(socket: Socket): void {
    this.interpreter.endOfJob();
    this.line.shift();
    this.hasSenderEnded = false;
    this.filter = new RealTimeFilter();
    socket.end();
    this.work();
  }

  private reply(bytes: Uint8Array): void {
    const socket = this.line[0];
    if (!socket || socket.destroyed || this.mood === 'dead') return;
    socket.write(this.mood === 'garbage' ? GARBAGE : bytes);
  }

  private keep(paper: Paper, bytes: Uint8Array): void {
    const receipt: PrintedReceipt = {
      bytes,
      paper,
      lines: linesOf(paper),
      codes: codesOf(paper),
      faults: paper.faults,
      drawn: drawPaper(paper),
    };
    this.printed.push(receipt);
    if (this.printed.length > RECEIPTS_KEPT) this.printed.shift();
    this.options.onReceipt?.(receipt);
  }
}
