/** Collects the bytes of one job in a single growing buffer: a receipt is thousands of tiny writes. */
import { writePlain } from './escpos-text.ts';
import type { ByteSink, PrinterCharset } from './escpos-text.ts';

const FIRST_BYTES = 8192;
const SPACE = 0x20;

/** The last collector's buffer, for the next one: a fresh one for every receipt would keep the garbage collector busy. */
let spare: Uint8Array | undefined;

export class ByteCollector implements ByteSink {
  private buffer: Uint8Array;
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

  spaces(count: number): void {
    if (count <= 0) return;
    if (this.length + count > this.buffer.length) this.grow(count);
    const end = this.length + count;
    // A fill costs more to call than a few spaces cost to write.
    for (let at = this.length; at < end; at += 1) this.buffer[at] = SPACE;
    this.length = end;
  }

  /** Text that `plainColumns` has measured. */
  plain(text: string, charset: PrinterCharset): void {
    if (this.length + 2 * text.length > this.buffer.length) this.grow(2 * text.length);
    this.length = writePlain(text, charset, this.buffer, this.length);
  }

  /** Where the next byte goes: the beginning of a line, for `dropSpaces`. */
  mark(): number {
    return this.length;
  }

  /** Takes back the spaces at the end, as far as the mark. */
  dropSpaces(mark: number): void {
    while (this.length > mark && this.buffer[this.length - 1] === SPACE) this.length -= 1;
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
