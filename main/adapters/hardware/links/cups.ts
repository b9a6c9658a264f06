/**
 * A CUPS queue as the last resort on Linux and macOS: `lp -o raw`. One-way: CUPS tells when it took the job, not when the
 * paper came out. Its makers call raw queues deprecated; a printer's own network port or device file is better.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkOf } from './link.ts';
import { orLate } from './waiting.ts';

/** Starts nothing yet: the job is handed over as a whole when the link is closed, so that half a receipt is never queued. */
export function openCups({ queue }: LinkOf<'cups'>, program = 'lp'): Promise<Link> {
  const parts: Uint8Array[] = [];
  let lp: ChildProcess | undefined;
  return Promise.resolve({
    isTwoWay: false,
    write(bytes) {
      parts.push(bytes);
      return Promise.resolve();
    },
    async close(waitMs) {
      lp = spawn(program, ['-d', queue, '-o', 'raw', '-s'], { stdio: ['pipe', 'ignore', 'ignore'] });
      try {
        await orLate(accepted(lp, Buffer.concat(parts)), waitMs, 'timeout');
      } catch (error) {
        lp.kill();
        throw error;
      }
    },
    drop() {
      lp?.kill();
    },
  });
}

function accepted(lp: ChildProcess, job: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // No `lp` on this machine, or one that ends without reading: its exit code tells.
    lp.once('error', (error) => reject(new PrinterTrouble('not_reachable', { cause: error })));
    lp.stdin?.on('error', () => undefined);
    lp.once('close', (code) => (code === 0 ? resolve() : reject(new PrinterTrouble('not_reachable'))));
    lp.stdin?.end(job);
  });
}
