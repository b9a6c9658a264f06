/**
 * A page's one feed, as a store that React can read: keeps what did not change, knows how far this machine's clock is from the
 * core's, and offers nothing else. No screen keeps a copy of a sale or a payment.
 */
import type { WatchName } from '../../preload/contract/names.ts';
import type { GuitaiBridge, Snapshot } from '../../preload/contract/routes.ts';
import { share } from './sharing.ts';

export type Till = Snapshot<'till'>;

/** What a feed's snapshots have in common. */
interface Numbered {
  readonly revision: number;
  /** The core's time when it was made, epoch ms. */
  readonly now: number;
}

export interface Feed<Picture = Till> {
  /** Null until the first snapshot. */
  readonly now: () => Picture | null;
  readonly subscribe: (onChange: () => void) => () => void;
  /** The core's time, epoch ms, as far as the last snapshot told it. */
  readonly time: () => number;
}

/** Listens to the bridge from the first subscriber to the last. */
export function makeFeed<Name extends WatchName>(bridge: Pick<GuitaiBridge, 'watch'>, name: Name): Feed<NonNullable<Snapshot<Name>>> {
  let latest: (NonNullable<Snapshot<Name>> & Numbered) | null = null;
  let ahead = 0;
  let stop: (() => void) | null = null;
  const listeners = new Set<() => void>();
  const take = (snapshot: Snapshot<Name>): void => {
    if (snapshot === null) return;
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
      stop ??= bridge.watch(name, take);
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
}
