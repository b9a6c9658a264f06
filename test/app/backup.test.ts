/** A disk dies, a stick is pulled out, a share stands still: the shop always knows whether there is a copy of its books, and gets back from one. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupsIn } from '../../main/adapters/storage/backup.ts';
import { nodeProcess } from '../../main/adapters/helper-process.ts';
import { SystemClock } from '../../main/adapters/system.ts';
import { composeDemo, worldOf } from '../../main/composition.ts';
import type { RunningTill } from '../../main/composition.ts';
import { isBackupLate, nextBackupAt, NO_BACKUP_YET } from '../../main/domain/backup.ts';
import type { Clock } from '../../main/ports.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import type { AskName } from '../../preload/contract/names.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import { hurriedRules, until } from '../support/demo-till.ts';

const ENTRY = new URL('../../main/adapters/storage/backup-process/entry.ts', import.meta.url).pathname;
const SOON = { timeout: 20_000 };
const page = { id: 'page', send: () => undefined };
const HOUR_MS = 3_600_000;
const CHINA = 480;
/** Ten in the morning in China. */
const MORNING = Date.UTC(2026, 10, 21, 2);

/** Real time that can be moved ahead: who waits for a moment that has passed is called. */
class AheadClock implements Clock {
  private ahead = 0;
  private readonly system = new SystemClock();
  private readonly waiting = new Map<object, { readonly moment: number; readonly callback: () => void; forget: () => void }>();

  now(): number {
    return this.system.now() + this.ahead;
  }

  at(moment: number, callback: () => void): () => void {
    const key = {};
    const wait = { moment, callback, forget: this.system.at(moment - this.ahead, () => this.fire(key)) };
    this.waiting.set(key, wait);
    return () => {
      this.waiting.get(key)?.forget();
      this.waiting.delete(key);
    };
  }

  goAhead(ms: number): void {
    this.ahead += ms;
    for (const [key, { moment }] of this.waiting) if (moment <= this.now()) this.fire(key);
  }

  private fire(key: object): void {
    const wait = this.waiting.get(key);
    wait?.forget();
    if (this.waiting.delete(key)) wait?.callback();
  }
}

let root: string;
let stick: string;
let clock: AheadClock;
let simulator: Simulator;
let shop: RunningTill;
let started: number;

const data = (): string => join(root, 'data');

async function open(): Promise<void> {
  shop = await composeDemo({
    folder: data(), world: worldOf(simulator), rules: hurriedRules({ qrLifeMs: 600_000 }), logSink: () => undefined, clock,
    backups: { startProcess: () => nodeProcess(ENTRY), startAnew: () => { started += 1; } },
  });
}

async function ask<Name extends AskName>(name: Name, input: AskInput<Name>): Promise<AskOutput<Name>> {
  const answer = await shop.bridge.ask(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
  return answer.value as AskOutput<Name>;
}

async function owner(): Promise<void> {
  await ask('people.signIn', { personId: 'demo-owner', pin: shop.till.picture.till().demo?.approver.pin ?? '' });
}

const view = async () => (await ask('backup.get', {})).backup;
const choose = (folder: string | null, keep = 5) => ask('backup.save', { folder, keep });
const idle = async (): Promise<void> => {
  await expect.poll(async () => (await view()).running, SOON).toBe(false);
};

beforeEach(async () => {
  root = temporaryFolder();
  stick = join(root, 'stick');
  mkdirSync(stick);
  clock = new AheadClock();
  started = 0;
  simulator = await startSimulator({ wechatReverseNotBeforeMs: 0 });
  await open();
  await owner();
});
afterEach(async () => {
  await shop.close();
  await simulator.close();
  removeFolder(root);
});

describe('a copy', () => {
  it('is made of nothing while no folder is chosen, and the screen says so', async () => {
    expect(await view()).toMatchObject({ folder: null, last: null, nextAt: null });
    expect(shop.till.picture.till().backup).toEqual({ state: 'none' });
    await expect(shop.bridge.ask(page, 'backup.run', {})).resolves.toMatchObject({ ok: false, code: 'no_backup_folder' });
  });

  it('is made at once when the folder is chosen, and at every end of a shift; a folder on the same disk is said to be no safety', async () => {
    await choose(stick);
    await idle();
    expect(await view()).toMatchObject({ folder: stick, sameDisk: true, trouble: null, last: { name: backupsIn(stick)[0] } });
    expect(shop.till.picture.till().backup).toEqual({ state: 'fine' });
    await ask('shift.open', { requestId: 'request-open', float: 0 });
    await ask('shift.count', { requestId: 'request-count', total: 0, note: '' });
    await ask('shift.close', { requestId: 'request-close' });
    await expect.poll(() => backupsIn(stick).length, SOON).toBe(2);
    await idle();
  });

  it('is made every night, and keeps as many as were wanted', async () => {
    await choose(stick, 2);
    await idle();
    for (let night = 0; night < 3; night++) {
      const before = (await view()).last?.name;
      clock.goAhead(24 * HOUR_MS);
      await expect.poll(async () => (await view()).last?.name !== before, SOON).toBe(true);
    }
    await idle();
    expect(backupsIn(stick)).toHaveLength(2);
  });

  it('that cannot be made has a reason and a since; the till says so after two days, and a stick that is back is found by itself', async () => {
    await choose(stick);
    await idle();
    const away = join(root, 'away');
    renameSync(stick, away);
    await ask('backup.run', {});
    await idle();
    const { trouble, last } = await view();
    expect(trouble?.reason).toBe('missing');
    expect(last).not.toBeNull();
    expect(shop.till.picture.till().backup).toEqual({ state: 'fine' });
    for (let hour = 0; hour < 3; hour++) {
      clock.goAhead(20 * HOUR_MS);
      await expect.poll(async () => ((await view()).trouble?.at ?? 0) > clock.now() - HOUR_MS, SOON).toBe(true);
    }
    await idle();
    expect((await view()).trouble?.since).toBe(trouble?.since);
    expect(shop.till.picture.till().backup).toEqual({ state: 'late', reason: 'missing' });
    expect(readdirSync(root)).not.toContain('stick');
    renameSync(away, stick);
    clock.goAhead(HOUR_MS);
    await expect.poll(async () => (await view()).trouble, SOON).toBeNull();
    expect(shop.till.picture.till().backup).toEqual({ state: 'fine' });
  });

  it('goes only where it can be written, and whoever may not set up the till does not choose where', async () => {
    await expect(shop.bridge.ask(page, 'backup.save', { folder: join(root, 'nowhere'), keep: 3 })).resolves.toMatchObject({ ok: false, code: 'backup_folder_missing' });
    await expect(shop.bridge.ask(page, 'backup.save', { folder: '/proc', keep: 3 })).resolves.toMatchObject({ ok: false, code: 'backup_folder_closed' });
    await ask('people.signIn', { personId: 'demo', pin: shop.till.picture.till().demo?.approver.pin ?? '' });
    await expect(shop.bridge.ask(page, 'backup.get', {})).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    expect((await shop.bridge.ask(page, 'backup.restore', { requestId: 'request-1', folder: stick, name: 'guitai-001-00000000-20261121-000000000.db' })).ok).toBe(false);
  });
});

describe('a lost disk', () => {
  const newest = (): string => backupsIn(stick).at(-1) ?? '';

  /** A WeChat Pay QR that the customer has not paid yet; returns its payment. */
  async function showQr(): Promise<{ readonly id: string; readonly outTradeNo: string }> {
    shop.till.checkout.next();
    shop.till.checkout.addProduct(shop.till.catalogue.quickKeys()[0]?.id ?? '', 1000);
    const { paymentId } = await ask('payment.startQr', { requestId: `request-${clock.now()}`, wallet: 'wechat', evenIfDuplicate: true });
    return until('the QR is shown', () => {
      const payment = shop.till.ledger.payment(paymentId);
      return payment?.phase === 'waiting' && payment;
    });
  }

  it('brings back the copy: its unfinished payment is asked for, and no number is given again', async () => {
    const running = await showQr();
    await choose(stick);
    await idle();
    // After the copy the day went on: what it gave is known to nobody any more.
    await ask('payment.cancel', { paymentId: running.id });
    await until('it is closed', () => shop.till.ledger.payment(running.id)?.phase === 'not_charged');
    const given = new Set([running.outTradeNo]);
    const later: string[] = [];
    for (let index = 0; index < 3; index++) later.push(shop.till.ledger.takeSerial('order').number);
    await shop.close();
    rmSync(data(), { recursive: true });

    await open();
    await owner();
    const { look } = await ask('backup.look', { folder: stick });
    expect(look.copies).toMatchObject([{ name: newest(), till: 1, ofTheseBooks: false }]);
    await ask('backup.restore', { requestId: 'request-restore', folder: stick, name: newest() });
    expect(started).toBe(1);
    await shop.close();
    await open();
    await owner();

    expect((await view()).restored).toMatchObject({ kind: 'restored', name: newest() });
    expect(shop.till.ledger.history('till', 'till-1').map(({ note }) => note)).toContain('backup_restored');
    // In the copy it waits for the customer; the provider knows that it was closed since.
    await until('the provider was asked', () => shop.till.ledger.payment(running.id)?.phase === 'not_charged');
    for (const number of later) given.add(number);
    for (let index = 0; index < 3; index++) {
      const { number } = shop.till.ledger.takeSerial('order');
      expect(given).not.toContain(number);
      given.add(number);
    }
    expect(readdirSync(data()).some((name) => name.startsWith('guitai.db.replaced-'))).toBe(true);
    expect(readdirSync(data())).not.toContain('restore.json');
  });

  it('puts no old books on a till whose money is on its way, nor those of another till', async () => {
    await choose(stick);
    await idle();
    const copy = newest();
    const running = await showQr();
    await expect(shop.bridge.ask(page, 'backup.restore', { requestId: 'request-1', folder: stick, name: copy })).resolves.toMatchObject({ ok: false, code: 'restore_not_now' });
    await ask('payment.cancel', { paymentId: running.id });
    const foreign = copy.replace('guitai-001-', 'guitai-044-');
    renameSync(join(stick, copy), join(stick, foreign));
    await expect(shop.bridge.ask(page, 'backup.restore', { requestId: 'request-2', folder: stick, name: foreign })).resolves.toMatchObject({ ok: false, code: 'copy_of_other_till', detail: { till: 44, here: 1 } });
    await expect(shop.bridge.ask(page, 'backup.restore', { requestId: 'request-3', folder: stick, name: copy })).resolves.toMatchObject({ ok: false, code: 'no_copy' });
    expect(started).toBe(0);
  });
});

describe('the moment of the next copy', () => {
  const last = (at: number) => ({ last: { name: 'copy', at, bytes: 1 }, trouble: null });

  it('is now without any, tonight with one of today, and now again a day after', () => {
    expect(nextBackupAt(NO_BACKUP_YET, MORNING, CHINA)).toBe(MORNING);
    expect(nextBackupAt(last(MORNING - HOUR_MS), MORNING, CHINA)).toBe(MORNING + 17 * HOUR_MS);
    expect(nextBackupAt(last(MORNING - 25 * HOUR_MS), MORNING, CHINA)).toBe(MORNING - HOUR_MS);
  });

  it('comes soon after a failure; late is only what was chosen and failed', () => {
    const trouble = { reason: 'missing', since: MORNING - 49 * HOUR_MS, at: MORNING } as const;
    expect(nextBackupAt({ last: null, trouble }, MORNING, CHINA)).toBe(MORNING + 600_000);
    const choice = { folder: '/stick', keep: 3, elsewhere: true };
    expect(isBackupLate(choice, { last: null, trouble }, MORNING)).toBe(true);
    expect(isBackupLate({ ...choice, folder: null }, { last: null, trouble }, MORNING)).toBe(false);
    expect(isBackupLate(choice, { ...last(MORNING - 3 * HOUR_MS), trouble }, MORNING)).toBe(false);
  });
});
