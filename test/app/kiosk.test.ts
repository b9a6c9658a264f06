// Self-checkout by the store's own rules: they hold with the next touch, survive a restart, and who clears a basket needs the right to do so.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KioskDesk } from '../../main/app/kiosk.ts';
import { DEFAULT_KIOSK_RULES } from '../../main/domain/kiosk-rules.ts';
import type { KioskRules } from '../../main/domain/kiosk-rules.ts';
import { fen } from '../../main/domain/money.ts';
import { SystemClock } from '../../main/adapters/system.ts';
import { KIOSK_SECONDS } from '../../preload/contract/limits.ts';
import { kioskRulesSchema } from '../../preload/contract/settings-views.ts';
import { PIECE, RESTRICTED } from '../e2e/support/goods.ts';
import { demoBench } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

const page = { id: 'page', send: () => undefined };

let bench: DemoBench;
let kiosk: KioskDesk;
let pin: string;
beforeEach(async () => {
  bench = await demoBench();
  pin = bench.running.till.picture.till().demo?.approver.pin ?? '';
  await bench.running.desks.people.signIn('demo-owner', pin);
  kiosk = newKiosk();
});
afterEach(() => bench.close());

const newKiosk = (): KioskDesk => new KioskDesk({ till: bench.running.till, clock: new SystemClock(), language: 'zh', onLeave: () => undefined });

/** As the owner saves it on the settings page. */
async function decide(change: Partial<KioskRules>): Promise<void> {
  const { store } = bench.running.desks.settings.view();
  await expect(bench.running.bridge.ask(page, 'settings.save', { store: { ...store, kiosk: { ...store.kiosk, ...change } } })).resolves.toMatchObject({ ok: true });
}

/** Goods of the demo shop, with an age limit or without. */
const CODES = { free: PIECE, restricted: RESTRICTED } as const;

async function approvalFor(deed: 'kiosk_allow' | 'kiosk_exit') {
  const wish = kiosk.wishToAllow();
  if (!wish) throw new Error('no sale');
  const asked = await bench.running.till.approvals.ask({ ...wish, deed, reason: '已核对' }, 'demo-supervisor', pin);
  return asked.ok ? bench.running.till.approvals.take(asked.value.approvalId, { ...wish, deed }) : undefined;
}

describe('a rule of the store', () => {
  it('holds for the basket that is there already, and after a restart', async () => {
    kiosk.begin('zh');
    kiosk.scan(CODES.free);
    expect(kiosk.snapshot().blocks).toEqual([]);
    await decide({ amountLimit: fen(0), idleMs: 90_000, speech: false, largeText: true, receipt: 'always', cashHandOver: false });
    expect(kiosk.snapshot()).toMatchObject({ blocks: ['amount'], rules: { idleMs: 90_000, speech: false, largeText: true, receipt: 'always', cashHandOver: false } });
    expect(kiosk.go('pay')).toMatchObject({ ok: false, code: 'blocked' });
    await bench.restart();
    kiosk = newKiosk();
    expect(kiosk.snapshot()).toMatchObject({ blocks: ['amount'], rules: { idleMs: 90_000, receipt: 'always' } });
  });

  it('that nothing is handed over to the counter holds whatever the screen asks for', async () => {
    await decide({ cashHandOver: false });
    kiosk.begin('zh');
    kiosk.scan(CODES.free);
    expect(kiosk.handOver()).toMatchObject({ ok: false, code: 'not_now' });
    expect(bench.running.till.checkout.openSale()).toBeDefined();
    await decide({ cashHandOver: true });
    expect(kiosk.handOver()).toMatchObject({ ok: true });
  });

  it('that goods with an age limit are sold at the counter only is lifted by nobody at the machine; without them the customer can pay', async () => {
    await decide({ restricted: 'counter' });
    kiosk.begin('zh');
    kiosk.scan(CODES.restricted);
    kiosk.scan(CODES.free);
    expect(kiosk.go('pay')).toMatchObject({ ok: false, code: 'blocked' });
    expect(kiosk.snapshot()).toMatchObject({ blocks: ['counter'], help: { reason: 'counter' } });
    const approval = await approvalFor('kiosk_allow');
    expect(approval && kiosk.allow(approval)).toMatchObject({ ok: true });
    expect(kiosk.snapshot().blocks).toEqual(['counter']);
    expect(kiosk.pay('mobile')).toMatchObject({ ok: false, code: 'blocked' });
    const line = kiosk.snapshot().sale?.lines.find(({ restricted }) => restricted);
    expect(kiosk.remove(line?.id ?? '')).toMatchObject({ ok: true });
    expect(kiosk.go('pay')).toMatchObject({ ok: true });
  });

  it('that paper always comes cannot be talked away by the page', async () => {
    await decide({ receipt: 'always' });
    kiosk.begin('zh');
    kiosk.scan(CODES.free);
    bench.running.till.tenders.cash(fen(bench.running.till.picture.till().sale?.totals.due ?? 0));
    expect(kiosk.snapshot().step).toBe('receipt');
    expect(kiosk.takeReceipt(false)).toMatchObject({ ok: true });
    expect(kiosk.snapshot().finished?.paper).toBe(true);
  });

  it('is decided by who may decide over money, where it guards what is sold', async () => {
    const { desks, bridge } = bench.running;
    const it = await desks.people.save({ name: '小工', role: 'it', active: true, granted: [], denied: [], pin: '8264' });
    expect(it.ok && (await desks.people.signIn(it.value.personId, '8264')).ok).toBe(true);
    const { store } = desks.settings.view();
    const save = (change: Partial<KioskRules>) => bridge.ask(page, 'settings.save', { store: { ...store, kiosk: { ...store.kiosk, ...change } } });
    await expect(save({ idleMs: 60_000 })).resolves.toMatchObject({ ok: true });
    await expect(save({ restricted: 'counter' })).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    await expect(save({ amountLimit: fen(1) })).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
  });

  it('is taken only within its bounds, and a new store begins within them', () => {
    expect(kioskRulesSchema.safeParse(DEFAULT_KIOSK_RULES).success).toBe(true);
    for (const [time, [least, most]] of Object.entries(KIOSK_SECONDS)) {
      for (const seconds of [least, most]) expect(kioskRulesSchema.safeParse({ ...DEFAULT_KIOSK_RULES, [time]: seconds * 1000 }).success, `${time} ${seconds}`).toBe(true);
      for (const ms of [least * 1000 - 1000, most * 1000 + 1000, least * 1000 + 1]) expect(kioskRulesSchema.safeParse({ ...DEFAULT_KIOSK_RULES, [time]: ms }).success, `${time} ${ms}`).toBe(false);
    }
    expect(kioskRulesSchema.safeParse({ ...DEFAULT_KIOSK_RULES, amountLimit: -1 }).success).toBe(false);
  });
});

describe('a customer who touches quickly', () => {
  it('loses no touch, and does not take the last piece out by one "less" too many', () => {
    kiosk.begin('zh');
    kiosk.scan(CODES.free);
    const [line] = kiosk.snapshot().sale?.lines ?? [];
    const lineId = line?.id ?? '';
    const pieces = () => (kiosk.snapshot().sale?.lines[0]?.quantity ?? 0) / 1000;
    // All of them before the first new picture.
    for (const by of [1, 1, 1, -1] as const) expect(kiosk.stepQuantity(lineId, by)).toMatchObject({ ok: true });
    expect(pieces()).toBe(3);
    for (let touch = 0; touch < 4; touch += 1) expect(kiosk.stepQuantity(lineId, -1)).toMatchObject({ ok: true });
    expect(pieces()).toBe(1);
    expect(kiosk.remove(lineId)).toMatchObject({ ok: true });
    expect(kiosk.snapshot()).toMatchObject({ step: 'scan', sale: null });
  });
});

describe('clearing a basket', () => {
  it('is a right of its own: the staff menu gives none, and its approval clears nothing', async () => {
    kiosk.begin('zh');
    kiosk.scan(CODES.restricted);
    expect(kiosk.wishToAllow()).toMatchObject({ deed: 'kiosk_allow' });
    expect(kiosk.wishForStaff()).toMatchObject({ deed: 'kiosk_exit' });
    const menuOnly = await approvalFor('kiosk_exit');
    expect(menuOnly).toMatchObject({ deed: 'kiosk_exit' });
    const { people } = bench.running.desks;
    const supervisor = people.list().find(({ id }) => id === 'demo-supervisor');
    await people.save({ id: 'demo-supervisor', name: supervisor?.name ?? '', role: 'supervisor', active: true, granted: [], denied: ['kiosk_allow'] });
    expect(await approvalFor('kiosk_allow')).toBeUndefined();
    expect(bench.running.till.approvers('kiosk_allow').map(({ id }) => id)).not.toContain('demo-supervisor');
    expect(bench.running.till.approvers('kiosk_exit').map(({ id }) => id)).toContain('demo-supervisor');
  });
});

describe('what a customer alone with the machine is shown', () => {
  it('follows the look of the till, and keeps it for the next customer', async () => {
    await expect(bench.running.bridge.ask(page, 'prefs.set', { theme: 'contrast' })).resolves.toMatchObject({ ok: true });
    expect(kiosk.snapshot().theme).toBe('contrast');
    kiosk.leave();
    expect(kiosk.snapshot().theme).toBe('contrast');
  });

  it('promises no wallet with which nobody can pay here', async () => {
    expect(kiosk.snapshot().wallets).toEqual(['alipay', 'wechat']);
    const { store } = bench.running.desks.settings.view();
    const hidden = store.methods.map((method) => (method.method === 'alipay' || method.method === 'mobile' ? { ...method, visible: false } : method));
    await expect(bench.running.bridge.ask(page, 'settings.save', { store: { ...store, methods: hidden } })).resolves.toMatchObject({ ok: true });
    expect(kiosk.snapshot().wallets).toEqual(['wechat']);
  });

  it('says that the printer is in trouble, so that nobody waits for a receipt that does not come', () => {
    const { printQueue } = bench.running.till;
    expect(kiosk.snapshot().printer).toBe('ready');
    printQueue.lastFailure = 'paper_out';
    expect(kiosk.snapshot().printer).toBe('trouble');
  });
});

describe('a scan that comes at the wrong moment', () => {
  /** A basket at the choice of ways to pay. */
  function toChoice(): void {
    kiosk.begin('zh');
    kiosk.scan(CODES.free);
    kiosk.go('review');
    kiosk.go('pay');
  }

  it('of a payment code before its way was chosen charges nobody, and says what comes first', () => {
    toChoice();
    kiosk.scan('281234567890123456');
    expect(bench.running.till.ledger.unfinishedPayments()).toEqual([]);
    expect(kiosk.snapshot()).toMatchObject({ step: 'pay', notice: { notice: { kind: 'misplaced', what: 'payment_code_in_basket' } } });
    kiosk.go('scan');
    expect(kiosk.snapshot().notice).toBeNull();
  });

  it('of goods at the choice changes no amount, and is not passed over in silence', () => {
    toChoice();
    kiosk.scan(CODES.free);
    expect(kiosk.snapshot()).toMatchObject({ sale: { pieces: 1 }, notice: { notice: { kind: 'misplaced', what: 'product_in_payment' } } });
  });

  it('of the next customer takes nobody the question about the receipt, nor the proof on paper', () => {
    kiosk.begin('zh');
    kiosk.scan(CODES.free);
    bench.running.till.tenders.cash(fen(bench.running.till.picture.till().sale?.totals.due ?? 0));
    kiosk.scan(CODES.free);
    expect(kiosk.snapshot()).toMatchObject({ step: 'receipt', sale: null });
    kiosk.takeReceipt(true);
    kiosk.scan(CODES.free);
    expect(kiosk.snapshot()).toMatchObject({ step: 'scan', sale: { pieces: 1 } });
  });
});

describe('the sound that calls staff', () => {
  it('comes with a call, and nobody plays on it', () => {
    let sounds = 0;
    bench.running.till.buzzer.call = () => void (sounds += 1);
    kiosk.begin('zh');
    for (const reason of ['question', 'payment', null, 'question', 'cash', null, 'product'] as const) kiosk.askHelp(reason);
    expect(sounds).toBe(1);
  });

  it('is silent where the customer is sent to the counter', async () => {
    await decide({ restricted: 'counter' });
    let sounds = 0;
    bench.running.till.buzzer.call = () => void (sounds += 1);
    kiosk.begin('zh');
    kiosk.scan(CODES.restricted);
    kiosk.go('pay');
    expect(kiosk.snapshot().help).toMatchObject({ reason: 'counter' });
    expect(sounds).toBe(0);
  });
});
