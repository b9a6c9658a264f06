/** Work that takes turns: cheap printers serve one sender at a time, and two receipts must not mix. */

export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Waits for all earlier work, at most `waitMs`. Returns what ends this turn, or undefined when it was too late; then the
   * turn is passed on by itself.
   */
  async take(waitMs: number): Promise<(() => void) | undefined> {
    const before = this.last;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.last = before.then(() => released);
    if (await endsWithin(before, waitMs)) return release;
    release();
    return undefined;
  }
}

async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
