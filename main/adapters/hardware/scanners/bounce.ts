/**
 * One presentation of a code is one scan. A trigger held too long or a presentation scanner sends the same code twice within
 * a moment; the same product scanned again later is a second piece and passes.
 */
export class BounceFilter {
  private readonly windowMs: number;
  private readonly last = new Map<string, { readonly text: string; readonly at: number }>();

  constructor(windowMs = 400) {
    this.windowMs = windowMs;
  }

  /** True when this is the same code from the same device as a moment ago. A code that keeps bouncing keeps being dropped. */
  isBounce(source: string, text: string, at: number): boolean {
    const before = this.last.get(source);
    this.last.set(source, { text, at });
    return before !== undefined && before.text === text && at - before.at < this.windowMs;
  }
}
