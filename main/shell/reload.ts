/** For `npm run dev`: a page that was built anew is shown anew. The page keeps its origin, its policy and its lock. */
import { watch } from 'node:fs';
import type { BrowserWindow } from 'electron';

/** A build writes many files; the page is loaded once, when nothing was written for this long. */
const QUIET_MS = 250;

/** Loads the page again after each build into `root`, until the window closes. */
export function reloadAfterBuilds(root: string, window: BrowserWindow): void {
  let pending: NodeJS.Timeout | undefined;
  const watcher = watch(root, { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(() => window.reload(), QUIET_MS);
  });
  window.once('closed', () => {
    clearTimeout(pending);
    watcher.close();
  });
}
