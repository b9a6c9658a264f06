/**
 * The virtual printer itself, whatever cable it hangs on: a receive buffer, moods, answers, and papers. Serves one sender at
 * a time, like cheap boards; the cables around it are `server.ts` (network) and `on-cable.ts` (serial, USB device file).
 */
import type { DrawerKick } from './commands.ts';
import { EscPosInterpreter } from './interpreter.ts';
import { drawPaper } from './paper-svg.ts';
import type { DrawnPaper } from './paper-svg.ts';
import { codesOf, linesOf } from './paper.ts';
import type { Fault, Paper, PrintedCode } from './paper.ts';
import { CLEARED, RealTimeFilter, autoStatus, isOffline, statusByte } from './state.ts';
import type { PrinterState } from './state.ts';

export interface PrintedReceipt {
  readonly bytes: Uint8Array;
  readonly paper: Paper;
  readonly lines: readonly string[];
  readonly codes: readonly PrintedCode[];
  readonly faults: readonly Fault[];
  readonly drawn: DrawnPaper;
}

export interface MachineOptions {
  /** Printable dots across: 384 on 58 mm paper, 512 or 576 on 80 mm. */
  readonly dots: 384 | 512 | 576;
  readonly charset?: 'gbk' | 'gb18030';
  /** Called for each receipt as it is cut, or when its sender has gone. */
  readonly onReceipt?: (receipt: PrintedReceipt) => void;
}

/** Whoever sends at the moment. */
export interface Sender {
  answer(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** All of its job is printed. */
  finished(): void;
}

/** Bytes that a printer keeps while it stands still, before it stops taking more. */
const BUFFER_BYTES = 4096;
/** Older papers fall off the counter: a demo may run for weeks. */
const RECEIPTS_KEPT = 100;
const SLOW_BYTES = 64;
const SLOW_MS = 10;
const GARBAGE = Uint8Array.of(0xff, 0x00, 0xa5, 0x5a, 0x81, 0x13);

export class PrinterMachine {
  private readonly options: MachineOptions;
  private readonly interpreter: EscPosInterpreter;
  private readonly printed: PrintedReceipt[] = [];
  private readonly pulses: DrawerKick[] = [];
  private sender: Sender | undefined;
  private filter = new RealTimeFilter();
  private buffer: Uint8Array = new Uint8Array();
  private hasSenderEnded = false;
  private isTelling = false;
  private mood: PrinterState = 'ok';
  private planned: { readonly state: PrinterState; bytesLeft: number } | undefined;
  private slowTimer: NodeJS.Timeout | undefined;

  constructor(options: MachineOptions) {
    this.options = options;
    this.interpreter = new EscPosInterpreter({
      dots: options.dots,
      charset: options.charset ?? 'gbk',
      status: (topic) => statusByte(this.mood, topic),
      reply: (bytes) => this.reply(bytes),
      autoStatus: (isOn) => {
        this.isTelling = isOn;
        if (isOn) this.reply(autoStatus(this.mood));
      },
      kicked: (kick) => this.pulses.push(kick),
      finished: (paper, bytes) => this.keep(paper, bytes),
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

  /** True while something waits to be printed. */
  isBusy(): boolean {
    return this.buffer.length > 0;
  }

  /** Changes the mood, at once or after so many more bytes have been printed. */
  setState(state: PrinterState, afterBytes = 0): void {
    this.planned = afterBytes > 0 ? { state, bytesLeft: afterBytes } : undefined;
    if (afterBytes > 0) return;
    this.become(state);
    this.work();
  }

  /** A sender takes its place in front of the printer. */
  serve(sender: Sender): void {
    this.sender = sender;
    this.hasSenderEnded = false;
    this.filter = new RealTimeFilter();
    this.work();
  }

  receive(chunk: Uint8Array): void {
    for (const event of this.filter.split(chunk)) {
      if (event.kind === 'status') this.reply(Uint8Array.of(statusByte(this.mood, event.topic)));
      else if (event.kind === 'clear') this.clear();
      else this.buffer = Buffer.concat([this.buffer, event.bytes]);
    }
    this.work();
  }

  /** The sender has said its last word. */
  senderEnded(): void {
    if (this.hasSenderEnded) return;
    this.buffer = Buffer.concat([this.buffer, this.filter.flush()]);
    this.hasSenderEnded = true;
    this.work();
  }

  /** Tears off what is on the paper, where no end of a connection tells that a job is over. */
  tearOff(): void {
    if (this.buffer.length === 0) this.interpreter.endOfJob();
  }

  stop(): void {
    clearTimeout(this.slowTimer);
  }

  private clear(): void {
    this.buffer = new Uint8Array();
    this.interpreter.clear();
    this.reply(CLEARED);
  }

  /** Does what the mood allows: reads, prints, ends the job. */
  private work(): void {
    const { sender } = this;
    if (!sender) return;
    if (this.mood === 'dead') {
      sender.pause();
      return;
    }
    this.print();
    if (this.buffer.length >= BUFFER_BYTES) sender.pause();
    else sender.resume();
    if (this.hasSenderEnded && this.buffer.length === 0) this.endJob(sender);
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
    const { state } = this.planned;
    this.planned = undefined;
    this.become(state);
  }

  private become(state: PrinterState): void {
    this.mood = state;
    if (this.isTelling) this.reply(autoStatus(state));
  }

  private endJob(sender: Sender): void {
    this.interpreter.endOfJob();
    this.sender = undefined;
    this.hasSenderEnded = false;
    this.isTelling = false;
    sender.finished();
  }

  private reply(bytes: Uint8Array): void {
    if (this.mood === 'dead') return;
    this.sender?.answer(this.mood === 'garbage' ? GARBAGE : bytes);
  }

  private keep(paper: Paper, bytes: Uint8Array): void {
    const receipt: PrintedReceipt = { bytes, paper, lines: linesOf(paper), codes: codesOf(paper), faults: paper.faults, drawn: drawPaper(paper) };
    this.printed.push(receipt);
    if (this.printed.length > RECEIPTS_KEPT) this.printed.shift();
    this.options.onReceipt?.(receipt);
  }
}
