// Who stands at the till: no PIN to begin with, no way around a right, no store without an owner, nothing lost when cashiers change.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/adapters/storage/database.ts';
import { SqliteLedger } from '../../main/adapters/storage/ledger.ts';
import { SqlitePeople } from '../../main/adapters/storage/people.ts';
import { SqliteSettingsBook } from '../../main/adapters/storage/settings-book.ts';
import { SqliteSettings } from '../../main/adapters/storage/settings.ts';
import { House } from '../../main/app/house.ts';
import { PeopleDesk } from '../../main/app/people-desk.ts';
import type { PersonWish } from '../../main/app/people-desk.ts';
import { Session } from '../../main/app/session.ts';
import { demandOf } from '../../main/bridge/access.ts';
import { DEFAULT_ROLE_PERMISSIONS } from '../../main/domain/approval.ts';
import { isEasyPin } from '../../main/domain/people.ts';
import { fen } from '../../main/domain/money.ts';
import { DEFAULT_SCAN_RULES } from '../../main/domain/scan.ts';
import { ASK_NAMES } from '../../preload/contract/names.ts';
import { KeptLog, removeFolder, SetClock, temporaryFolder } from '../adapters/storage/support.ts';
import { demoBench, fillBasket } from '../support/demo-till.ts';

/** A new shop's people desk on a real database; only time is ours. */
function openShop(folder: string) {
  const clock = new SetClock();
  const log = new KeptLog();
  const database = openDatabase(join(folder, 'guitai.db'), { log, clock });
  const ledger = new SqliteLedger(database, { tillNumber: 1, folder, clock, log });
  const settings = new SqliteSettings(database, { clock, log });
  const house = new House(new SqliteSettingsBook({ database, settings, ledger, clock, tillId: 'till-1' }));
  const session = new Session({
    profile: 'shop', shop: { nameZh: '', nameEn: '' }, till: { id: 'till-1', number: 1 }, cashier: { id: '', name: '' }, scanRules: DEFAULT_SCAN_RULES,
    receiptLanguage: 'zh', cashRoundingStep: fen(0), duplicateWindowMs: 0, utcOffsetMinutes: 480,
  }, { language: 'zh', theme: 'light' }, clock, log);
  let id = 0;
  const people = new SqlitePeople(database, ledger, clock);
  const desk = new PeopleDesk({ people, ledger, house, session, clock, ids: { next: () => `p${id += 1}` } });
  return { clock, database, ledger, house, session, desk, people, close: () => { ledger.close(); database.close(); } };
}

let folder: string;
let shop: ReturnType<typeof openShop>;
beforeEach(() => {
  folder = temporaryFolder();
  shop = openShop(folder);
});
afterEach(() => {
  shop.close();
  removeFolder(folder);
});

const OWNER_PIN = '260518';
const wish = (more: Partial<PersonWish> = {}): PersonWish => ({ name: '小林', role: 'cashier', active: true, granted: [], denied: [], pin: '4826', ...more });

async function withOwner(): Promise<string> {
  const made = await shop.desk.firstOwner('周老板', OWNER_PIN);
  if (!made.ok) throw new Error(made.code);
  return made.value.personId;
}

async function added(more: Partial<PersonWish> = {}): Promise<string> {
  const made = await shop.desk.save(wish(more));
  if (!made.ok) throw new Error(made.code);
  return made.value.personId;
}

describe('a new store', () => {
  it('has nobody, no PIN that works, and begins with an owner who chooses one', async () => {
    expect(shop.desk.list()).toEqual([]);
    expect(shop.session.isFirstRun).toBe(true);
    await expect(shop.desk.signIn('anybody', '0000')).resolves.toMatchObject({ ok: false, code: 'no_person' });
    await expect(shop.desk.firstOwner('周老板', '1234')).resolves.toMatchObject({ ok: false, code: 'pin_too_easy' });
    const owner = await withOwner();
    expect(shop.session).toMatchObject({ isFirstRun: false, person: { id: owner, role: 'owner' } });
    await expect(shop.desk.firstOwner('小偷', '975310')).resolves.toMatchObject({ ok: false, code: 'not_first_run' });
  });

  it('can go on when the power failed between the owner and the PIN', async () => {
    shop.people.save({ id: 'half', name: '周老板', role: 'owner', active: true, granted: [], denied: [] }, 'half');
    shop.close();
    shop = openShop(folder);
    expect(shop.session.isFirstRun).toBe(true);
    await withOwner();
  });
});

describe('signing in', () => {
  it('waits longer after each wrong PIN, says how long, locks in the end, and a new PIN lifts it', async () => {
    await withOwner();
    const lin = await added();
    const waits: number[] = [];
    const shown: number[] = [];
    let answer = await shop.desk.signIn(lin, '9999');
    for (let tries = 0; tries < 20 && (answer.ok || answer.code !== 'locked'); tries += 1) {
      if (!answer.ok && answer.code === 'wait') {
        waits.push(Number(answer.detail?.['waitMs']));
        shown.push(shop.desk.list().find(({ id }) => id === lin)?.pin.waitMs ?? 0);
        shop.clock.moment += waits.at(-1) ?? 0;
      }
      answer = await shop.desk.signIn(lin, '9999');
    }
    expect(shown).toEqual(waits);
    expect(waits).toEqual([5_000, 15_000, 60_000, 300_000, 900_000]);
    await expect(shop.desk.signIn(lin, '4826')).resolves.toMatchObject({ ok: false, code: 'locked' });
    expect(shop.desk.list().find(({ id }) => id === lin)?.pin.locked).toBe(true);
    await expect(shop.desk.changePin(lin, '7153', undefined)).resolves.toMatchObject({ ok: true });
    await expect(shop.desk.signIn(lin, '7153')).resolves.toMatchObject({ ok: true });
    expect(shop.session.settings.cashier.name).toBe('小林');
  });

  it('is not for the disabled', async () => {
    await withOwner();
    const lin = await added();
    await shop.desk.save(wish({ id: lin, active: false, pin: undefined }));
    await expect(shop.desk.signIn(lin, '4826')).resolves.toMatchObject({ ok: false, code: 'no_person' });
  });

  it('the own PIN is changed with the old one only', async () => {
    await withOwner();
    const lin = await added();
    await shop.desk.signIn(lin, '4826');
    await expect(shop.desk.changePin(lin, '7153', '0000')).resolves.toMatchObject({ ok: false, code: 'wrong_pin' });
    await expect(shop.desk.changePin(lin, '7153', undefined)).resolves.toMatchObject({ ok: false, code: 'wrong_pin' });
    await expect(shop.desk.changePin(lin, '7777', '4826')).resolves.toMatchObject({ ok: false, code: 'pin_too_easy' });
    await expect(shop.desk.changePin(lin, '7153', '4826')).resolves.toMatchObject({ ok: true });
  });
});

describe('nobody takes rights that were not given', () => {
  it('a manager makes no owner, touches none, resets no PIN of one, and promotes nobody to it', async () => {
    const owner = await withOwner();
    const manager = await added({ name: '王店长', role: 'manager', pin: '5937' });
    const lin = await added();
    await shop.desk.signIn(manager, '5937');
    await expect(shop.desk.save(wish({ name: '新老板', role: 'owner' }))).resolves.toMatchObject({ ok: false, code: 'only_owner' });
    await expect(shop.desk.save(wish({ id: lin, role: 'owner', pin: undefined }))).resolves.toMatchObject({ ok: false, code: 'only_owner' });
    await expect(shop.desk.save(wish({ id: owner, name: '周老板', role: 'cashier', pin: undefined }))).resolves.toMatchObject({ ok: false, code: 'only_owner' });
    await expect(shop.desk.changePin(owner, '8462', undefined)).resolves.toMatchObject({ ok: false, code: 'only_owner' });
    expect(shop.desk.saveRoles({ ...DEFAULT_ROLE_PERMISSIONS, cashier: ['sell', 'people'] }, true)).toMatchObject({ ok: false, code: 'only_owner' });
  });

  it('nobody changes the own role or rights, and nobody gives what he does not have', async () => {
    await withOwner();
    const deputy = await added({ name: '何副店', role: 'supervisor', granted: ['people'], pin: '5937' });
    await shop.desk.signIn(deputy, '5937');
    await expect(shop.desk.save(wish({ id: deputy, name: '何副店', role: 'manager', granted: ['people'], pin: undefined }))).resolves.toMatchObject({ ok: false, code: 'own_role' });
    await expect(shop.desk.save(wish({ id: deputy, name: '何副店', role: 'supervisor', granted: ['people', 'refund_force'], pin: undefined }))).resolves.toMatchObject({ ok: false, code: 'own_role' });
    await expect(shop.desk.save(wish({ name: '小强', role: 'manager', pin: '1593' }))).resolves.toMatchObject({ ok: false, code: 'beyond_own_rights' });
    await expect(shop.desk.save(wish({ name: '小强', role: 'cashier', pin: '1593' }))).resolves.toMatchObject({ ok: true });
    await expect(shop.desk.save(wish({ id: deputy, name: '何副店长', role: 'supervisor', granted: ['people'], pin: undefined }))).resolves.toMatchObject({ ok: true });
  });

  it('a cashier cannot reset anybody', async () => {
    const owner = await withOwner();
    const lin = await added();
    await shop.desk.signIn(lin, '4826');
    await expect(shop.desk.changePin(owner, '8462', undefined)).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    expect(shop.desk.list().every(({ can }) => !can.change && !can.disable)).toBe(true);
  });

  it('the last owner is neither disabled nor demoted; an owner without a PIN does not count', async () => {
    const owner = await withOwner();
    const second = await added({ name: '周太太', role: 'owner', pin: '8462' });
    await shop.desk.signIn(second, '8462');
    await expect(shop.desk.save(wish({ id: owner, name: '周老板', role: 'cashier', pin: undefined }))).resolves.toMatchObject({ ok: true });
    await expect(shop.desk.save(wish({ id: second, name: '周太太', role: 'manager', pin: undefined }))).resolves.toMatchObject({ ok: false, code: 'last_owner' });
    shop.people.save({ id: 'ghost', name: '无密码', role: 'owner', active: true, granted: [], denied: [] }, second);
    await expect(shop.desk.save(wish({ id: second, name: '周太太', role: 'owner', active: false, pin: undefined }))).resolves.toMatchObject({ ok: false, code: 'last_owner' });
  });

  it('the owner keeps every right, whatever the table says', async () => {
    await withOwner();
    expect(shop.desk.saveRoles({ ...DEFAULT_ROLE_PERMISSIONS, owner: [], cashier: ['sell'] }, true)).toMatchObject({ ok: true });
    expect(shop.desk.allowed('people')).toBe(true);
    expect(shop.house.policy).toMatchObject({ selfApproval: true });
    shop.close();
    shop = openShop(folder);
    expect(shop.house.saved.roles.cashier).toEqual(['sell']);
  });
});

describe('the journal', () => {
  it('holds every change of people by whom it was made, proves itself, and holds no PIN', async () => {
    const owner = await withOwner();
    const lin = await added({ pin: '4826915' });
    await shop.desk.signIn(lin, '00000');
    await shop.desk.changePin(lin, '5517309', undefined);
    shop.desk.signOut();
    expect(shop.ledger.history('person', lin).map(({ note, by }) => [note, by])).toEqual([['saved', owner], ['pin_set', owner], ['pin_wrong', lin], ['pin_set', owner]]);
    expect(shop.ledger.history('person', owner).map(({ note }) => note)).toEqual(['saved', 'pin_set', 'signed_in', 'signed_out']);
    expect(shop.ledger.verifyChain().ok).toBe(true);
    shop.close();
    const bytes = readFileSync(join(folder, 'guitai.db')).toString('latin1');
    for (const pin of [OWNER_PIN, '4826915', '5517309']) expect(bytes).not.toContain(pin);
    shop = openShop(folder);
  });
});

describe('the border', () => {
  it('opens nothing but signing in to nobody: every other route demands somebody', () => {
    const open = ASK_NAMES.filter((name) => demandOf(name) === 'nothing' && !/^(kiosk|display)\./.test(name));
    expect(open.sort()).toEqual(['approval.approvers', 'approval.ask', 'demo.open', 'people.firstOwner', 'people.list', 'people.signIn', 'people.signOut', 'prefs.set', 'profile.choose', 'profile.view']);
  });

  it('a signed-out till sells nothing, and the next cashier finds the sale as it was', async () => {
    const bench = await demoBench();
    try {
      const { till, bridge } = bench.running;
      const page = { id: 'page', send: () => undefined };
      const due = fillBasket(bench, 2);
      const { pin } = till.picture.till().demo?.approver ?? { pin: '' };
      await expect(bridge.ask(page, 'people.save', { requestId: 'request-1', ...wish() })).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
      await bridge.ask(page, 'people.signOut', {});
      expect(till.picture.till()).toMatchObject({ cashier: { id: '', name: '' }, access: { state: 'signed_out', may: [] } });
      await expect(bridge.ask(page, 'payment.cash', { requestId: 'request-2', tendered: due })).resolves.toMatchObject({ ok: false, code: 'not_signed_in' });
      await expect(bridge.ask(page, 'people.signIn', { personId: 'demo-owner', pin })).resolves.toMatchObject({ ok: true });
      const view = till.picture.till();
      expect(view).toMatchObject({ cashier: { id: 'demo-owner' }, access: { state: 'signed_in', role: 'owner' } });
      expect(view.sale?.totals.due).toBe(due);
      await expect(bridge.ask(page, 'payment.cash', { requestId: 'request-3', tendered: due })).resolves.toMatchObject({ ok: true });
    } finally {
      await bench.close();
    }
  });
});

it('approving the own wish takes a store that allows it, and then at once', async () => {
  const bench = await demoBench();
  try {
    const { till, desks } = bench.running;
    const { pin } = till.picture.till().demo?.approver ?? { pin: '' };
    await desks.people.signIn('demo-owner', pin);
    const ask = () => till.approvals.ask({ deed: 'drawer_open', subjectId: 'till-1', amount: fen(0), reason: '换零钱' }, 'demo-owner', pin);
    await expect(ask()).resolves.toMatchObject({ ok: false, code: 'same_person' });
    expect(till.approvers('drawer_open').map(({ id }) => id)).not.toContain('demo-owner');
    expect(desks.people.saveRoles(desks.house.saved.roles, true)).toMatchObject({ ok: true });
    await expect(ask()).resolves.toMatchObject({ ok: true });
    expect(till.approvers('drawer_open').map(({ id }) => id)).toContain('demo-owner');
  } finally {
    await bench.close();
  }
});

it('PINs that everybody tries first are refused', () => {
  for (const pin of ['0000', '1111', '1234', '4321', '6789', '7890', '987654', '0123456789']) expect(isEasyPin(pin), pin).toBe(true);
  for (const pin of ['4826', '1357', '2580', '112233', '9182']) expect(isEasyPin(pin), pin).toBe(false);
});
