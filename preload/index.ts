/**
 * The only code between page and core: two functions over listed names. It holds no logic, no Node and no secret; what it
 * passes on is parsed again on the other side.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { ASK_CHANNEL, ASK_NAMES, FEED_CHANNEL, WATCH_NAMES } from './contract/names.ts';

const askNames = new Set<string>(ASK_NAMES);
const watchNames = new Set<string>(WATCH_NAMES);
const listeners = new Map<string, (snapshot: string) => void>();
let subscriptions = 0;

ipcRenderer.on(FEED_CHANNEL, (_event, subscription: string, snapshot: string) => {
  listeners.get(subscription)?.(snapshot);
});

contextBridge.exposeInMainWorld('guitai', {
  ask: (name: string, input: unknown): Promise<unknown> => {
    if (!askNames.has(name)) return Promise.reject(new Error(`no such question: ${name}`));
    return ipcRenderer.invoke(ASK_CHANNEL, { type: 'ask', name, input });
  },
  watch: (name: string, onSnapshot: (snapshot: string) => void): (() => void) => {
    if (!watchNames.has(name)) throw new Error(`no such feed: ${name}`);
    subscriptions += 1;
    const subscription = `${name}-${subscriptions}`;
    listeners.set(subscription, onSnapshot);
    void ipcRenderer.invoke(ASK_CHANNEL, { type: 'watch', name, subscription });
    return () => {
      listeners.delete(subscription);
      void ipcRenderer.invoke(ASK_CHANNEL, { type: 'unwatch', subscription });
    };
  },
});
