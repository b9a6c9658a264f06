/** Collects the bytes of one job in a single growing buffer: a receipt is thousands of tiny writes. */
import type { ByteSink } from './escpos-text.ts';

const FIRST_BYTES = 8192;
const SPACE = 0x20;
const LF = 0x0a;

/** The last collector's buffer, for the next one: a fresh one for every receipt would keep the garbage collector busy. */
let spare: Uint8Array | undefined;

export class ByteCollector implements ByteSink {
  /** For writers of whole lines, between `reserve` and `endLine`. */
  buffer: Uint8Array;
  private length = 0;

  constructor() {
    this.buffer = spare ?? new Uint8Array(FIRST_BYTES);
    spare = undefined;
  }

  byte(value: number): void {
    if (this.length === this.buffer.length) this.grow(1);
    this.buffer[this.length] = value;
    this.length += 1;
  }

  bytes(values: ArrayLike<number>): void {
    if (this.length + values.length > this.buffer.length) this.grow(values.length);
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** Makes room for a line of so many bytes and its end. Returns where it begins in `buffer`, which may be another one from now on. */
  reserve(count: number): number {
    if (this.length + count >= this.buffer.length) this.grow(count + 1);
    return this.length;
  }

  /** Ends the line that was written from `start` up to `end`; spaces at its end are taken back. */
  endLine(start: number, end: number): void {
    let last = end;
    while (last > start && this.buffer[last - 1] === SPACE) last -= 1;
    this.buffer[last] = LF;
    this.length = last + 1;
  }

  /** Where the next byte goes. */
  mark(): number {
    return this.length;
  }

  /** A copy of what was written from there on. */
  since(mark: number): Uint8Array {
    return this.buffer.slice(mark, this.length);
  }

  /** A copy of what was collected. The collector is empty afterwards and must not be used again. */
  collected(): Uint8Array {
    const result = this.buffer.slice(0, this.length);
    spare = this.buffer;
    this.buffer = new Uint8Array();
    this.length = 0;
    return result;
  }

  private grow(count: number): void {
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
