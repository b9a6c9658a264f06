/** Collects the bytes of one job in a single growing buffer: a receipt is thousands of tiny writes. */
import type { ByteSink } from './escpos-text.ts';

const FIRST_BYTES = 4096;

export class ByteCollector implements ByteSink {
  private buffer = new Uint8Array(FIRST_BYTES);
  private length = 0;

  byte(value: number): void {
    this.makeRoom(1);
    this.buffer[this.length] = value;
    this.length += 1;
  }

  bytes(values: ArrayLike<number>): void {
    this.makeRoom(values.length);
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** A copy of what was collected. */
  collected(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private makeRoom(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
