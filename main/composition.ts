/**
 * The only file that says `new`: which adapter stands behind which port. It knows no Electron, so that tests compose the
 * very same till.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { HttpDoor } from './adapters/http.ts';
import { JsonLog, logFile } from './adapters/log.ts';
import type { LogSink } from './adapters/log.ts';
import { ProviderTime } from './adapters/provider-time.ts';
import { SystemClock, UuidIds } from './adapters/system.ts';
import { PROFILE_58MM, PROFILE_80MM } from './adapters/hardware/escpos.ts';
import { openLink } from './adapters/hardware/links/open-link.ts';
import { EscPosPrinter } from './adapters/hardware/printers/printer.ts';
import { AlipayProvider } from './adapters/providers/alipay/client.ts';
import { WechatProvider } from './adapters/providers/wechat/client.ts';
import { SqliteBooks } from './adapters/storage/books.ts';
import { SettingsBillBook } from './adapters/storage/bill-book.ts';
import { SqliteCatalogue } from './adapters/storage/catalogue.ts';
import { openDatabase } from './adapters/storage/database.ts';
import { SqliteLedger } from './adapters/storage/ledger.ts';
import { SqlitePeople } from './adapters/storage/people.ts';
import { SqliteSettings } from './adapters/storage/settings.ts';
import { SqliteSettingsBook } from './adapters/storage/settings-book.ts';
import { DEFAULT_KIOSK_RULES, KioskDesk } from './app/kiosk.ts';
import { House } from './app/house.ts';
import { PeopleDesk } from './app/people-desk.ts';
import { ShiftDesk } from './app/shift-desk.ts';
import { Till } from './app/till.ts';
import { TrackingDesk } from './app/tracking-desk.ts';
import { barredFor } from './bridge/access.ts';
import { BridgeServer } from './bridge/server.ts';
import type { Desks } from './bridge/desk-handlers.ts';
import { makeFeeds, makeHandlers } from './bridge/handlers.ts';
import type { Person } from './domain/approval.ts';
import { fen } from './domain/money.ts';
import { isEasyPin } from './domain/people.ts';
import { DEFAULT_RULES } from './domain/payment.ts';
import type { PaymentRules, Wallet } from './domain/payment.ts';
import { DEFAULT_SCAN_RULES } from './domain/scan.ts';
import { DEFAULT_SETTINGS } from './domain/settings.ts';
import type { SavedSettings } from './domain/settings.ts';
import { LedgerUnavailableError } from './ports.ts';
import type { Clock, Ids, Log, Product, Scanner } from './ports.ts';
import { DEMO_PRODUCTS, DEMO_SHOP } from './simulator/shop/catalogue.ts';
import { startSimulator } from './simulator/index.ts';
import type { Simulator } from './simulator/index.ts';

/** Where the demo's providers and devices are: in this process, or in another one on this machine. */
export const demoWorldSchema = z.object({
  alipay: z.object({ appId: z.string(), appPrivateKeyPem: z.string(), alipayPublicKeyPem: z.string(), gatewayUrl: z.url() }),
  wechat: z.object({
    appid: z.string(), mchid: z.string(), merchantSerial: z.string(), merchantPrivateKeyPem: z.string(),
    publicKeyId: z.string(), publicKeyPem: z.string(), baseUrl: z.url(),
  }),
  printer: z.object({ host: z.literal('127.0.0.1'), port: z.int(), paperWidth: z.union([z.literal(58), z.literal(80)]) }),
  urls: z.object({ wallet: z.url(), printer: z.url() }),
});

export type DemoWorld = z.infer<typeof demoWorldSchema>;

export interface DemoOptions {
  /** The demo's own folder; a real shop's data never lies here. */
  readonly folder: string;
  /** Devices and providers in another process; this process starts its own when absent. */
  readonly world?: DemoWorld;
  readonly logSink?: LogSink;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly rules?: PaymentRules;
  readonly fontsDir?: string;
  readonly openDemoWindow?: (window: 'wallet' | 'printer') => void;
  readonly openDisplay?: () => void;
  /** Self-checkout instead of a counter; told when staff end it. */
  readonly kiosk?: { readonly onLeave: (to: 'till' | 'quit') => void };
}

export interface RunningTill {
  readonly till: Till;
  readonly desks: Desks;
  readonly bridge: BridgeServer;
  readonly world: DemoWorld;
  /** The simulator, when it runs in this process. */
  readonly simulator: Simulator | undefined;
  readonly log: Log;
  close(): Promise<void>;
}

const LANGUAGE_AND_THEME = {
  key: 'prefs',
  schema: z.strictObject({ language: z.enum(['zh', 'en']), theme: z.enum(['system', 'light', 'dark']) }),
  initial: { language: 'zh' as const, theme: 'system' as const },
};

const DEMO_CASHIER: Person = { id: 'demo', name: '小林', role: 'cashier', active: true, granted: [], denied: [] };
const DEMO_SUPERVISOR: Person = { id: 'demo-supervisor', name: '陈店长', role: 'supervisor', active: true, granted: [], denied: [] };
const DEMO_OWNER: Person = { id: 'demo-owner', name: '周老板', role: 'owner', active: true, granted: [], denied: [] };
/** Made up at the first start and shown on the screen of the demo; a real shop's PINs are kept nowhere. */
const DEMO_PIN = { key: 'demo.pin', schema: z.string().regex(/^\d{4}$|^$/), initial: '' };

const TILL_NUMBER = 1;
const TILL_ID = 'till-1';
const DEMO_SETTINGS: SavedSettings = {
  ...DEFAULT_SETTINGS,
  store: {
    ...DEFAULT_SETTINGS.store,
    shop: { nameZh: DEMO_SHOP.nameZh, nameEn: DEMO_SHOP.nameEn, address: DEMO_SHOP.addressZh, phone: DEMO_SHOP.phone },
  },
};
const CHINA_OFFSET_MINUTES = 480;
const LOG_BYTES = 5_000_000;

/** The whole product with simulated gateways, wallet and devices, and a database of its own. */
export async function composeDemo(options: DemoOptions): Promise<RunningTill> {
  const clock = options.clock ?? new SystemClock();
  const ids = options.ids ?? new UuidIds();
  const log = new JsonLog(clock, options.logSink ?? logFile({ path: join(options.folder, 'log', 'till.jsonl'), maxBytes: LOG_BYTES, keep: 5 }));
  const database = openDatabase(join(options.folder, 'guitai.db'), { log, clock });
  const simulator = options.world ? undefined : await startSimulator({ dataDir: options.folder, ...(options.fontsDir !== undefined && { fontsDir: options.fontsDir }) });
  const world = options.world ?? worldOf(simulator as Simulator);

  const origins = new Map<string, Wallet>([[new URL(world.alipay.gatewayUrl).origin, 'alipay'], [new URL(world.wechat.baseUrl).origin, 'wechat']]);
  const door = new HttpDoor({ origins: [...origins.keys()], onClockSkew: ({ origin, skewMs }) => time.tell(origin, skewMs) }, clock, log);
  const time = new ProviderTime(door, origins);
  const ledger = soundLedger(new SqliteLedger(database, { tillNumber: TILL_NUMBER, folder: options.folder, clock, log }), log);
  const catalogue = new SqliteCatalogue(database);
  if (catalogue.count() === 0) catalogue.replaceAll(demoProducts());
  const settings = new SqliteSettings(database, { clock, log });

  const house = new House(new SqliteSettingsBook({ database, settings, ledger, clock, tillId: TILL_ID, initial: DEMO_SETTINGS }));
  const people = new SqlitePeople(database, ledger, clock);
  const approver = await demoPeople(people, settings, clock.now());

  const alipay = alipayOf(world, door, clock, log);
  const wechat = wechatOf(world, door, clock, log);
  const till = new Till({
    ledger, catalogue, people, clock, time, ids, log, policy: house.policy,
    providers: { alipay, wechat },
    bills: { sources: [alipay, wechat], book: new SettingsBillBook(settings) },
    printer: new EscPosPrinter(
      { address: { kind: 'tcp', host: world.printer.host, port: world.printer.port }, profile: world.printer.paperWidth === 58 ? PROFILE_58MM : PROFILE_80MM, confirmation: 'process-id' },
      openLink,
      (warning) => log.warn('printer.encoding', { kind: warning.kind }),
    ),
    scanners: simulator ? [scannerOf(simulator)] : [],
    rules: options.rules ?? DEFAULT_RULES,
    settings: {
      profile: 'demo',
      shop: { nameZh: DEMO_SHOP.nameZh, nameEn: DEMO_SHOP.nameEn, address: DEMO_SHOP.addressZh, phone: DEMO_SHOP.phone },
      till: { id: TILL_ID, number: TILL_NUMBER },
      cashier: { id: DEMO_CASHIER.id, name: DEMO_CASHIER.name },
      scanRules: DEFAULT_SCAN_RULES,
      receiptLanguage: 'zh',
      cashRoundingStep: fen(10),
      duplicateWindowMs: 120_000,
      utcOffsetMinutes: CHINA_OFFSET_MINUTES,
    },
    prefs: settings.read(LANGUAGE_AND_THEME),
    demo: { walletUrl: world.urls.wallet, printerUrl: world.urls.printer, approver },
  });
  const kiosk = options.kiosk && new KioskDesk({ till, clock, rules: DEFAULT_KIOSK_RULES, language: till.session.prefs.language, onLeave: options.kiosk.onLeave });
  till.session.decided(house.saved);
  house.onChange((saved) => till.session.decided(saved));
  const books = new SqliteBooks(database);
  const desks: Desks = {
    people: new PeopleDesk({ people, ledger, house, session: till.session, clock, ids }),
    shifts: new ShiftDesk({ till, ledger, books, people, clock, ids }),
    tracking: new TrackingDesk({ till, ledger, books, people, picture: till.picture }),
    house,
  };
  const bridge = new BridgeServer({
    barred: barredFor(() => (till.session.person ? (permission) => desks.people.allowed(permission) : undefined)),
    handlers: makeHandlers({ till, desks, savePrefs: (prefs) => settings.write(LANGUAGE_AND_THEME, prefs), openDemoWindow: options.openDemoWindow, kiosk, openDisplay: options.openDisplay }),
    feeds: makeFeeds(till, kiosk),
    clock, ids, log,
  });
  till.start();
  return {
    till, desks, bridge, world, simulator, log,
    close: async () => {
      till.stop();
      door.close();
      ledger.close();
      database.close();
      await simulator?.close();
    },
  };
}

/** The demo's people, with a PIN of its own that its screen shows; everywhere else a PIN is known to one person. */
async function demoPeople(people: SqlitePeople, settings: SqliteSettings, now: number): Promise<{ readonly name: string; readonly pin: string }> {
  const staff = [DEMO_CASHIER, DEMO_SUPERVISOR, DEMO_OWNER];
  for (const person of staff) if (!people.byId(person.id)) people.save(person, 'till');
  let pin = settings.read(DEMO_PIN);
  if (pin === '') {
    do pin = String(randomInt(10_000)).padStart(4, '0'); while (isEasyPin(pin));
    settings.write(DEMO_PIN, pin);
  }
  await Promise.all(staff.filter(({ id }) => !people.pinState(id, now).set).map(({ id }) => people.setPin(id, pin, 'till')));
  return { name: DEMO_SUPERVISOR.name, pin };
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

/** What another process needs to know of a simulator to be a till of it. */
export function worldOf(simulator: Simulator): DemoWorld {
  const { alipay, wechat, printer, urls } = simulator;
  return demoWorldSchema.parse({
    alipay: { appId: alipay.appId, appPrivateKeyPem: alipay.appPrivateKeyPem, alipayPublicKeyPem: alipay.alipayPublicKeyPem, gatewayUrl: alipay.gatewayUrl },
    wechat: {
      appid: wechat.appid, mchid: wechat.mchid, merchantSerial: wechat.merchantSerial, merchantPrivateKeyPem: wechat.merchantPrivateKeyPem,
      publicKeyId: wechat.publicKeyId, publicKeyPem: wechat.publicKeyPem, baseUrl: wechat.baseUrl,
    },
    printer: { host: '127.0.0.1', port: printer.port, paperWidth: 80 },
    urls: { wallet: urls.wallet, printer: urls.printer },
  });
}

function alipayOf({ alipay }: DemoWorld, door: HttpDoor, clock: Clock, log: Log): AlipayProvider {
  return new AlipayProvider(
    { appId: alipay.appId, privateKeyPem: alipay.appPrivateKeyPem, alipayPublicKeyPem: alipay.alipayPublicKeyPem, gatewayUrl: alipay.gatewayUrl, storeId: 'SHOP001' },
    door, clock, log,
  );
}

function wechatOf({ wechat }: DemoWorld, door: HttpDoor, clock: Clock, log: Log): WechatProvider {
  return new WechatProvider(
    {
      appid: wechat.appid, mchid: wechat.mchid, merchantSerial: wechat.merchantSerial, privateKeyPem: wechat.merchantPrivateKeyPem,
      publicKeyId: wechat.publicKeyId, publicKeyPem: wechat.publicKeyPem, baseUrl: wechat.baseUrl,
      // A till behind a router receives no notices: it asks. The field is mandatory all the same.
      storeOutId: 'SHOP001', notifyUrl: 'https://pay.example.com/unused',
    },
    door, clock, log,
  );
}

function scannerOf(simulator: Simulator): Scanner {
  return { listen: (onScan) => simulator.scanner.onScan(({ text, at }) => onScan({ text, at, source: 'demo-scanner' })) };
}

function demoProducts(): readonly Product[] {
  return DEMO_PRODUCTS.map((product, index) => ({
    id: `demo-${product.code}`, code: product.code, nameZh: product.nameZh, nameEn: product.nameEn, pinyin: product.initials,
    category: product.category, price: product.price, unit: product.soldBy === 'kilogram' ? 'kg' : 'piece',
    restricted: product.minimumAge !== undefined, ...(index < QUICK_KEYS && { quickKey: index }),
  }));
}

const QUICK_KEYS = 18;
