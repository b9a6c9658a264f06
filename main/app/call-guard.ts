/**
 * No call to a provider may hang for ever: its payment or refund would wait for the next start of the program, and nobody would be told.
 * Adapters give up much earlier by themselves; this is for the one that does not.
 */
import type { Clock } from '../ports.ts';

/** A call that has not answered by now is taken for lost. */
export const CALL_GUARD_MS = 60_000;

/** What the call answers, or `lost` when the guard's time is over first. Rejects as the call does. */
export async function answerOr<Answer>(clock: Clock, call: Promise<Answer>, lost: () => Answer): Promise<Answer> {
  let forget: () => void = () => undefined;
  const guard = new Promise<Answer>((resolve) => {
    forget = clock.at(clock.now() + CALL_GUARD_MS, () => resolve(lost()));
  });
  try {
    return await Promise.race([call, guard]);
  } finally {
    forget();
  }
}
