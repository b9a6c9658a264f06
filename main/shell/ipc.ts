/** The one place that knows Electron's IPC: checks who asks, then hands on to the bridge. */
import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import type { BridgeServer, Page } from '../bridge/server.ts';
import type { Log } from '../ports.ts';
import { ASK_CHANNEL, FEED_CHANNEL } from '../../preload/contract/names.ts';
import { isWithin, senderRefusal } from './senders.ts';
import type { PageLimits } from './senders.ts';

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
