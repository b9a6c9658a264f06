/**
 * Cuts the byte stream of a serial scanner into scans. Bytes arrive in any pieces: one scan in many, several in one. A pure
 * machine with times given from outside, so that tests need no clock.
 */
import type { ScanTraits } from '../../../ports.ts';

export type ScanSuffix = 'cr' | 'lf' | 'crlf' | 'none' | 'auto';

export interface FramingRules {
  /**
   * How the scanner ends a scan. `auto` takes CR, LF or both; until the first of these has been seen, silence ends a scan too,
   * so that a scanner without a suffix works at once, and afterwards a pause inside a scan can no longer cut it in two.
   */
  readonly suffix: ScanSuffix;
  /** Text that the scanner puts before each scan and that is no part of it. */
  readonly prefix?: string;
  /** Silence that ends a scan without a suffix, ms. */
  readonly silenceMs: number;
  /** With a suffix: silence after which an unfinished scan is thrown away, ms. */
  readonly unfinishedMs: number;
  /** More bytes than this without an end are no scan. */
  readonly longestBytes: number;
}

export const DEFAULT_FRAMING: FramingRules = { suffix: 'auto', silenceMs: 50, unfinishedMs: 1000, longestBytes: 4096 };

export type FrameEvent =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array; readonly traits: ScanTraits }
  /** Bytes were thrown away: the scan had no end in time, or was too long. */
  | { readonly kind: 'lost'; readonly reason: 'unfinished' | 'too_long'; readonly bytes: number };

const CR = 0x0d;
const LF = 0x0a;
/** NUL, STX and ETX frame a scan on older hosts and are never part of one. */
const FRAME_BYTES: ReadonlySet<number> = new Set([0x00, 0x02, 0x03]);

export class ScanFramer {
  private readonly rules: FramingRules;
  private readonly prefix: Uint8Array;
  private held: number[] = [];
  private lastAt = Number.NEGATIVE_INFINITY;
  private longestGapMs = 0;
  private isOverflowing = false;
  private hasSeenSuffix: boolean;

  constructor(rules: FramingRules = DEFAULT_FRAMING) {
    this.rules = rules;
    this.prefix = new TextEncoder().encode(rules.prefix ?? '');
    this.hasSeenSuffix = rules.suffix !== 'auto' && rules.suffix !== 'none';
  }

  /** Takes bytes that arrived at `at` (ms, any origin). */
  push(bytes: Uint8Array, at: number): FrameEvent[] {
    const events = this.settle(at);
    if (this.held.length > 0) this.longestGapMs = Math.max(this.longestGapMs, at - this.lastAt);
    for (const [index, byte] of bytes.entries()) this.pushByte(byte, bytes[index + 1], events);
    this.lastAt = at;
    return events;
  }

  /** Ends what silence ends. Call it when `settlesAt` has come. */
  settle(at: number): FrameEvent[] {
    if (this.held.length === 0 && !this.isOverflowing) return [];
    if (at - this.lastAt < this.patienceMs()) return [];
    const isScan = !this.hasSeenSuffix && !this.isOverflowing;
    const events: FrameEvent[] = [];
    if (isScan) this.emit(events, 'none');
    else if (this.held.length > 0) events.push({ kind: 'lost', reason: 'unfinished', bytes: this.held.length });
    this.clear();
    return events;
  }

  /** When silence would end what is held, ms on the same clock; undefined when nothing is. */
  settlesAt(): number | undefined {
    return this.held.length === 0 && !this.isOverflowing ? undefined : this.lastAt + this.patienceMs();
  }

  private patienceMs(): number {
    return this.hasSeenSuffix ? this.rules.unfinishedMs : this.rules.silenceMs;
  }

  private pushByte(byte: number, next: number | undefined, events: FrameEvent[]): void {
    if (this.isEnd(byte)) {
      if (this.rules.suffix === 'auto') this.hasSeenSuffix = true;
      this.end(events, byte === CR ? (next === LF ? 'crlf' : 'cr') : this.held.at(-1) === CR ? 'crlf' : 'lf');
      return;
    }
    if (FRAME_BYTES.has(byte) || this.isOverflowing) return;
    this.held.push(byte);
    if (this.held.length <= this.rules.longestBytes) return;
    events.push({ kind: 'lost', reason: 'too_long', bytes: this.held.length });
    this.held = [];
    this.isOverflowing = true;
  }

  private isEnd(byte: number): boolean {
    switch (this.rules.suffix) {
      case 'auto':
        return byte === CR || byte === LF;
      case 'cr':
        return byte === CR;
      case 'lf':
        return byte === LF;
      case 'crlf':
        return byte === LF && this.held.at(-1) === CR;
      case 'none':
        return false;
    }
  }

  private end(events: FrameEvent[], suffix: ScanTraits['suffix']): void {
    if (!this.isOverflowing) this.emit(events, suffix);
    this.clear();
  }

  private clear(): void {
    this.held = [];
    this.longestGapMs = 0;
    this.isOverflowing = false;
  }

  /** The second half of a CR LF, and a line feed left over from one, is an empty frame: no scan. */
  private emit(events: FrameEvent[], suffix: ScanTraits['suffix']): void {
    const hasPrefix = this.prefix.length > 0 && this.prefix.every((byte, index) => this.held[index] === byte);
    const body = hasPrefix ? this.held.slice(this.prefix.length) : this.held;
    while (body.at(-1) === CR || body.at(-1) === LF) body.pop();
    while (body[0] === CR || body[0] === LF) body.shift();
    if (body.length > 0) events.push({ kind: 'frame', bytes: Uint8Array.from(body), traits: { suffix, longestGapMs: Math.round(this.longestGapMs) } });
  }
}
