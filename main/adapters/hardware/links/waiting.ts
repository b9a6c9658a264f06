/** Waits that always end. */
import type { PrintFailure } from '../../../ports.ts';
import { PrinterTrouble } from './link.ts';

/** The work's result, or `PrinterTrouble` when it takes longer than `waitMs`. The work itself goes on; its end is not awaited any more. */
export async function orLate<T>(work: Promise<T>, waitMs: number, reason: PrintFailure): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new PrinterTrouble(reason)), waitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a system error code says of a device. */
export function failureOf(error: unknown): PrintFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return 'no_permission';
  if (code === 'EBUSY') return 'busy';
  return code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO' ? 'not_reachable' : 'broken';
}
