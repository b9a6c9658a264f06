/** Asks a child process to end, and waits until it has: what it still writes on its way out is written by then. */
import type { ChildProcess } from 'node:child_process';

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill();
  await gone;
}
