/**
 * The core's side of the border, without Electron: takes a question from a page, parses it by the contract, lets the
 * handler answer, parses the answer, and wraps it. Nothing that a page sends can throw, reach a handler unparsed, or come
 * back with more fields than the contract names. Feeds send whole snapshots; a newer one replaces an older.
 */
import { COMMON_FAILURES, FEEDS, ROUTES } from '../../preload/contract/routes.ts';
import type { Answer, AskOutput } from '../../preload/contract/routes.ts';
import { ASK_NAMES, WATCH_NAMES } from '../../preload/contract/names.ts';
import type { AskName, WatchName } from '../../preload/contract/names.ts';
import { LedgerUnavailableError } from '../ports.ts';
import type { Clock, Ids, Log } from '../ports.ts';

export type HandlerResult<Name extends AskName> =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: (typeof ROUTES)[Name]['failures'][number] | 'not_signed_in' | 'not_permitted'; readonly detail?: Readonly<Record<string, string | number>> };

export type Handlers = {
  readonly [Name in AskName]: (input: AskOutputOfInput<Name>) => HandlerResult<Name> | Promise<HandlerResult<Name>>;
};

type AskOutputOfInput<Name extends AskName> = ReturnType<(typeof ROUTES)[Name]['input']['parse']>;

/** A feed: how to make a snapshot, and how to hear that a new one is due. */
export interface FeedSource {
  snapshot(): unknown;
  onChange(listener: () => void): () => void;
}

/** A connected page, whatever carries the bytes. */
export interface Page {
  readonly id: string;
  send(message: FeedMessage): void;
}

export interface FeedMessage {
  readonly subscription: string;
  readonly snapshot: unknown;
}

export interface BridgeDeps {
  readonly handlers: Handlers;
  readonly feeds: Readonly<Record<WatchName, FeedSource>>;
  /** Why the person at the till may not ask this, or undefined. Asked before every handler. */
  readonly barred: (name: AskName) => 'not_signed_in' | 'not_permitted' | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** More questions than this from one page within a second are refused: a page gone wild must not starve the till. */
const ASKS_PER_SECOND = 200;
const MOST_SUBSCRIPTIONS = 16;
const REMEMBERED_REQUESTS = 500;

type AnyAnswer = Answer<AskName>;

export class BridgeServer {
  private readonly deps: BridgeDeps;
  private readonly subscriptions = new Map<string, { readonly page: Page; readonly stop: () => void }>();
  private readonly remembered = new Map<string, Promise<AnyAnswer>>();
  private readonly rates = new Map<string, { second: number; count: number }>();

  constructor(deps: BridgeDeps) {
    this.deps = deps;
  }

  /** Answers a question; never throws. */
  async ask(page: Page, name: unknown, input: unknown): Promise<AnyAnswer> {
    if (!isName(name, ASK_NAMES)) return this.refuse('bad_request', 'bridge.unknown_name', { page: page.id });
    if (this.tooMany(page)) return this.refuse('bad_request', 'bridge.too_many', { page: page.id, name });
    const barred = this.deps.barred(name);
    if (barred) return this.declared(name, barred, undefined);
    const parsed = ROUTES[name].input.safeParse(input);
    if (!parsed.success) return this.refuse('bad_request', 'bridge.bad_input', { name, issue: parsed.error.issues[0]?.path.join('.') ?? '' });
    const requestId = (parsed.data as { requestId?: unknown }).requestId;
    if (typeof requestId !== 'string') return this.handle(name, parsed.data);
    return this.once(`${name} ${requestId}`, () => this.handle(name, parsed.data));
  }

  /** Sends the present snapshot and every newer one. False when the name is unknown or the page has too many. */
  watch(page: Page, name: unknown, subscription: unknown): boolean {
    if (!isName(name, WATCH_NAMES) || typeof subscription !== 'string' || !/^[0-9a-z-]{1,64}$/i.test(subscription)) return false;
    const key = `${page.id} ${subscription}`;
    const own = [...this.subscriptions.keys()].filter((other) => other.startsWith(`${page.id} `));
    if (this.subscriptions.has(key) || own.length >= MOST_SUBSCRIPTIONS) return false;
    const feed = this.deps.feeds[name];
    let pending = false;
    const send = (): void => {
      pending = false;
      if (!this.subscriptions.has(key)) return;
      const snapshot = this.snapshotOf(name, feed);
      if (snapshot !== undefined) page.send({ subscription, snapshot });
    };
    const stop = feed.onChange(() => {
      if (pending) return;
      pending = true;
      queueMicrotask(send);
    });
    this.subscriptions.set(key, { page, stop });
    send();
    return true;
  }

  unwatch(page: Page, subscription: unknown): void {
    const key = `${page.id} ${String(subscription)}`;
    this.subscriptions.get(key)?.stop();
    this.subscriptions.delete(key);
  }

  /** The page is gone or navigated: nothing more is sent to it. */
  drop(page: Page): void {
    for (const [key, subscription] of this.subscriptions) {
      if (subscription.page.id !== page.id) continue;
      subscription.stop();
      this.subscriptions.delete(key);
    }
    this.rates.delete(page.id);
  }

  private snapshotOf(name: WatchName, feed: FeedSource): unknown {
    try {
      return FEEDS[name].output.parse(feed.snapshot());
    } catch (error) {
      // A snapshot that cannot be made is not shown in part: the page keeps the last whole one.
      this.deps.log.error('bridge.snapshot_failed', { name }, error);
      return undefined;
    }
  }

  private async handle(name: AskName, input: unknown): Promise<AnyAnswer> {
    try {
      const handler = this.deps.handlers[name] as (input: unknown) => HandlerResult<AskName> | Promise<HandlerResult<AskName>>;
      const result = await handler(input);
      if (!result.ok) return this.declared(name, result.code, result.detail);
      const output = ROUTES[name].output.safeParse(result.value);
      if (output.success) return { ok: true, value: output.data as AskOutput<AskName> };
      return this.refuse('internal', 'bridge.bad_output', { name, issue: output.error.issues[0]?.path.join('.') ?? '' });
    } catch (error) {
      if (error instanceof LedgerUnavailableError) return this.refuse('journal_down', 'bridge.journal_down', { name }, error, { reason: error.reason });
      return this.refuse('internal', 'bridge.handler_threw', { name }, error);
    }
  }

  private declared(name: AskName, code: string, detail?: Readonly<Record<string, string | number>>): AnyAnswer {
    const known: readonly string[] = [...ROUTES[name].failures, ...COMMON_FAILURES];
    if (!known.includes(code)) return this.refuse('internal', 'bridge.undeclared_failure', { name, code });
    return { ok: false, code: code as never, correlationId: this.deps.ids.next(), ...(detail && { detail }) };
  }

  private refuse(code: (typeof COMMON_FAILURES)[number], event: string, fields: Readonly<Record<string, string>>, cause?: unknown, detail?: Readonly<Record<string, string>>): AnyAnswer {
    const correlationId = this.deps.ids.next();
    if (cause === undefined) this.deps.log.warn(event, { ...fields, correlationId });
    else this.deps.log.error(event, { ...fields, correlationId }, cause);
    return { ok: false, code, correlationId, ...(detail && { detail }) };
  }

  /** A double tap, or a page that was reloaded in between, gets the answer of the first request. */
  private once(key: string, work: () => Promise<AnyAnswer>): Promise<AnyAnswer> {
    const known = this.remembered.get(key);
    if (known) return known;
    const answer = work();
    this.remembered.set(key, answer);
    if (this.remembered.size > REMEMBERED_REQUESTS) {
      const oldest = this.remembered.keys().next();
      if (!oldest.done) this.remembered.delete(oldest.value);
    }
    return answer;
  }

  private tooMany(page: Page): boolean {
    const second = Math.floor(this.deps.clock.now() / 1000);
    const rate = this.rates.get(page.id);
    if (!rate || rate.second !== second) {
      this.rates.set(page.id, { second, count: 1 });
      return false;
    }
    rate.count += 1;
    return rate.count > ASKS_PER_SECOND;
  }
}

function isName<Name extends string>(name: unknown, names: readonly Name[]): name is Name {
  return typeof name === 'string' && (names as readonly string[]).includes(name);
}

