/**
 * How the virtual printer feels, and what it answers when asked: the bytes of `DLE EOT 1…4` as in Epson's ESC/POS reference
 * (bits 1 and 4 always on).
 */

export type PrinterState =
  | 'ok'
  /** Prints, and warns that the roll is nearly used up. */
  | 'near-end'
  /** Offline: keeps what it has, takes little more, and goes on by itself after a new roll. */
  | 'paper-out'
  | 'cover-open'
  /** Prints at the speed of a worn serial line. */
  | 'slow'
  /** Accepts connections, reads nothing, says nothing. */
  | 'dead'
  /** Prints, but its answers are rubbish. */
  | 'garbage';

const ALL_WELL = 0x12;
const OFFLINE = 0x08;
const COVER_OPEN = 0x04;
const STOPPED_FOR_PAPER = 0x20;
const NEAR_END = 0x0c;
const PAPER_END = 0x60;

export function isOffline(state: PrinterState): boolean {
  return state === 'paper-out' || state === 'cover-open';
}

/** The answer to `DLE EOT topic`. */
export function statusByte(state: PrinterState, topic: number): number {
  return ALL_WELL | statusBits(state, topic);
}

function statusBits(state: PrinterState, topic: number): number {
  if (topic === 1) return isOffline(state) ? OFFLINE : 0;
  if (topic === 2 && state === 'cover-open') return COVER_OPEN;
  if (topic === 2 && state === 'paper-out') return STOPPED_FOR_PAPER;
  if (topic === 4 && state === 'near-end') return NEAR_END;
  return topic === 4 && state === 'paper-out' ? NEAR_END | PAPER_END : 0;
}

const DLE = 0x10;
const EOT = 0x04;

/** Finds the real-time status requests in a stream, also across pieces: they are answered before all that waits. */
export class RealTimeFilter {
  private held: number[] = [];

  /** Splits a piece into the topics asked and the bytes for the print buffer. */
  split(bytes: Uint8Array): { readonly topics: number[]; readonly rest: Uint8Array } {
    const stream = [...this.held, ...bytes];
    const topics: number[] = [];
    const rest: number[] = [];
    let index = 0;
    while (index < stream.length) {
      const [first, second, third] = stream.slice(index, index + 3);
      const mayBegin = first === DLE && (second === undefined || (second === EOT && third === undefined));
      if (mayBegin) break;
      if (first === DLE && second === EOT && third !== undefined && third >= 1 && third <= 4) {
        topics.push(third);
        index += 3;
      } else {
        rest.push(first ?? 0);
        index += 1;
      }
    }
    this.held = stream.slice(index);
    return { topics, rest: Uint8Array.from(rest) };
  }

  /** What was held back as a possible beginning, when no more will come. */
  flush(): Uint8Array {
    const rest = Uint8Array.from(this.held);
    this.held = [];
    return rest;
  }
}
