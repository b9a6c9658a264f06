// A set-up that fails owes its reader two things: what went wrong, and what to do next. This error carries both.

/** A failure that is explained: one sentence on what went wrong, one on what to do next. It ends the run without a stack. */
export class Stop extends Error {
  /**
   * @param {string} what  what went wrong, one sentence
   * @param {string} next  what the reader should do next, one sentence
   * @param {string} [detail]  the tool's own last words, when they help
   */
  constructor(what, next, detail = '') {
    super(what);
    this.name = 'Stop';
    this.next = next;
    this.detail = detail;
  }
}

/**
 * Runs a script's main function; the exit code is what it returns. A Stop is told in plain words, anything else keeps its stack,
 * because it is a mistake of ours.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof Stop)) throw error;
    if (error.detail !== '') process.stderr.write(`\n${error.detail.trimEnd()}\n`);
    process.stderr.write(`\n✗ ${error.message}\n  → ${error.next}\n`);
  }
}
