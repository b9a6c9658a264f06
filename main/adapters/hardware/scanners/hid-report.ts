/**
 * Puts the input reports of a HID-POS scanner together to scans (USB HID Point of Sale Usage Tables, usage page 0x8C). A long
 * code comes in several reports; where its parts lie differs from maker to maker, so the layout is part of the profile.
 */

/** Offsets are counted in the report as node-hid hands it over, the report ID being byte 0. */
export interface HidReportLayout {
  readonly reportId: number;
  readonly lengthAt: number;
  readonly dataAt: number;
  readonly dataBytes: number;
  /** Where the three characters of the AIM identifier begin; absent when the report has none. */
  readonly aimAt?: number;
  /** The byte whose bit 0 says that another report follows; absent when every report is a whole scan. */
  readonly moreAt?: number;
}

/** The common layout: Honeywell, Zebra, Datalogic and Newland scanners in HID-POS mode. */
export const HID_POS_LAYOUT: HidReportLayout = { reportId: 2, lengthAt: 1, aimAt: 2, dataAt: 5, dataBytes: 56, moreAt: 63 };
/** Fixed scanners of the Microscan kind: no identifier, no continuation. */
export const PLAIN_LAYOUT: HidReportLayout = { reportId: 1, lengthAt: 1, dataAt: 2, dataBytes: 62 };

export type HidScanEvent =
  /** `aim` is `]C0` and the like, where the report has it. */
  | { readonly kind: 'scan'; readonly bytes: Uint8Array; readonly aim: string | undefined }
  | { readonly kind: 'lost'; readonly reason: 'unfinished' | 'bad_report' | 'too_long' };

const BETWEEN_PARTS_MS = 1000;
const LONGEST_BYTES = 4096;
const BRACKET = 0x5d;
const CR = 0x0d;
const LF = 0x0a;

export class HidScanAssembler {
  private readonly layout: HidReportLayout;
  private parts: number[] = [];
  private aim: string | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(layout: HidReportLayout) {
    this.layout = layout;
  }

  /** Takes one report that arrived at `at` (ms). Reports with another ID (button, battery) say nothing about scans. */
  push(report: Uint8Array, at: number): HidScanEvent[] {
    const { reportId, lengthAt, dataAt, dataBytes, moreAt } = this.layout;
    if (report[0] !== reportId) return [];
    const events: HidScanEvent[] = [];
    if (this.parts.length > 0 && at - this.lastAt > BETWEEN_PARTS_MS) {
      events.push({ kind: 'lost', reason: 'unfinished' });
      this.clear();
    }
    this.lastAt = at;
    const length = report[lengthAt] ?? 0;
    if (length > dataBytes || report.length < dataAt + length) {
      this.clear();
      return [...events, { kind: 'lost', reason: 'bad_report' }];
    }
    const { aim, shift } = this.aimOf(report);
    if (this.parts.length === 0) this.aim = aim;
    this.parts.push(...report.subarray(dataAt + shift, dataAt + shift + length));
    if (this.parts.length > LONGEST_BYTES) {
      this.clear();
      return [...events, { kind: 'lost', reason: 'too_long' }];
    }
    if (moreAt !== undefined && ((report[moreAt] ?? 0) & 1) === 1) return events;
    while (this.parts.at(-1) === CR || this.parts.at(-1) === LF) this.parts.pop();
    if (this.parts.length > 0) events.push({ kind: 'scan', bytes: Uint8Array.from(this.parts), aim: this.aim });
    this.clear();
    return events;
  }

  private clear(): void {
    this.parts = [];
    this.aim = undefined;
  }

  /** Some firmware puts the identifier, and the data with it, one byte later than the standard. */
  private aimOf(report: Uint8Array): { readonly aim: string | undefined; readonly shift: number } {
    const { aimAt } = this.layout;
    if (aimAt === undefined) return { aim: undefined, shift: 0 };
    for (const shift of [0, 1]) {
      const start = aimAt + shift;
      const identifier = String.fromCharCode(...report.subarray(start, start + 3));
      if (report[start] === BRACKET && /^\][A-Za-z][0-9A-Za-z]$/.test(identifier)) return { aim: identifier, shift };
    }
    return { aim: undefined, shift: 0 };
  }
}
