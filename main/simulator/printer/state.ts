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

/** The four bytes of automatic status (`GS a`): offline and cover in the first, near end and end of paper in the third. */
export function autoStatus(state: PrinterState): Uint8Array {
  const first = 0x10 | (isOffline(state) ? 0x08 : 0) | (state === 'cover-open' ? 0x20 : 0);
  const third = (state === 'near-end' ? 0x03 : 0) | (state === 'paper-out' ? 0x0f : 0);
  return Uint8Array.of(first, 0, third, 0);
}

/** Answer to `DLE DC4` function 8: the buffer is empty. */
export const CLEARED = Uint8Array.of(0x37, 0x25, 0x00);

export type RealTimeEvent =
  | { readonly kind: 'status'; readonly topic: number }
  | { readonly kind: 'clear' }
  | { readonly kind: 'data'; readonly bytes: Uint8Array };

const DLE = 0x10;
const EOT = 0x04;
const CLEAR = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08] as const;

/** Finds the real-time commands in a stream, also across pieces: they are obeyed before all that waits. */
export class RealTimeFilter {
  private held: number[] = [];

  /** Splits a piece into real-time commands and the bytes for the print buffer, in order. */
  split(bytes: Uint8Array): RealTimeEvent[] {
    const stream = [...this.held, ...bytes];
    const events: RealTimeEvent[] = [];
    let data: number[] = [];
    const give = (event?: RealTimeEvent): void => {
      if (data.length > 0) events.push({ kind: 'data', bytes: Uint8Array.from(data) });
      data = [];
      if (event) events.push(event);
    };
    let index = 0;
    while (index < stream.length) {
      const rest = stream.slice(index, index + CLEAR.length);
      if (mayBecomeCommand(rest)) break;
      if (isStatusRequest(rest)) {
        give({ kind: 'status', topic: rest[2] ?? 0 });
        index += 3;
      } else if (CLEAR.every((byte, at) => rest[at] === byte)) {
        give({ kind: 'clear' });
        index += CLEAR.length;
      } else {
        data.push(stream[index] ?? 0);
        index += 1;
      }
    }
    give();
    this.held = stream.slice(index);
    return events;
  }

  /** What was held back as a possible beginning, when no more will come. */
  flush(): Uint8Array {
    const rest = Uint8Array.from(this.held);
    this.held = [];
    return rest;
  }
}

function isStatusRequest([first, second, topic = 0]: readonly number[]): boolean {
  return first === DLE && second === EOT && topic >= 1 && topic <= 4;
}

/** True while more bytes could make a real-time command of it. */
function mayBecomeCommand(rest: readonly number[]): boolean {
  const isBeginning = (command: readonly number[]): boolean => rest.length < command.length && rest.every((byte, at) => byte === command[at]);
  return isBeginning([DLE, EOT, 1]) || isBeginning(CLEAR);
}
