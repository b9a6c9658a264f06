/**
 * The one feed, as a store that React can read: keeps what did not change, knows how far this machine's clock is from the
 * core's, and offers nothing else. No screen keeps a copy of a sale or a payment.
 */
import type { GuitaiBridge, Snapshot } from '../../preload/contract/routes.ts';
import { share } from './sharing.ts';

export type Till = Snapshot<'till'>;

export interface Feed {
  /** Null until the first snapshot. */
  readonly now: () => Till | null;
  readonly subscribe: (onChange: () => void) => () => void;
  /** The core's time, epoch ms, as far as the last snapshot told it. */
  readonly time: () => number;
}

/** Listens to the bridge from the first subscriber to the last. */
export function makeFeed(bridge: Pick<GuitaiBridge, 'watch'>): Feed {
  let latest: Till | null = null;
  let ahead = 0;
  let stop: (() => void) | null = null;
  const listeners = new Set<() => void>();
  const take = (snapshot: Till): void => {
    // Snapshots are numbered; one that was overtaken says nothing new.
    if (latest && snapshot.revision < latest.revision) return;
    ahead = snapshot.now - Date.now();
    latest = share(latest, snapshot);
    for (const listener of listeners) listener();
  };
  return {
    now: () => latest,
    time: () => Date.now() + ahead,
    subscribe(onChange) {
      listeners.add(onChange);
      stop ??= bridge.watch('till', take);
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
}
