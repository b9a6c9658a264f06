/**
 * The only file that says `new`, with its parts for the demo and for the wallets: which adapter stands behind which port. It knows
 * no Electron, so that tests compose the very same till.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { HttpDoor } from './adapters/http.ts';
import { JsonLog, logFile } from './adapters/log.ts';
import type { LogSink } from './adapters/log.ts';
import { DoorWayOut } from './adapters/network.ts';
import { ProviderTime } from './adapters/provider-time.ts';
import { SealedSecrets } from './adapters/secrets.ts';
import { SystemClock, UuidIds } from './adapters/system.ts';
import { SettingsBackupBook } from './adapters/storage/backup-book.ts';
import { ProcessBackups } from './adapters/storage/backup-place.ts';
import type { StartBackupProcess } from './adapters/storage/backup-process/messages.ts';
import { SettingsBillBook } from './adapters/storage/bill-book.ts';
import { SqliteBooks } from './adapters/storage/books.ts';
import { SqliteCatalogue } from './adapters/storage/catalogue.ts';
import { openDatabase } from './adapters/storage/database.ts';
import { SqliteLedger } from './adapters/storage/ledger.ts';
import { DEFAULT_NETWORK, SqliteNetworkBook } from './adapters/storage/network-book.ts';
import { SqlitePeople } from './adapters/storage/people.ts';
import { restoreAsOrdered, tearUpOrder } from './adapters/storage/restore-order.ts';
import { SqliteSettings } from './adapters/storage/settings.ts';
import { SqliteProviderBook, SqliteSettingsBook } from './adapters/storage/settings-book.ts';
import { BackupDesk } from './app/backup-desk.ts';
import { DeviceDesk } from './app/device-desk.ts';
import { GoodsDesk } from './app/goods-desk.ts';
import { House } from './app/house.ts';
import { KioskDesk } from './app/kiosk.ts';
import { NetworkDesk } from './app/network-desk.ts';
import { PeopleDesk } from './app/people-desk.ts';
import { Pole } from './app/pole.ts';
import { ProfileDesk } from './app/profile-desk.ts';
import type { ProfileChoice } from './app/profile-desk.ts';
import { ProviderDesk } from './app/provider-desk.ts';
import { SettingsDesk } from './app/settings-desk.ts';
import { ShiftDesk } from './app/shift-desk.ts';
import { Till } from './app/till.ts';
import type { TillDeps } from './app/till.ts';
import { TrackingDesk } from './app/tracking-desk.ts';
import { barredFor } from './bridge/access.ts';
import type { Desks } from './bridge/desk-handlers.ts';
import { makeFeeds, makeHandlers } from './bridge/handlers.ts';
import { BridgeServer } from './bridge/server.ts';
import { alipayOf, DEMO_CASHIER, DEMO_SETTINGS, demoPeople, demoProducts, scannerOf, wechatOf, worldOf } from './composition-demo.ts';
import type { DemoWorld } from './composition-demo.ts';
import { demoDevices, shopDevices } from './composition-devices.ts';
import type { StartDeviceProcess } from './composition-devices.ts';
import { GIVEN_NETWORK, givenProviders, SHOP_CLOCKS, SHOP_ORIGINS, shopWorkshop } from './composition-providers.ts';
import { DEFAULT_RULES } from './domain/payment.ts';
import type { PaymentRules, Wallet } from './domain/payment.ts';
import { DEFAULT_SETTINGS, roundingStep } from './domain/settings.ts';
import type { SavedSettings } from './domain/settings.ts';
import { LedgerUnavailableError } from './ports.ts';
import type { BillSource, Clock, DeviceWorkshop, Ids, Log, NetworkBook, NetworkChoice, PaymentProvider, ProviderBook, ProviderWorkshop, Sealer, Secrets, TableFiles, TimeSource } from './ports.ts';
import { startSimulator } from './simulator/index.ts';
import type { Simulator } from './simulator/index.ts';

export { readProfile, writeProfile } from './adapters/profile-file.ts';
export { whyNotOpened } from './adapters/storage/errors.ts';
export { orderRestore } from './adapters/storage/restore-order.ts';
export { keyFileSealer } from './adapters/secrets.ts';
export { demoWorldSchema, worldOf } from './composition-demo.ts';
export type { DemoWorld } from './composition-demo.ts';
export type { ProfileChoice } from './app/profile-desk.ts';
export type { StartDeviceProcess } from './composition-devices.ts';
export type { StartBackupProcess } from './adapters/storage/backup-process/messages.ts';

interface TillOptions {
  /** The profile's own folder; no other profile's data ever lies here. */
  readonly folder: string;
  readonly logSink?: LogSink;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly rules?: PaymentRules;
  readonly openDisplay?: () => void;
  /** The other profile on this machine, and the way into it; absent where nobody leads the program. */
  readonly profiles?: { readonly chosen: ProfileChoice; readonly begin: (choice: ProfileChoice) => void };
  /** Tables of goods, picked and put away by a person. */
  readonly tables?: TableFiles;
  readonly backups?: {
    /** Starts a process for copies of the books; absent, they are made in this one, which then waits for the disk. */
    readonly startProcess?: StartBackupProcess;
    readonly pickFolder?: () => Promise<string | undefined>;
    readonly startAnew?: () => void;
  };
  /** Asks a person where, and writes a file there; false when there is no place after all. */
  readonly saveFile?: (name: string, text: string) => Promise<boolean>;
  /** Self-checkout instead of a counter; told when staff end it. */
  readonly kiosk?: { readonly onLeave: (to: 'till' | 'quit') => void };
}

export interface DemoOptions extends TillOptions {
  /** Devices and providers in another process; this process starts its own when absent. */
  readonly world?: DemoWorld;
  readonly fontsDir?: string;
  readonly openDemoWindow?: (window: 'wallet' | 'printer') => void;
}

export interface ShopOptions extends TillOptions {
  /** Seals the shop's keys: the operating system's business. */
  readonly sealer: Sealer;
  /** 1–999, unique in the chain. */
  readonly tillNumber: number;
  /** The way out to the wallets that holds until the shop chooses its own; a direct one when absent. */
  readonly network?: Partial<NetworkChoice>;
  /** Starts a process for native device code; absent, only devices that were set up are opened, in this process. */
  readonly startDeviceProcess?: StartDeviceProcess;
}

export interface RunningShop {
  readonly till: Till;
  readonly desks: Desks;
  readonly bridge: BridgeServer;
  readonly log: Log;
  close(): Promise<void>;
}

export interface RunningTill extends RunningShop {
  readonly world: DemoWorld;
  /** The simulator, when it runs in this process. */
  readonly simulator: Simulator | undefined;
}

const LANGUAGE_AND_THEME = {
  key: 'prefs',
  schema: z.strictObject({ language: z.enum(['zh', 'en']), theme: z.enum(['system', 'light', 'dark', 'contrast']) }),
  initial: { language: 'zh' as const, theme: 'system' as const },
};

const DEMO_TILL_NUMBER = 1;
const CHINA_OFFSET_MINUTES = 480;
const LOG_BYTES = 5_000_000;

/** The whole product with simulated gateways, wallet and devices, and a database of its own. */
export async function composeDemo(options: DemoOptions): Promise<RunningTill> {
  const base = foundation(options, DEMO_TILL_NUMBER, DEMO_SETTINGS);
  const { clock, log, people, settings, catalogue } = base;
  const simulator = options.world ? undefined : await startSimulator({ dataDir: options.folder, ...(options.fontsDir !== undefined && { fontsDir: options.fontsDir }) });
  const world = options.world ?? worldOf(simulator as Simulator);
  if (catalogue.count() === 0) catalogue.replaceAll(demoProducts());
  const approver = await demoPeople(people, settings, clock.now());

  const origins = new Map<string, Wallet>([[new URL(world.alipay.gatewayUrl).origin, 'alipay'], [new URL(world.wechat.baseUrl).origin, 'wechat']]);
  const { door, time } = wayOut([...origins.keys()], origins, base);
  const alipay = alipayOf(world, door, clock, log);
  const wechat = wechatOf(world, door, clock, log);
  const given = givenProviders({
    alipay: { provider: alipay, privateKeyPem: world.alipay.appPrivateKeyPem, fields: { environment: 'sandbox', trust: 'public-key', ...world.alipay, appPrivateKeyPem: '' } },
    wechat: { provider: wechat, privateKeyPem: world.wechat.merchantPrivateKeyPem, fields: { verifyWith: 'public-key', barcodeApi: 'v3', ...world.wechat, merchantPrivateKeyPem: '' } },
  }, clock.now());

  const scanner = simulator && scannerOf(simulator);
  const devices = demoDevices(world.printer, scanner !== undefined, log);
  const whole = furnish(base, {
    options, time, profile: 'demo', cashier: { id: DEMO_CASHIER.id, name: DEMO_CASHIER.name }, providers: { alipay, wechat }, sources: [alipay, wechat], devices,
    scanners: scanner ? [scanner] : [],
    demo: { walletUrl: world.urls.wallet, printerUrl: world.urls.printer, approver },
    wallets: { ...given, editable: false }, network: { book: GIVEN_NETWORK, door },
    openDemoWindow: options.openDemoWindow,
  });
  return { ...whole, world, simulator, close: async () => {
    closeAll(whole.till, door, base);
    await simulator?.close();
  } };
}

/** A real shop: nobody is in it at first, its wallets are set up on the settings page, and its keys are sealed. */
export function composeShop(options: ShopOptions): RunningShop {
  const base = foundation(options, options.tillNumber, DEFAULT_SETTINGS);
  const { clock, log, settings } = base;
  const { door, time } = wayOut([...SHOP_ORIGINS.keys()], SHOP_CLOCKS, base);
  const network = new SqliteNetworkBook(settings, { ...DEFAULT_NETWORK, ...options.network });
  const devices = shopDevices(settings, log, options.startDeviceProcess);
  const whole = furnish(base, {
    options, time, profile: 'shop', cashier: { id: '', name: '' }, providers: {}, sources: [], devices, scanners: [devices], demo: null,
    wallets: {
      workshop: shopWorkshop(door, clock, log, () => network.read().deadlines), book: new SqliteProviderBook(settings), editable: true,
      secrets: new SealedSecrets({ file: join(options.folder, 'secrets.json'), sealer: options.sealer, clock, log }),
    },
    network: { book: network, door },
    openDemoWindow: undefined,
  });
  return { ...whole, close: () => {
    closeAll(whole.till, door, base);
    devices.close();
    return Promise.resolve();
  } };
}

type Foundation = ReturnType<typeof foundation>;

/** What every till stands on: log, database, journal, settings, people. */
function foundation(options: TillOptions, tillNumber: number, initial: SavedSettings) {
  const clock = options.clock ?? new SystemClock();
  const ids = options.ids ?? new UuidIds();
  const log = new JsonLog(clock, options.logSink ?? logFile({ path: join(options.folder, 'log', 'till.jsonl'), maxBytes: LOG_BYTES, keep: 5 }));
  const restored = restoreAsOrdered(options.folder, { till: tillNumber, clock, log });
  const database = openDatabase(join(options.folder, 'guitai.db'), { log, clock });
  const ledger = soundLedger(new SqliteLedger(database, { tillNumber, folder: options.folder, clock, log }), log);
  const settings = new SqliteSettings(database, { clock, log });
  const tillId = `till-${tillNumber}`;
  if (restored?.kind === 'restored') {
    ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: tillId, by: 'till', note: 'backup_restored', event: { ...restored } }] });
    tearUpOrder(options.folder);
  }
  const house = new House(new SqliteSettingsBook({ database, settings, ledger, clock, tillId, initial }));
  const people = new SqlitePeople(database, ledger, clock);
  return { clock, ids, log, database, ledger, settings, restored, house, people, books: new SqliteBooks(database), catalogue: new SqliteCatalogue(database), till: { id: tillId, number: tillNumber } };
}

/** The one door to the network; what its answers say of the time is heard by the till's clock guard. */
function wayOut(origins: readonly string[], clocks: ReadonlyMap<string, Wallet>, { clock, log }: Foundation): { readonly door: HttpDoor; readonly time: ProviderTime } {
  const door = new HttpDoor({ origins, onClockSkew: ({ origin, skewMs }) => time.tell(origin, skewMs) }, clock, log);
  const time = new ProviderTime(door, clocks);
  return { door, time };
}

interface Furniture extends Pick<TillDeps, 'providers' | 'scanners' | 'demo'> {
  readonly options: TillOptions;
  readonly time: TimeSource;
  readonly profile: 'demo' | 'shop';
  readonly cashier: { readonly id: string; readonly name: string };
  /** Daily bills; follows the wallets when they are set up anew. */
  readonly sources: BillSource[];
  readonly devices: DeviceWorkshop;
  readonly wallets: { readonly workshop: ProviderWorkshop; readonly book: ProviderBook; readonly secrets: Secrets; readonly editable: boolean };
  readonly network: { readonly book: NetworkBook; readonly door: HttpDoor };
  readonly openDemoWindow: DemoOptions['openDemoWindow'] | undefined;
}

/** The till with its desks and its border, started. */
function furnish(base: Foundation, furniture: Furniture): Omit<RunningShop, 'close'> {
  const { clock, ids, log, ledger, catalogue, people, house, books, settings } = base;
  const { options, time, profile, cashier, providers, sources, devices, scanners, demo, wallets, network } = furniture;
  const { store } = house.saved;
  const till = new Till({
    ledger, catalogue, people, clock, time, ids, log, policy: house.policy, providers, printer: devices.printer(), scanners, demo,
    bills: { sources, book: new SettingsBillBook(settings), accountSince: (wallet) => wallets.book.read(wallet).accountSince ?? 0 },
    rules: options.rules ?? DEFAULT_RULES,
    settings: {
      profile, till: base.till, cashier, shop: store.shop, scanRules: store.scan, receiptLanguage: store.receipt.language,
      cashRoundingStep: roundingStep(store.cashRounding), duplicateWindowMs: store.duplicateWindowMs, utcOffsetMinutes: CHINA_OFFSET_MINUTES,
    },
    prefs: settings.read(LANGUAGE_AND_THEME),
  });
  const { session } = till;
  session.decided(house.saved);
  house.onChange((saved) => session.decided(saved));
  const savePrefs = (prefs: typeof session.prefs): void => settings.write(LANGUAGE_AND_THEME, prefs);
  const use = (wallet: Wallet, provider: PaymentProvider | undefined): void => {
    till.useProvider(wallet, provider);
    const others = sources.filter((source) => source.wallet !== wallet);
    sources.splice(0, sources.length, ...others, ...(provider && isBillSource(provider) ? [provider] : []));
  };
  const providerDesk = new ProviderDesk({
    ...wallets, ledger, session, clock, ids, time, clockGuard: till.clockGuard, log, inUse: (wallet) => till.providerOf(wallet), use,
  });
  const networkDesk = new NetworkDesk({
    book: network.book, wayOut: new DoorWayOut(network.door, clock), secrets: wallets.secrets, editable: wallets.editable, ledger, session, clock, log,
    renew: (wallet) => providerDesk.renew(wallet),
  });
  const backups = new BackupDesk({
    place: new ProcessBackups({ database: base.database, till: base.till.number, clock, log, startProcess: options.backups?.startProcess }),
    book: new SettingsBackupBook(settings), session, ledger, clock, log, restored: base.restored, pickFolder: options.backups?.pickFolder, startAnew: options.backups?.startAnew,
  });
  const pole = new Pole({ session, ledger, pole: () => devices.pole(), clock, log });
  const peopleDesk = new PeopleDesk({ people, ledger, house, session, clock, ids });
  const desks: Desks = {
    people: peopleDesk,
    profiles: new ProfileDesk({ till, people: peopleDesk, chosen: options.profiles?.chosen ?? { profile, shopTill: profile === 'shop' ? base.till.number : null }, begin: options.profiles?.begin }),
    shifts: new ShiftDesk({ till, ledger, books, people, clock, ids, onClosed: () => backups.shiftClosed() }),
    tracking: new TrackingDesk({ till, ledger, books, people, picture: till.picture }),
    settings: new SettingsDesk({ house, sequences: ledger, ledger, session, clock, savePrefs }),
    providers: providerDesk,
    network: networkDesk,
    devices: new DeviceDesk({ workshop: devices, till, pole, ledger, clock, log }),
    backups,
    goods: new GoodsDesk({ catalogue, ledger, session, clock, ids, log, files: options.tables }),
    secrets: wallets.secrets,
    house,
    saveFile: options.saveFile && saveFileOr(options.saveFile, log),
  };
  const kiosk = options.kiosk && new KioskDesk({ till, clock, language: session.prefs.language, onLeave: options.kiosk.onLeave });
  const bridge = new BridgeServer({
    barred: barredFor(() => (session.person ? (permission) => desks.people.allowed(permission) : undefined)),
    handlers: makeHandlers({ till, desks, clock, savePrefs, openDemoWindow: furniture.openDemoWindow, kiosk, openDisplay: options.openDisplay }),
    feeds: makeFeeds(till, kiosk),
    clock, ids, log,
  });
  networkDesk.start();
  // Wallets first: what is found unfinished at the start is asked for at once.
  providerDesk.start();
  till.start();
  till.whileRunning(pole.start());
  till.whileRunning(backups.start());
  return { till, desks, bridge, log };
}

/** A file that cannot be written is nothing to fall over: undefined, and the log says why. */
function saveFileOr(saveFile: NonNullable<TillOptions['saveFile']>, log: Log): NonNullable<Desks['saveFile']> {
  return (name, text) => saveFile(name, text).catch((error: unknown) => {
    log.warn('settings.file_not_written', { error: error instanceof Error ? error.message : 'unknown' });
    return undefined;
  });
}

function isBillSource(provider: PaymentProvider): provider is PaymentProvider & BillSource {
  return 'downloadBill' in provider;
}

function closeAll(till: Till, door: HttpDoor, { ledger, database }: Foundation): void {
  till.stop();
  door.close();
  ledger.close();
  database.close();
}

/** The journal is the truth: states that cannot be read are rebuilt from it once, before anything is decided on them. */
function soundLedger(ledger: SqliteLedger, log: Log): SqliteLedger {
  try {
    ledger.unfinishedPayments();
    ledger.recentPayments(50);
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError) || error.reason !== 'damaged') throw error;
    log.error('ledger.rebuilding', {}, error);
    ledger.rebuildProjections();
  }
  return ledger;
}
