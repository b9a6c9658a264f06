/** What the preload puts on every page's window; absent in a plain browser. */
import type { GuitaiPort } from '../preload/contract/routes.ts';

declare global {
  interface Window {
    readonly guitai?: GuitaiPort;
  }
}
