/**
 * Reads ESC/POS as a Chinese receipt printer does: byte by byte as they arrive, obeying what it knows and naming what it
 * does not. It shares no code and no character tables with the encoder, so that one mistake cannot cancel itself out.
 */
import { runBlockCommand } from './block-commands.ts';
import { ESC_COMMANDS, FS_COMMANDS, GS_COMMANDS, powerOnRegisters } from './commands.ts';
import type { Command, DrawerKick, Machine } from './commands.ts';
import { PrintHead } from './head.ts';
import type { Paper } from './paper.ts';

export interface InterpreterOptions {
  /** Printable dots across: 384, 512 or 576. */
  readonly dots: number;
  /** A `gbk` board has no four-byte characters: it prints their halves as rubbish, which is a fault here. */
  readonly charset: 'gbk' | 'gb18030';
  readonly status: (topic: number) => number;
  readonly reply: (bytes: Uint8Array) => void;
  /** `GS a`: tells by itself from now on, or no longer. */
  readonly autoStatus: (isOn: boolean) => void;
  readonly kicked: (kick: DrawerKick) => void;
  /** A finished receipt, with the bytes that made it. */
  readonly finished: (paper: Paper, bytes: Uint8Array) => void;
}

const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const TABLES: ReadonlyMap<number, ReadonlyMap<number, Command>> = new Map([
  [ESC, ESC_COMMANDS],
  [FS, FS_COMMANDS],
  [GS, GS_COMMANDS],
]);
/** Answer of a step that cannot go on before more bytes arrive. */
const MORE = 0;

export class EscPosInterpreter {
  private readonly options: InterpreterOptions;
  private readonly machine: Machine;
  private readonly decoder = new TextDecoder('gb18030');
  private pending: Uint8Array = new Uint8Array();
  private offset = 0;
  private eaten: number[] = [];
  private askedCut: { readonly isFed: boolean } | undefined;

  constructor(options: InterpreterOptions) {
    this.options = options;
    this.machine = {
      head: new PrintHead(options.dots),
      registers: powerOnRegisters(),
      reply: options.reply,
      status: options.status,
      autoStatus: options.autoStatus,
      kick: options.kicked,
      cut: (isFed) => {
        this.askedCut = { isFed };
      },
    };
  }

  /** Takes bytes as they come; a command may be spread over several calls. */
  feed(bytes: Uint8Array): void {
    this.pending = concat(this.pending, bytes);
    while (this.pending.length > 0) {
      this.machine.head.at(this.offset);
      const used = this.step(this.pending);
      if (used === MORE) return;
      this.swallow(used);
      this.cutIfAsked();
    }
  }

  /** `DLE DC4` function 8: what was received and is not on the paper yet is forgotten. */
  clear(): void {
    this.pending = new Uint8Array();
    this.machine.head.forgetLine();
    Object.assign(this.machine.registers, powerOnRegisters());
  }

  /** The sender has gone: what is on the paper is a receipt of its own, and half a command is a fault. */
  endOfJob(): void {
    const { head } = this.machine;
    if (this.pending.length > 0) {
      head.fault('cut-short', `the job ends inside ${hex(this.pending.subarray(0, 4))}`);
      this.swallow(this.pending.length);
    }
    if (head.hasContent()) this.finish('end-of-job', false);
  }

  /** Cuts once the bytes of the cut command itself are counted to the receipt. */
  private cutIfAsked(): void {
    if (!this.askedCut) return;
    const { isFed } = this.askedCut;
    this.askedCut = undefined;
    this.finish('cut', isFed);
  }

  private swallow(count: number): void {
    this.eaten.push(...this.pending.subarray(0, count));
    this.pending = this.pending.subarray(count);
    this.offset += count;
  }

  private finish(endedBy: 'cut' | 'end-of-job', isFed: boolean): void {
    const paper = this.machine.head.release(endedBy, isFed);
    this.options.finished(paper, Uint8Array.from(this.eaten));
    this.eaten = [];
  }

  /** Obeys what stands at the beginning; returns how many bytes it was, or MORE. */
  private step(bytes: Uint8Array): number {
    const first = bytes[0] ?? 0;
    const table = TABLES.get(first);
    if (table) return this.command(table, bytes);
    if (first === DLE) return this.realTime(bytes);
    if (first < 0x20 || first === 0x7f) return this.control(first);
    if (first < 0x80) {
      this.machine.head.put(String.fromCharCode(first), 1);
      return 1;
    }
    return this.chinese(bytes);
  }

  private command(table: ReadonlyMap<number, Command>, bytes: Uint8Array): number {
    const code = bytes[1];
    if (code === undefined) return MORE;
    const command = table.get(code);
    if (command) {
      if (bytes.length < 2 + command.args) return MORE;
      command.run(this.machine, bytes[2] ?? 0, bytes[3] ?? 0, bytes[4] ?? 0);
      return 2 + command.args;
    }
    const used = bytes[0] === GS ? runBlockCommand(this.machine, bytes) : undefined;
    if (used !== undefined) return used;
    this.machine.head.fault('unknown-command', hex(bytes.subarray(0, 2)));
    return 2;
  }

  private realTime(bytes: Uint8Array): number {
    const [, code, topic] = bytes;
    if (code === undefined || topic === undefined) return MORE;
    if (code === 0x04 && topic >= 1 && topic <= 4) this.options.reply(Uint8Array.of(this.options.status(topic)));
    else this.machine.head.fault('unknown-command', hex(bytes.subarray(0, 3)));
    return 3;
  }

  private control(byte: number): number {
    const { head } = this.machine;
    if (byte === 0x0a) head.endLine();
    else if (byte === 0x09) head.tab();
    else if (byte !== 0x0d) head.fault('stray-control', hex(Uint8Array.of(byte)));
    return 1;
  }

  private chinese(bytes: Uint8Array): number {
    const { head, registers } = this.machine;
    const [lead = 0, trail] = bytes;
    if (!registers.chineseMode) {
      head.fault('not-in-chinese-mode', hex(bytes.subarray(0, 1)));
      head.put('\uFFFD', 1);
      return 1;
    }
    if (lead === 0x80 || lead === 0xff) {
      head.fault('bad-character', hex(bytes.subarray(0, 1)));
      return 1;
    }
    if (trail === undefined) return MORE;
    if (trail >= 0x30 && trail <= 0x39) return this.fourByteCharacter(bytes);
    return this.glyph(bytes.subarray(0, 2));
  }

  private fourByteCharacter(bytes: Uint8Array): number {
    if (bytes.length < 4) return MORE;
    if (this.options.charset === 'gb18030') return this.glyph(bytes.subarray(0, 4));
    this.machine.head.fault('four-byte-character', hex(bytes.subarray(0, 4)));
    return 4;
  }

  private glyph(bytes: Uint8Array): number {
    const character = this.decoder.decode(bytes);
    if (Array.from(character).length !== 1 || character === '\uFFFD') {
      this.machine.head.fault('bad-character', hex(bytes));
      return 1;
    }
    this.machine.head.put(character, 2);
    return bytes.length;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}
