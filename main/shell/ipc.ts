/** The one place that knows Electron's IPC: checks who asks, then hands on to the bridge. */
import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import type { BridgeServer, Page } from '../bridge/server.ts';
import type { Log } from '../ports.ts';
import { ASK_CHANNEL, FEED_CHANNEL } from '../../preload/contract/names.ts';
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

export class IpcPlug {
  private readonly bridge: BridgeServer;
  private readonly log: Log;
  private readonly pages = new Map<number, { readonly page: Page; readonly limits: PageLimits | undefined }>();

  constructor(bridge: BridgeServer, log: Log) {
    this.bridge = bridge;
    this.log = log;
    ipcMain.handle(ASK_CHANNEL, (event, message: unknown) => this.onAsk(event, message));
  }

  /** Lets this page speak with the core, within its limits, until it is destroyed. */
  trust(contents: WebContents, limits?: PageLimits): void {
    const page: Page = {
      id: String(contents.id),
      send: (message) => {
        // As one text: the context bridge copies objects member by member, which for a full basket costs more than all else on the way.
        if (!contents.isDestroyed()) contents.send(FEED_CHANNEL, message.subscription, JSON.stringify(message.snapshot));
      },
    };
    this.pages.set(contents.id, { page, limits });
    const { id } = contents;
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.bridge.drop(page);
    });
    contents.on('render-process-gone', () => this.bridge.drop(page));
    contents.once('destroyed', () => {
      this.bridge.drop(page);
      this.pages.delete(id);
    });
  }

  private async onAsk(event: IpcMainInvokeEvent, message: unknown): Promise<unknown> {
    const refusal = senderRefusal(event.senderFrame, event.sender.id, new Set(this.pages.keys()));
    const known = this.pages.get(event.sender.id);
    if (refusal !== undefined || !known) {
      this.log.warn('ipc.sender_refused', { reason: refusal ?? 'not our page' });
      return { ok: false, code: 'bad_request', correlationId: '' };
    }
    const { type, name, input, subscription } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
    const { page, limits } = known;
    if (!isWithin(limits, type, name)) {
      this.log.warn('ipc.beyond_limits', { page: page.id });
      return type === 'watch' ? false : { ok: false, code: 'bad_request', correlationId: '' };
    }
    if (type === 'watch') return this.bridge.watch(page, name, subscription);
    if (type === 'unwatch') return this.bridge.unwatch(page, subscription);
    return this.bridge.ask(page, name, input);
  }
}
