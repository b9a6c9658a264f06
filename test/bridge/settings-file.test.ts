// Settings taken to the next till: nothing secret travels, nothing is changed by looking, and what is taken over is what was shown.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFileSealer } from '../../main/adapters/secrets.ts';
import { composeShop } from '../../main/composition.ts';
import type { RunningShop } from '../../main/composition.ts';
import type { AskName } from '../../preload/contract/names.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';

const page = { id: 'page', send: () => undefined };
const own = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const FIELDS = { environment: 'production', appId: '2014072300007148', trust: 'public-key', alipayPublicKeyPem: theirs.publicKey.trim() };

async function ask<Name extends AskName>({ bridge }: RunningShop, name: Name, input: AskInput<Name>): Promise<AskOutput<Name>> {
  const answer = await bridge.ask(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
  return answer.value as AskOutput<Name>;
}

let folder: string;
let shops: RunningShop[];
let files: { readonly name: string; readonly text: string }[];

/** A till of the chain; each has a machine of its own. */
async function till(number: number): Promise<RunningShop> {
  const place = join(folder, `till-${number}`);
  mkdirSync(place, { recursive: true });
  const shop = composeShop({
    folder: place, tillNumber: number, network: { proxyUrl: 'http://127.0.0.1:9' }, sealer: keyFileSealer(join(folder, `${number}.key`)), logSink: () => undefined,
    saveFile: (name, text) => {
      files.push({ name, text });
      return Promise.resolve(true);
    },
  });
  shops.push(shop);
  await ask(shop, 'people.firstOwner', { requestId: `request-${number}`, name: '周老板', pin: '260518' });
  return shop;
}

async function exported(shop: RunningShop): Promise<string> {
  await ask(shop, 'settings.export', {});
  return files.at(-1)?.text ?? '';
}

const settingsOf = async (shop: RunningShop) => (await ask(shop, 'settings.get', {})).settings;
const read = (shop: RunningShop, text: string) => shop.bridge.ask(page, 'settings.readFile', { text });

beforeEach(() => {
  folder = temporaryFolder();
  shops = [];
  files = [];
});
afterEach(async () => {
  for (const shop of shops) await shop.close();
  removeFolder(folder);
});

/** A first till that is wholly set up. */
async function firstTill(): Promise<RunningShop> {
  const shop = await till(1);
  const { store } = await settingsOf(shop);
  await ask(shop, 'settings.save', {
    store: {
      ...store, shop: { ...store.shop, nameZh: '北窗便利店', phone: '000-5550-0108' }, limits: { ...store.limits, refund: 88_800 },
      methods: store.methods.map((method) => ({ ...method, visible: method.method !== 'cash', hiddenFromPeople: ['person-of-till-1'] })),
    },
    till: { name: '前台', language: 'en', sounds: false, displayInches: 21 },
    sequences: [{ kind: 'order', prefix: 'NC', suffix: '', style: 'serial' }],
  });
  const { roles } = await ask(shop, 'people.list', {});
  await ask(shop, 'people.saveRoles', { roles: { ...roles, supervisor: roles.supervisor.filter((right) => right !== 'payment_force') }, selfApproval: false });
  await ask(shop, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields: FIELDS, secrets: { privateKeyPem: own.privateKey, appAuthToken: 'token-of-till-1' } });
  const { network } = await settingsOf(shop);
  const choice = { proxyUrl: 'http://127.0.0.1:9', proxyUser: 'till', extraCa: '', deadlines: { ...network.deadlines, alipay: { pay: 12_000, call: 9_000 } } };
  await ask(shop, 'settings.saveNetwork', { choice, password: 'sesame-4711' });
  return shop;
}

describe('what is exported', () => {
  it('holds the shop\'s settings, and no key, password, token, person or setting of one till', async () => {
    const text = await exported(await firstTill());
    expect(files[0]?.name).toBe('guitai-settings-till-1.json');
    expect(JSON.parse(text)).toMatchObject({
      format: 'guitai-settings', version: 1, made: { till: 1 }, store: { shop: { nameZh: '北窗便利店' }, limits: { refund: 88_800 } },
      wallets: { alipay: { enabled: true, fields: FIELDS } }, network: { proxyUser: 'till', deadlines: { alipay: { pay: 12_000 } } },
    });
    for (const secret of [own.privateKey.split('\n')[3] ?? '', 'token-of-till-1', 'sesame-4711', 'PRIVATE KEY', 'person-of-till-1', '周老板', '前台', 'fingerprint']) expect(text).not.toContain(secret);
    expect(JSON.parse(text)).not.toHaveProperty('till');
    expect(JSON.parse(text).sequences[0]).not.toHaveProperty('next');
  });

  it('cannot hold a private key, for none is kept that was pasted into a public field, in whatever form', async () => {
    const shop = await till(1);
    const bare = own.privateKey.split('\n').slice(1, -2).join('');
    for (const key of [own.privateKey, bare, own.privateKey.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE')]) {
      const answer = await shop.bridge.ask(page, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields: { ...FIELDS, alipayPublicKeyPem: key }, secrets: {} });
      expect(answer).toMatchObject({ ok: false, code: 'private_key_in_field', detail: { name: 'alipayPublicKeyPem' } });
    }
    expect((await settingsOf(shop)).providers.find(({ wallet }) => wallet === 'alipay')).toMatchObject({ enabled: false });
    expect(JSON.stringify(shop.till.ledger.history('till', 'till-1'))).not.toContain(bare.slice(100, 160));
  });

  it('is refused where nobody can be asked for a place', async () => {
    const place = join(folder, 'mute');
    const mute = composeShop({ folder: place, tillNumber: 9, network: { proxyUrl: 'http://127.0.0.1:9' }, sealer: keyFileSealer(join(folder, '9.key')), logSink: () => undefined });
    shops.push(mute);
    await ask(mute, 'people.firstOwner', { requestId: 'request-9', name: '周老板', pin: '260518' });
    expect(await mute.bridge.ask(page, 'settings.export', {})).toMatchObject({ ok: false, code: 'not_here' });
  });
});

describe('what is imported', () => {
  it('is shown setting by setting before anything changes; taken over, the tills say the same, and each keeps its own', async () => {
    const text = await exported(await firstTill());
    const second = await till(2);
    const { store } = await settingsOf(second);
    await ask(second, 'settings.save', { store: { ...store, methods: store.methods.map((method) => ({ ...method, hiddenFromPeople: ['person-of-till-2'] })) } });
    const before = await settingsOf(second);

    const { wish, changes, made } = await ask(second, 'settings.readFile', { text });
    expect(made.till).toBe(1);
    const shown = changes.map(({ part, path, before: was, after }) => [part, path, was, after]);
    expect(shown).toContainEqual(['store', 'shop.nameZh', '我的小店', '北窗便利店']);
    expect(shown).toContainEqual(['store', 'limits.refund', 50_000, 88_800]);
    expect(shown).toContainEqual(['sequences', 'order.prefix', 'GTQ', 'NC']);
    expect(shown).toContainEqual(['alipay', 'appId', '', FIELDS.appId]);
    expect(shown).toContainEqual(['network', 'deadlines.alipay.pay', 10_000, 12_000]);
    expect(shown.filter(([part]) => part === 'roles').map(([, path]) => path)).toEqual(['supervisor']);
    expect(shown.map(([, path]) => path)).not.toContain('proxyUrl');
    expect(await settingsOf(second)).toEqual(before);

    await ask(second, 'settings.save', { store: wish.store, sequences: wish.sequences });
    const { provider } = await ask(second, 'settings.saveProvider', wish.alipay);
    expect(provider.problems).toMatchObject([{ code: 'secret_missing', name: 'privateKeyPem' }]);
    await ask(second, 'settings.saveProvider', wish.wechat);
    await ask(second, 'settings.saveNetwork', { choice: wish.network });
    if (!wish.roles) throw new Error('no roles in the file');
    await ask(second, 'people.saveRoles', { roles: wish.roles, selfApproval: false });

    const after = await settingsOf(second);
    expect(after.till).toEqual(before.till);
    expect(after.store.methods.every(({ hiddenFromPeople }) => hiddenFromPeople.includes('person-of-till-2'))).toBe(true);
    expect(after.network.proxyPassword.set).toBe(false);
    const again = await ask(second, 'settings.readFile', { text });
    expect(again.changes).toEqual([]);
    const plain = (file: string): unknown => ({ ...(JSON.parse(file) as object), made: undefined });
    expect(plain(await exported(second))).toEqual(plain(text));
  });

  it('another file, a newer one and one that was tampered with are told apart, and change nothing', async () => {
    const shop = await firstTill();
    const text = await exported(shop);
    const before = await settingsOf(shop);
    const with_ = (change: (file: Record<string, Record<string, unknown>>) => void): string => {
      const file = JSON.parse(text) as Record<string, Record<string, unknown>>;
      change(file);
      return JSON.stringify(file);
    };
    for (const other of ['', 'no json', '{}', '[]', '{"format":"guitai-backup","version":1}']) expect(await read(shop, other)).toMatchObject({ ok: false, code: 'file_not_settings' });
    expect(await read(shop, text.replace('"version": 1', '"version": 2'))).toMatchObject({ ok: false, code: 'file_newer' });
    const cases: readonly (readonly [string, string])[] = [
      [with_((file) => (file['extra'] = {})), ''],
      [with_((file) => (file['store'] = { ...file['store'], cashRounding: 'up' })), 'store.cashRounding'],
      [with_((file) => (file['store'] = { ...file['store'], unknown: 1 })), 'store'],
      [with_((file) => (file['network'] = { ...file['network'], password: 'x' })), 'network'],
      [with_((file) => (file['wallets'] = { ...file['wallets'], alipay: { enabled: true, fields: { appId: 7 } } })), 'wallets.alipay.fields.appId'],
    ];
    for (const [tampered, name] of cases) expect(await read(shop, tampered)).toMatchObject({ ok: false, code: 'file_bad', detail: { name } });
    expect(await settingsOf(shop)).toEqual(before);
  });

  it('of an earlier program lacks what there was not yet: that stays as it is here', async () => {
    const shop = await firstTill();
    const file = JSON.parse(await exported(shop)) as { store: Record<string, unknown>; roles?: unknown };
    delete file.store['kiosk'];
    delete file.roles;
    expect(await read(shop, JSON.stringify(file))).toMatchObject({ ok: true, value: { changes: [] } });
  });

  it('needs the right to set tills up, and what decides over money the right over people', async () => {
    const shop = await firstTill();
    const text = await exported(shop);
    const saved = await shop.desks.people.save({ name: '小柯', role: 'it', active: true, granted: [], denied: [], pin: '4826' });
    const clerk = await shop.desks.people.save({ name: '小林', role: 'cashier', active: true, granted: [], denied: [], pin: '4827' });
    if (!saved.ok || !clerk.ok) throw new Error('nobody was added');
    await shop.desks.people.signIn(saved.value.personId, '4826');
    const generous = await read(shop, text.replace('88800', '99900'));
    if (!generous.ok) throw new Error(generous.code);
    const { wish } = generous.value as AskOutput<'settings.readFile'>;
    expect(await shop.bridge.ask(page, 'settings.save', { store: wish.store })).toMatchObject({ ok: false, code: 'not_permitted' });
    await shop.desks.people.signIn(clerk.value.personId, '4827');
    for (const [name, input] of [['settings.readFile', { text }], ['settings.export', {}]] as const) expect(await shop.bridge.ask(page, name, input)).toMatchObject({ ok: false, code: 'not_permitted' });
  });
});
