/** The demo's own part of the composition: its world, its people, its goods. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { HttpDoor } from './adapters/http.ts';
import { AlipayProvider } from './adapters/providers/alipay/client.ts';
import { WechatProvider } from './adapters/providers/wechat/client.ts';
import type { SqlitePeople } from './adapters/storage/people.ts';
import type { SqliteSettings } from './adapters/storage/settings.ts';
import type { Person } from './domain/approval.ts';
import { isEasyPin } from './domain/people.ts';
import { DEFAULT_SETTINGS } from './domain/settings.ts';
import type { SavedSettings } from './domain/settings.ts';
import type { Clock, Log, Product, Scanner } from './ports.ts';
import type { Simulator } from './simulator/index.ts';
import { DEMO_PRODUCTS, DEMO_SHOP } from './simulator/shop/catalogue.ts';

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

export const DEMO_CASHIER: Person = { id: 'demo', name: '小林', role: 'cashier', active: true, granted: [], denied: [] };
const DEMO_SUPERVISOR: Person = { id: 'demo-supervisor', name: '陈店长', role: 'supervisor', active: true, granted: [], denied: [] };
const DEMO_OWNER: Person = { id: 'demo-owner', name: '周老板', role: 'owner', active: true, granted: [], denied: [] };
/** Made up at the first start and shown on the screen of the demo; a real shop's PINs are kept nowhere. */
const DEMO_PIN = { key: 'demo.pin', schema: z.string().regex(/^\d{4}$|^$/), initial: '' };

export const DEMO_SETTINGS: SavedSettings = {
  ...DEFAULT_SETTINGS,
  store: {
    ...DEFAULT_SETTINGS.store,
    shop: { nameZh: DEMO_SHOP.nameZh, nameEn: DEMO_SHOP.nameEn, address: DEMO_SHOP.addressZh, phone: DEMO_SHOP.phone },
  },
};

/** The demo's people, with a PIN of its own that its screen shows; everywhere else a PIN is known to one person. */
export async function demoPeople(people: SqlitePeople, settings: SqliteSettings, now: number): Promise<{ readonly name: string; readonly pin: string }> {
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

export function alipayOf({ alipay }: DemoWorld, door: HttpDoor, clock: Clock, log: Log): AlipayProvider {
  return new AlipayProvider(
    { appId: alipay.appId, privateKeyPem: alipay.appPrivateKeyPem, alipayPublicKeyPem: alipay.alipayPublicKeyPem, gatewayUrl: alipay.gatewayUrl, storeId: 'SHOP001' },
    door, clock, log,
  );
}

export function wechatOf({ wechat }: DemoWorld, door: HttpDoor, clock: Clock, log: Log): WechatProvider {
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

export function scannerOf(simulator: Simulator): Scanner {
  return { listen: (onScan) => simulator.scanner.onScan(({ text, at }) => onScan({ text, at, source: 'demo-scanner' })) };
}

export function demoProducts(): readonly Product[] {
  return DEMO_PRODUCTS.map((product, index) => ({
    id: `demo-${product.code}`, code: product.code, nameZh: product.nameZh, nameEn: product.nameEn, pinyin: product.initials,
    category: product.category, price: product.price, unit: product.soldBy === 'kilogram' ? 'kg' : 'piece',
    restricted: product.minimumAge !== undefined, ...(index < QUICK_KEYS && { quickKey: index }),
  }));
}

const QUICK_KEYS = 18;
