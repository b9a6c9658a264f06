/** A log for tests that look at something else. */
import type { Log } from '../../main/ports.ts';

const quiet = (): void => undefined;

export const quietLog: Log = { info: quiet, warn: quiet, error: quiet };
