// Progress: one line per step, with the seconds it took, or with the reason why there was nothing to do.

/** @typedef {{ done?: string, skipped?: string }} Outcome  what a step has to say when it ends */

/**
 * Runs one step and prints its line. On a terminal the line is announced while the step runs.
 * @template {Outcome} T
 * @param {string} name
 * @param {() => Promise<T> | T} work
 * @param {{ isTTY?: boolean, write(text: string): unknown }} [out]
 * @returns {Promise<T>}
 */
export async function step(name, work, out = process.stdout) {
  const started = performance.now();
  if (out.isTTY) out.write(`  … ${name}`);
  const clear = out.isTTY ? '\r\u001B[2K' : '';
  try {
    const outcome = await work();
    const [mark, text] = outcome.skipped === undefined ? ['✓', outcome.done ?? ''] : ['·', `skipped: ${outcome.skipped}`];
    out.write(`${clear}  ${mark} ${name.padEnd(18)}${seconds(started)}  ${text}\n`);
    return outcome;
  } catch (error) {
    out.write(`${clear}  ✗ ${name.padEnd(18)}${seconds(started)}\n`);
    throw error;
  }
}

/** @param {number} started  a performance.now() */
export function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;
}
