/** Routes of the desks behind the counter. */
import type { DESK_ROUTES } from '../../preload/contract/desk-routes.ts';
import { settingsView } from '../../preload/contract/settings-views.ts';
import type { BackupDesk } from '../app/backup-desk.ts';
import type { DeviceDesk } from '../app/device-desk.ts';
import type { GoodsDesk } from '../app/goods-desk.ts';
import type { House } from '../app/house.ts';
import type { NetworkDesk } from '../app/network-desk.ts';
import type { PeopleDesk } from '../app/people-desk.ts';
import type { ProfileDesk } from '../app/profile-desk.ts';
import type { ProviderDesk } from '../app/provider-desk.ts';
import type { SettingsDesk } from '../app/settings-desk.ts';
import { shiftPicture } from '../app/shift-desk.ts';
import type { ShiftDesk } from '../app/shift-desk.ts';
import { fen } from '../domain/money.ts';
import type { Clock, Secrets } from '../ports.ts';
import type { TrackingDesk } from '../app/tracking-desk.ts';
import type { Till } from '../app/till.ts';
import type { Handlers } from './server.ts';
import { readSettingsFile, writeSettingsFile } from './settings-file.ts';

export interface Desks {
  readonly people: PeopleDesk;
  readonly shifts: ShiftDesk;
  readonly tracking: TrackingDesk;
  readonly settings: SettingsDesk;
  readonly providers: ProviderDesk;
  readonly network: NetworkDesk;
  readonly devices: DeviceDesk;
  readonly backups: BackupDesk;
  readonly goods: GoodsDesk;
  readonly profiles: ProfileDesk;
  readonly secrets: Pick<Secrets, 'protection' | 'broken'>;
  readonly house: House;
  /** Asks a person where, and writes a file there; false when there is no place after all, undefined when it cannot be written. Absent where nobody can be asked. */
  readonly saveFile?: ((name: string, text: string) => Promise<boolean | undefined>) | undefined;
}

type DeskName = keyof typeof DESK_ROUTES;
type ShiftName = Extract<DeskName, `shift.${string}`>;
type SettingsName = Extract<DeskName, `settings.${string}`>;
type DeviceRoute = Extract<DeskName, `devices.${string}`>;
type BackupRoute = Extract<DeskName, `backup.${string}`>;
type GoodsRoute = Extract<DeskName, `goods.${string}`>;
type PeopleName = Extract<DeskName, `people.${string}`>;

const OK = { ok: true, value: {} } as const;

export function makeDeskHandlers({ till, desks, clock }: { readonly till: Till; readonly desks: Desks; readonly clock: Clock }): Pick<Handlers, DeskName> {
  return {
    ...peopleHandlers(desks),
    ...shiftHandlers(desks),
    ...settingsHandlers(desks, clock),
    ...deviceHandlers(desks),
    ...backupHandlers(desks),
    ...goodsHandlers(desks),
    'profile.view': () => ({ ok: true, value: desks.profiles.view() }),
    'profile.choose': ({ profile, tillNumber }) => desks.profiles.choose(profile, tillNumber),
    'tracking.list': (wish) => desks.tracking.list(wish),
    'tracking.timeline': ({ subject, id }) => desks.tracking.timeline(subject, id),
    'receipt.printRefund': ({ refundId }) => desks.tracking.printRefund(refundId),
    'refund.retry': ({ refundId }) => till.refunds.retry(refundId),
  };
}

function peopleHandlers({ people, house }: Desks): Pick<Handlers, PeopleName> {
  return {
    'people.list': () => ({ ok: true, value: { people: people.list(), roles: house.saved.roles, selfApproval: house.saved.store.selfApproval } }),
    'people.firstOwner': ({ name, pin }) => people.firstOwner(name, pin),
    'people.signIn': ({ personId, pin }) => people.signIn(personId, pin),
    'people.signOut': () => {
      people.signOut();
      return OK;
    },
    'people.save': (wish) => people.save(wish),
    'people.changePin': ({ personId, newPin, oldPin }) => people.changePin(personId, newPin, oldPin),
    'people.saveRoles': ({ roles, selfApproval }) => people.saveRoles(roles, selfApproval),
  };
}

function shiftHandlers({ shifts, people }: Desks): Pick<Handlers, ShiftName> {
  return {
    'shift.view': () => {
      const open = shifts.current();
      const picture = shiftPicture((id) => people.nameOf(id));
      return { ok: true, value: { open: open ? picture(open) : null, earlier: shifts.earlier().map(picture) } };
    },
    'shift.open': ({ float }) => shifts.open(fen(float)),
    'shift.move': ({ kind, amount, reason }) => shifts.move(kind, fen(amount), reason),
    'shift.count': ({ total, note }) => shifts.count(fen(total), note),
    'shift.close': () => shifts.close(),
    'shift.report': ({ shiftId }) => {
      const report = shifts.report(shiftId);
      return report ? { ok: true, value: { report } } : { ok: false, code: 'no_shift' };
    },
    'shift.print': ({ shiftId }) => shifts.print(shiftId),
  };
}

function settingsHandlers({ settings, providers, network, secrets, house, saveFile }: Desks, clock: Clock): Pick<Handlers, SettingsName> {
  const view = () => ({ ...settings.view(), providers: providers.view(), network: network.view(), secrets: { protection: secrets.protection, broken: secrets.broken } });
  return {
    'settings.get': () => ({ ok: true, value: { settings: view() } }),
    'settings.export': async () => {
      if (!saveFile) return { ok: false, code: 'not_here' };
      const seen = { ...settingsView.parse(view()), roles: house.saved.roles };
      const saved = await saveFile(`guitai-settings-till-${seen.till.number}.json`, writeSettingsFile(seen, clock.now()));
      return saved === undefined ? { ok: false, code: 'file_not_written' } : { ok: true, value: { saved } };
    },
    'settings.readFile': ({ text }) => readSettingsFile(text, { ...settingsView.parse(view()), roles: house.saved.roles }),
    'settings.save': ({ store, till, sequences }) => settings.save({
      till, sequences,
      store: store && {
        ...store,
        limits: { ...store.limits, refund: fen(store.limits.refund), drawerDifference: fen(store.limits.drawerDifference) },
        kiosk: { ...store.kiosk, amountLimit: fen(store.kiosk.amountLimit) },
      },
    }),
    'settings.checkScan': ({ rules }) => settings.checkScan(rules),
    'settings.tryScan': ({ text, place, rules }) => ({ ok: true, value: settings.tryScan(text, place, rules) }),
    'settings.saveProvider': ({ wallet, enabled, fields, secrets: typed }) => providers.save(wallet, { enabled, fields }, typed),
    'settings.saveNetwork': ({ choice, password }) => network.save(choice, password),
    'settings.testProvider': async ({ wallet }) => ({ ok: true, value: await providers.test(wallet) }),
  };
}

function deviceHandlers({ devices }: Desks): Pick<Handlers, DeviceRoute> {
  return {
    'devices.get': async ({ look }) => {
      if (look) await devices.look();
      return { ok: true, value: { devices: devices.view() } };
    },
    'devices.save': ({ choice }) => {
      const saved = devices.save(choice);
      return saved.ok ? { ok: true, value: { devices: devices.view() } } : saved;
    },
    'devices.discover': () => devices.discover(),
    'devices.testPrinter': async () => {
      const tested = await devices.testPrinter();
      return tested.ok ? { ok: true, value: { test: tested.value } } : tested;
    },
    'devices.testScanner': (wish) => {
      const acted = devices.actOnScanTest(wish);
      return acted.ok ? { ok: true, value: { scanTest: devices.scanTest() } } : acted;
    },
    'devices.testDisplay': () => devices.testDisplay(),
  };
}

function goodsHandlers({ goods }: Desks): Pick<Handlers, GoodsRoute> {
  return {
    'goods.list': ({ text, offset }) => ({ ok: true, value: { goods: goods.list(text, offset) } }),
    'goods.save': ({ id, code, nameZh, nameEn, category, pinyin, price, unit, restricted, quickKey }) => goods.save({ id, code, nameZh, nameEn, category, pinyin, price: fen(price), unit, restricted, quickKey }),
    'goods.remove': ({ id }) => goods.remove(id),
    'goods.open': () => goods.open(),
    'goods.apply': ({ mode }) => goods.apply(mode),
    'goods.undo': () => goods.undo(),
    'goods.export': () => goods.export(),
  };
}

function backupHandlers({ backups }: Desks): Pick<Handlers, BackupRoute> {
  return {
    'backup.get': () => ({ ok: true, value: { backup: backups.view() } }),
    'backup.look': async ({ folder }) => ({ ok: true, value: { look: await backups.look(folder) } }),
    'backup.pick': () => backups.pick(),
    'backup.save': async ({ folder, keep }) => {
      const saved = await backups.save(folder, keep);
      return saved.ok ? { ok: true, value: { backup: backups.view() } } : saved;
    },
    'backup.run': () => {
      const begun = backups.backUpNow();
      return begun.ok ? { ok: true, value: { backup: backups.view() } } : begun;
    },
    'backup.restore': ({ folder, name }) => backups.restore(folder, name),
  };
}
