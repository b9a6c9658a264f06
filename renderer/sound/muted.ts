/** Whether this screen keeps quiet. It stays with the screen: a loud shop and a quiet one may share their settings. */
import { useCallback, useSyncExternalStore } from 'react';

const KEY = 'guitai.muted';
const listeners = new Set<() => void>();

export function isMuted(): boolean {
  return globalThis.localStorage?.getItem(KEY) === 'yes';
}

export function useMuted(): readonly [muted: boolean, mute: (on: boolean) => void] {
  const muted = useSyncExternalStore(subscribe, isMuted, () => false);
  const mute = useCallback((on: boolean) => {
    localStorage.setItem(KEY, on ? 'yes' : 'no');
    for (const listener of listeners) listener();
  }, []);
  return [muted, mute];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
