/**
 * A CUPS queue as the last resort on Linux and macOS: `lp -o raw`. One-way: CUPS tells when it took the job, not when the
 * paper came out. Its makers call raw queues deprecated; a printer's own network port or device file is better.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import type { PrintFailure } from '../../../ports.ts';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkOf } from './link.ts';
import { orLate } from './waiting.ts';

/** CUPS's own programs, by name or path. */
export interface CupsPrograms {
  readonly lp: string;
  readonly lpstat: string;
}

const SYSTEM: CupsPrograms = { lp: 'lp', lpstat: 'lpstat' };
const LIST_MS = 5_000;
/** CUPS gives a job up that it could not hand to the printer for so long (job-cancel-after): a receipt of tonight must not come out tomorrow. */
const GIVEN_UP_SECONDS = 30;
const run = promisify(execFile);
/** What the programs say is read, so it must be in the language that they were written in. */
const plainEnglish = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

/**
 * Starts no job yet: it is handed over as a whole when the link is closed, so that half a receipt is never queued. A queue that
 * does not exist, or says that it is in trouble, is refused before anything lies in it: what is queued comes out later by itself.
 */
export async function openCups({ queue }: LinkOf<'cups'>, waitMs: number, programs: CupsPrograms = SYSTEM): Promise<Link> {
  const trouble = await stateOf(queue, waitMs, programs);
  if (trouble !== undefined) throw new PrinterTrouble(trouble);
  const parts: Uint8Array[] = [];
  let lp: ChildProcess | undefined;
  return {
    isTwoWay: false,
    write(bytes) {
      parts.push(bytes);
      return Promise.resolve();
    },
    async close(closeMs) {
      lp = spawn(programs.lp, ['-d', queue, '-o', 'raw', '-o', `job-cancel-after=${GIVEN_UP_SECONDS}`, '-s'], { stdio: ['pipe', 'ignore', 'ignore'] });
      try {
        await orLate(accepted(lp, Buffer.concat(parts)), closeMs, 'timeout');
      } catch (error) {
        lp.kill();
        throw error;
      }
    },
    drop() {
      lp?.kill();
    },
  };
}

/** The names of all queues, none where there is no CUPS. Rejects when CUPS does not answer. */
export async function cupsQueues({ lpstat }: CupsPrograms = SYSTEM): Promise<readonly string[]> {
  try {
    const { stdout } = await run(lpstat, ['-e'], { env: plainEnglish(), timeout: LIST_MS });
    return stdout.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** What the queue says of itself; undefined while nothing is wrong that it knows of. */
async function stateOf(queue: string, waitMs: number, { lpstat }: CupsPrograms): Promise<PrintFailure | undefined> {
  try {
    const { stdout } = await run(lpstat, ['-l', '-p', queue], { env: plainEnglish(), timeout: waitMs });
    return queueTroubleOf(stdout);
  } catch (error) {
    if (error instanceof Error && 'killed' in error && error.killed === true) throw new PrinterTrouble('timeout', { cause: error });
    throw new PrinterTrouble('not_reachable', { cause: error });
  }
}

/** What CUPS's own backends say while a job waits for a printer that is not there; it stands there until the job's end. */
const WAITS_FOR_PRINTER = /may not exist or is unavailable|not responding|Waiting for printer to become available|Unable to (?:locate|connect)/;

/**
 * The answer of `lpstat -l -p`: its first lines, and the IPP printer-state-reasons (RFC 8011, 5.4.12) after "Alerts:", which a raw queue
 * hardly ever has.
 */
export function queueTroubleOf(answer: string): PrintFailure | undefined {
  if (/^printer \S+ now printing /m.test(answer) && WAITS_FOR_PRINTER.test(answer)) return 'offline';
  if (/^printer \S+ disabled since /m.test(answer) || /^\s*Rejecting Jobs$/m.test(answer)) return 'offline';
  const alerts = /^\s*Alerts: (.*)$/m.exec(answer)?.[1] ?? '';
  if (/media-empty|media-needed/.test(alerts)) return 'paper_out';
  if (/cover-open|door-open/.test(alerts)) return 'cover_open';
  return /offline|connecting-to-device|timed-out|shutdown/.test(alerts) ? 'offline' : undefined;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function accepted(lp: ChildProcess, job: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // No `lp` on this machine, or one that ends without reading: its exit code tells.
    lp.once('error', (error) => reject(new PrinterTrouble('not_reachable', { cause: error })));
    lp.stdin?.on('error', () => undefined);
    // One that was ended by force may have queued the job before.
    lp.once('close', (code) => (code === 0 ? resolve() : reject(new PrinterTrouble(code === null ? 'broken' : 'not_reachable'))));
    lp.stdin?.end(job);
  });
}
