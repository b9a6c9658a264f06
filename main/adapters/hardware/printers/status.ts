/**
 * What a printer says about itself, read from the answers to `DLE EOT 1…4`, from automatic status (`GS a`) and from the process
 * IDs of `GS ( H` (Epson's ESC/POS reference). No answer is a state of its own: never "ready", never "broken".
 */
import type { PrintFailure } from '../../../ports.ts';

export type StatusTopic = 'printer' | 'offline-cause' | 'error' | 'paper';

const TOPIC_NUMBERS: Readonly<Record<StatusTopic, number>> = { printer: 1, 'offline-cause': 2, error: 3, paper: 4 };

const OFFLINE = 0x08;
const COVER_OPEN = 0x04;
const STOPPED_FOR_PAPER = 0x20;
const CUTTER_ERROR = 0x08;
const MECHANICAL_OR_UNRECOVERABLE = 0x24;
const PAPER_END = 0x60;
const PAPER_NEAR_END = 0x0c;

/** `DLE EOT n`: answered at once, also while the printer is offline. */
export function statusQuery(topic: StatusTopic): Uint8Array {
  return Uint8Array.of(0x10, 0x04, TOPIC_NUMBERS[topic]);
}

/** The trouble that one answer tells of, or undefined. `offline` is the weakest: other topics may know the cause. */
export function troubleIn(topic: StatusTopic, byte: number): PrintFailure | undefined {
  switch (topic) {
    case 'printer':
      return byte & OFFLINE ? 'offline' : undefined;
    case 'offline-cause':
      if (byte & COVER_OPEN) return 'cover_open';
      return byte & STOPPED_FOR_PAPER ? 'paper_out' : undefined;
    case 'error':
      if (byte & CUTTER_ERROR) return 'cutter';
      return byte & MECHANICAL_OR_UNRECOVERABLE ? 'broken' : undefined;
    case 'paper':
      return byte & PAPER_END ? 'paper_out' : undefined;
  }
}

/** True when the paper answer says that the roll will end soon. */
export function isPaperNearEnd(paperByte: number): boolean {
  return (paperByte & PAPER_NEAR_END) !== 0;
}

/** `GS a`: from now on the printer tells by itself when drawer, online state, errors or paper change. */
export const AUTO_STATUS_ON: Uint8Array = Uint8Array.of(0x1d, 0x61, 0x0f);
export const AUTO_STATUS_OFF: Uint8Array = Uint8Array.of(0x1d, 0x61, 0x00);

/** `DLE DC4` function 8: throws away what the printer has received and not printed. Answered with a block `37 25`. */
export const CLEAR_BUFFER: Uint8Array = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/** The trouble that four bytes of automatic status tell of; being offline alone has no cause worth stopping for. */
function troubleInAutoStatus([first = 0, second = 0, third = 0]: readonly number[]): PrintFailure | undefined {
  if (third & 0x0c) return 'paper_out';
  if (first & 0x20) return 'cover_open';
  if (second & 0x08) return 'cutter';
  return second & 0x24 ? 'broken' : undefined;
}

/** `GS ( H` function 48: asks the printer to send these four characters back when all before them is printed. */
export function processIdRequest(id: string): Uint8Array {
  return Uint8Array.from([0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...new TextEncoder().encode(id)]);
}

/** A process ID from a counter: four digits, repeating after 10 000 jobs. */
export function processId(counter: number): string {
  return String(counter % 10_000).padStart(4, '0');
}

const BLOCK_STARTS: ReadonlySet<number> = new Set([0x37, 0x5f]);
const LONGEST_BLOCK = 128;
const PROCESS_ID_MARK = 0x22;
const CLEARED_MARK = 0x25;
const AUTO_STATUS_LENGTH = 4;

/**
 * Tells the printer's answers apart as their bytes arrive: single status bytes, blocks that end with NUL, and automatic
 * status of four bytes. A block's digits look like status bytes, so the order of the bytes matters and nothing may be
 * searched for out of order.
 */
export class AnswerReader {
  private readonly statuses: number[] = [];
  private readonly confirmed = new Set<string>();
  private block: number[] | undefined;
  private auto: number[] | undefined;
  private trouble: PrintFailure | undefined;
  private isCleared = false;
  private hasAuto = false;

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.pushByte(byte);
  }

  /** Whatever was said up to now counts no more. */
  forget(): void {
    this.statuses.length = 0;
    this.confirmed.clear();
    this.isCleared = false;
    this.trouble = undefined;
  }

  /** Takes out the oldest status byte. */
  takeStatus(): number | undefined {
    return this.statuses.shift();
  }

  /** True when the printer has sent this process ID back. */
  hasConfirmed(id: string): boolean {
    return this.confirmed.has(id);
  }

  /** True when the printer has said that it threw its buffer away. */
  hasCleared(): boolean {
    return this.isCleared;
  }

  /** True when at least one whole automatic status has come. */
  hasAutoStatus(): boolean {
    return this.hasAuto;
  }

  /** The trouble of the newest automatic status. */
  autoTrouble(): PrintFailure | undefined {
    return this.trouble;
  }

  private pushByte(byte: number): void {
    if (this.block) this.continueBlock(this.block, byte);
    else if (this.auto && isAutoStatusRest(byte)) this.continueAuto(this.auto, byte);
    else this.begin(byte);
  }

  private begin(byte: number): void {
    this.auto = undefined;
    if (BLOCK_STARTS.has(byte)) this.block = [byte];
    else if (isAutoStatusStart(byte)) this.auto = [byte];
    else if (isStatusByte(byte)) this.statuses.push(byte);
  }

  private continueAuto(auto: number[], byte: number): void {
    auto.push(byte);
    if (auto.length < AUTO_STATUS_LENGTH) return;
    this.hasAuto = true;
    this.trouble = troubleInAutoStatus(auto);
    this.auto = undefined;
  }

  private continueBlock(block: number[], byte: number): void {
    if (byte !== 0 && block.length < LONGEST_BLOCK) {
      block.push(byte);
      return;
    }
    this.block = undefined;
    if (block[1] === PROCESS_ID_MARK) this.confirmed.add(String.fromCharCode(...block.slice(2)));
    if (block[1] === CLEARED_MARK) this.isCleared = true;
  }
}

/** An answer to `DLE EOT`: bits 0 and 7 off, bits 1 and 4 on. */
function isStatusByte(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** The first byte of an automatic status: bits 0, 1 and 7 off, bit 4 on. */
function isAutoStatusStart(byte: number): boolean {
  return (byte & 0x93) === 0x10;
}

/** The second to fourth: bits 4 and 7 off. */
function isAutoStatusRest(byte: number): boolean {
  return (byte & 0x90) === 0;
}
