// The scanner on the demo's counter: what the wallet page holds in front of it arrives at the till like a real scan.

export interface VirtualScan {
  /** The scanned text, without the carriage return that a serial scanner adds. */
  readonly text: string;
  /** Epoch milliseconds of the simulated world. */
  readonly at: number;
}

export class VirtualScanner {
  private readonly listeners = new Set<(scan: VirtualScan) => void>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Calls the listener for every scan until the returned function is called. */
  onScan(listener: (scan: VirtualScan) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Holds a code in front of the scanner. Returns how many tills heard it; 0 = no till listens, and the page says so.
   * Throws RangeError for a text that no serial scanner can send (empty, too long, control characters).
   */
  scan(text: string): number {
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what is refused here
    if (!/^[^\u0000-\u001f\u007f]{1,512}$/u.test(text)) throw new RangeError('a scan is 1–512 printable characters');
    const scan = { text, at: this.now() };
    for (const listener of this.listeners) listener(scan);
    return this.listeners.size;
  }
}
