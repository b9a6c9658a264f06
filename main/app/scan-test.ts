/**
 * The test field for scanners: while it is open, scans are shown and nothing is sold with them. The page that shows it asks again and
 * again; when it stops, because it was closed or crashed, the till sells as before.
 */
import { maskedScan } from '../domain/scan.ts';
import type { Clock, ScanEvent, ScanTraits } from '../ports.ts';

/** Without a question for so long, the page is gone. */
const LEASE_MS = 5_000;
const KEPT = 8;

export interface TestedScan {
  readonly seq: number;
  /** A payment code only by its last four figures. */
  readonly text: string;
  readonly length: number;
  readonly source: string;
  readonly at: number;
  /** Symbology and modifier, `E0`, when the scanner tells them. */
  readonly aim?: string;
  readonly traits?: ScanTraits;
}

export class ScanTest {
  private readonly clock: Clock;
  private openUntil = 0;
  private kept: readonly TestedScan[] = [];
  private heard = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  isOpen(): boolean {
    return this.clock.now() < this.openUntil;
  }

  /** Newest first. */
  scans(): readonly TestedScan[] {
    return this.kept;
  }

  open(): void {
    this.kept = [];
    this.renew();
  }

  /** The page is still there. A test that has run out stays closed. */
  keepOpen(): void {
    if (this.isOpen()) this.renew();
  }

  close(): void {
    this.openUntil = 0;
    this.kept = [];
  }

  /** True when the scan was taken for the test. */
  take({ text, source, at, traits }: ScanEvent): boolean {
    if (!this.isOpen()) return false;
    this.heard += 1;
    const [, aim] = /^\]([A-Za-z][0-9A-Za-z])/.exec(text) ?? [];
    const scan: TestedScan = {
      seq: this.heard, text: maskedScan(text), length: text.length - (aim === undefined ? 0 : 3), source, at, ...(aim !== undefined && { aim }), ...(traits && { traits }),
    };
    this.kept = [scan, ...this.kept].slice(0, KEPT);
    return true;
  }

  private renew(): void {
    this.openUntil = this.clock.now() + LEASE_MS;
  }
}
