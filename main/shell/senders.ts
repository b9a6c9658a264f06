/** Who may speak with the core, and which pages may say only some things: the judgement apart from Electron's IPC, so that tests can ask it. */
import type { AskName, WatchName } from '../../preload/contract/names.ts';
import { APP_ORIGIN } from './app-scheme.ts';
import { isOfOrigin } from './lock-down.ts';

/** Why a sender is refused, or undefined. The frame must be the top frame of a page of ours, showing our own origin. */
export function senderRefusal(
  frame: { readonly parent: unknown; readonly url: string } | null, contentsId: number, trusted: ReadonlySet<number>,
): string | undefined {
  if (!trusted.has(contentsId)) return 'not our page';
  if (!frame) return 'frame is gone';
  if (frame.parent !== null) return 'not the top frame';
  return isOfOrigin(frame.url, APP_ORIGIN) ? undefined : 'not our origin';
}

/** The only names that a page may use; a page without limits is the till's own. */
export interface PageLimits {
  readonly asks: readonly AskName[];
  readonly watches: readonly WatchName[];
}

/** Whether a page with these limits may send this message. */
export function isWithin(limits: PageLimits | undefined, type: unknown, name: unknown): boolean {
  if (!limits || type === 'unwatch') return true;
  const names: readonly unknown[] = type === 'watch' ? limits.watches : limits.asks;
  return names.includes(name);
}
