// The border: whatever a page sends, it cannot throw, reach a handler unparsed, charge twice by a double tap, or see a field too many.
import { beforeEach, describe, expect, it } from 'vitest';
import { barredFor } from '../../main/bridge/access.ts';
import { BridgeServer } from '../../main/bridge/server.ts';
import type { FeedMessage, Handlers, Page } from '../../main/bridge/server.ts';
import { LedgerUnavailableError } from '../../main/ports.ts';
import { ASK_NAMES } from '../../preload/contract/names.ts';
import { KeptLog, SetClock } from '../adapters/storage/support.ts';

const clock = new SetClock();
let log: KeptLog;
let calls: string[];
let answers: Record<string, unknown>;
let permissions: readonly string[] | undefined;
let snapshot: unknown;
let tell: () => void;
let bridge: BridgeServer;

function aPage(id = 'page'): Page & { readonly got: FeedMessage[] } {
  const got: FeedMessage[] = [];
  return { id, got, send: (message) => void got.push(message) };
}

beforeEach(() => {
  log = new KeptLog();
  calls = [];
  answers = {};
  permissions = ['sell', 'people', 'refund'];
  snapshot = null;
  clock.moment += 10_000;
  let ids = 0;
  const handlers = Object.fromEntries(ASK_NAMES.map((name) => [name, () => {
    calls.push(name);
    const answer = answers[name];
    if (answer instanceof Error) throw answer;
    return answer ?? { ok: true, value: {} };
  }])) as unknown as Handlers;
  const feed = { snapshot: () => snapshot, onChange: (listener: () => void) => { tell = listener; return () => undefined; } };
  bridge = new BridgeServer({
    handlers, feeds: { till: feed, display: feed, kiosk: feed }, clock, ids: { next: () => `id-${ids += 1}` }, log,
    barred: barredFor(() => { const held = permissions; return held && ((permission) => held.includes(permission)); }),
  });
});

describe('a question', () => {
  it.each([
    ['of an unknown name', 'sale.steal', {}],
    ['that is no name', { name: 'sale.park' }, {}],
    ['with a field too many', 'sale.park', { really: true }],
    ['with the wrong type', 'payment.cash', { requestId: 'request-1', tendered: '100' }],
    ['with a fraction of a fen', 'payment.cash', { requestId: 'request-1', tendered: 99.5 }],
    ['without its duplicate answer', 'payment.askCode', {}],
    ['with nothing', 'sale.keyAmount', undefined],
    ['with a poisoned prototype', 'sale.park', JSON.parse('{"__proto__": {"ok": true}, "x": 1}')],
  ])('%s reaches no handler', async (_what, name, input) => {
    await expect(bridge.ask(aPage(), name, input)).resolves.toMatchObject({ ok: false, code: 'bad_request' });
    expect(calls).toEqual([]);
  });

  it('comes back with no more fields than the contract names', async () => {
    answers['sale.addProduct'] = { ok: true, value: { lineId: 'l1', pinHash: 'secret' } };
    await expect(bridge.ask(aPage(), 'sale.addProduct', { productId: 'p', quantity: 1000 })).resolves.toEqual({ ok: true, value: { lineId: 'l1' } });
  });

  it('whose handler breaks, answers nonsense or a code of its own is "internal", and is logged', async () => {
    const input = { productId: 'p', quantity: 1000 };
    for (const answer of [new Error('broken'), { ok: true, value: { lineId: 7 } }, { ok: false, code: 'made_up' }]) {
      answers['sale.addProduct'] = answer;
      await expect(bridge.ask(aPage(), 'sale.addProduct', input)).resolves.toMatchObject({ ok: false, code: 'internal', correlationId: expect.any(String) });
    }
    expect(log.events).toEqual(['bridge.handler_threw', 'bridge.bad_output', 'bridge.undeclared_failure']);
  });

  it('that the disk refused says so with the reason', async () => {
    answers['sale.park'] = new LedgerUnavailableError('disk_full');
    await expect(bridge.ask(aPage(), 'sale.park', {})).resolves.toMatchObject({ ok: false, code: 'journal_down', detail: { reason: 'disk_full' } });
  });

  it('that moves money and is sent twice is carried out once, also from a page that was loaded again', async () => {
    answers['payment.startQr'] = { ok: true, value: { paymentId: 'p1' } };
    const wish = { requestId: 'request-1', wallet: 'alipay', evenIfDuplicate: false };
    const both = await Promise.all([bridge.ask(aPage('a'), 'payment.startQr', wish), bridge.ask(aPage('b'), 'payment.startQr', wish)]);
    expect(both[0]).toEqual(both[1]);
    expect(calls).toEqual(['payment.startQr']);
    await bridge.ask(aPage('a'), 'payment.startQr', { ...wish, requestId: 'request-2' });
    expect(calls).toHaveLength(2);
  });

  it('of a page gone wild is refused after two hundred in a second, and other pages are not', async () => {
    const wild = aPage('wild');
    for (let count = 0; count < 200; count += 1) await bridge.ask(wild, 'sale.park', {});
    await expect(bridge.ask(wild, 'sale.park', {})).resolves.toMatchObject({ ok: false, code: 'bad_request' });
    await expect(bridge.ask(aPage('calm'), 'sale.park', {})).resolves.toMatchObject({ ok: true });
    clock.moment += 1_000;
    await expect(bridge.ask(wild, 'sale.park', {})).resolves.toMatchObject({ ok: true });
  });
});

describe('who may ask', () => {
  it('nobody who is not signed in, but to sign in', async () => {
    permissions = undefined;
    await expect(bridge.ask(aPage(), 'payment.cash', { requestId: 'request-1', tendered: 1 })).resolves.toMatchObject({ ok: false, code: 'not_signed_in' });
    await expect(bridge.ask(aPage(), 'people.signOut', {})).resolves.toMatchObject({ ok: true });
    expect(calls).toEqual(['people.signOut']);
  });

  it('nobody without the right, and what was refused once is not remembered against the next person', async () => {
    permissions = ['sell'];
    const move = { requestId: 'request-1', kind: 'out', amount: 1, reason: '存银行' };
    answers['shift.move'] = { ok: true, value: { moveId: 'm' } };
    await expect(bridge.ask(aPage(), 'shift.move', move)).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    permissions = ['cash_move'];
    await expect(bridge.ask(aPage(), 'shift.move', move)).resolves.toMatchObject({ ok: true });
  });
});

describe('a feed', () => {
  const scene = (moment: number) => ({
    revision: moment, now: moment, profile: 'demo', shop: { nameZh: '店', nameEn: 'Shop' }, prefs: { language: 'zh', theme: 'light' }, ways: [], inches: null, scene: { name: 'idle' },
  });

  it('sends the present snapshot at once, and several changes of one moment as one', async () => {
    const page = aPage();
    snapshot = scene(1);
    expect(bridge.watch(page, 'display', 'sub-1')).toBe(true);
    snapshot = scene(2);
    tell();
    snapshot = scene(3);
    tell();
    await Promise.resolve();
    expect(page.got.map(({ snapshot: seen }) => (seen as { revision: number }).revision)).toEqual([1, 3]);
  });

  it('that cannot be made whole is not shown in part', () => {
    const page = aPage();
    snapshot = { revision: 'broken' };
    bridge.watch(page, 'display', 'sub-1');
    expect(page.got).toEqual([]);
    expect(log.events).toEqual(['bridge.snapshot_failed']);
  });

  it('ends with its page, and is refused under a name or in a number that is not allowed', async () => {
    const page = aPage();
    snapshot = scene(1);
    expect(bridge.watch(page, 'secrets', 'sub-1')).toBe(false);
    expect(bridge.watch(page, 'display', '../up')).toBe(false);
    const taken = Array.from({ length: 20 }, (_, index) => bridge.watch(page, 'display', `sub-${index}`));
    expect(taken.filter(Boolean)).toHaveLength(16);
    bridge.drop(page);
    const before = page.got.length;
    tell();
    await Promise.resolve();
    expect(page.got).toHaveLength(before);
  });
});
