// The way out of a shop: what it is, what is wrong with it, that it holds at once for real requests, and that its password is nobody's to see.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONNECT_MS } from '../../main/adapters/http-connection.ts';
import { keyFileSealer } from '../../main/adapters/secrets.ts';
import { CALL_GUARD_MS } from '../../main/app/call-guard.ts';
import { composeShop } from '../../main/composition.ts';
import type { RunningShop } from '../../main/composition.ts';
import { DEADLINE_BOUNDS, DEADLINE_CALLS, DEFAULT_DEADLINES, deadlineOutOfBounds, reachObstacle } from '../../main/domain/network.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { NetworkChoice } from '../../main/ports.ts';
import type { AskName } from '../../preload/contract/names.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import { startTlsServer } from '../adapters/tls-server.ts';
import { startCompanyNetwork } from '../support/company-network.ts';
import type { CompanyNetwork } from '../support/company-network.ts';
import { demoBench } from '../support/demo-till.ts';

const page = { id: 'page', send: () => undefined };
const NOWHERE = { proxyUrl: 'http://127.0.0.1:9' };
const DIRECT: NetworkChoice = { proxyUrl: '', proxyUser: '', extraCa: '', deadlines: DEFAULT_DEADLINES };

async function ask<Name extends AskName>({ bridge }: RunningShop, name: Name, input: AskInput<Name>): Promise<AskOutput<Name>> {
  const answer = await bridge.ask(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
  return answer.value as AskOutput<Name>;
}

let folder: string;
let shop: RunningShop;
const lines: string[] = [];

/** The way out that holds until one is chosen ends at a port where nobody listens: no test speaks to a real wallet. */
const open = (network: Partial<NetworkChoice> = NOWHERE): RunningShop =>
  composeShop({ folder, tillNumber: 7, network, sealer: keyFileSealer(join(folder, 'apart.key')), logSink: (line) => void lines.push(line) });

async function openAsOwner(network?: Partial<NetworkChoice>): Promise<void> {
  shop = open(network);
  await ask(shop, 'people.firstOwner', { requestId: 'request-1', name: '周老板', pin: '260518' });
}

beforeEach(() => {
  folder = temporaryFolder();
  lines.length = 0;
});
afterEach(async () => {
  await shop.close();
  removeFolder(folder);
});

const network = async () => (await ask(shop, 'settings.get', {})).settings.network;
const save = (choice: Partial<NetworkChoice>, password?: string) =>
  shop.bridge.ask(page, 'settings.saveNetwork', { choice: { ...DIRECT, ...choice }, ...(password === undefined ? {} : { password }) });

describe('a way out that cannot be right is not saved, and what is wrong is said', () => {
  beforeEach(() => openAsOwner());

  it.each([
    ['proxy_kind', { proxyUrl: 'https://proxy.example.com:8080' }], ['proxy_kind', { proxyUrl: 'socks5://proxy.example.com:1080' }],
    ['proxy_credentials', { proxyUrl: 'http://till:sesame@proxy.example.com:8080' }], ['proxy_credentials', { proxyUrl: 'till:sesame@proxy.example.com:8080' }],
    ['proxy_bad', { proxyUrl: 'http://proxy.example.com/path' }], ['proxy_bad', { proxyUrl: 'not a host' }],
    ['ca_bad', { extraCa: 'no certificate' }], ['ca_bad', { extraCa: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
    ['deadline_out_of_bounds', { deadlines: { ...DEFAULT_DEADLINES, alipay: { pay: 6_999, call: 8_000 } } }],
    ['deadline_out_of_bounds', { deadlines: { ...DEFAULT_DEADLINES, wechat: { pay: 15_000, call: 20_001 } } }],
  ] as const)('%s', async (code, choice) => {
    expect(await save(choice)).toMatchObject({ ok: false, code });
    expect(await network()).toMatchObject(NOWHERE);
    expect(lines.join('\n')).not.toContain('sesame');
  });

  it('a private key among the authorities, and a password without a name', async () => {
    const server = await startTlsServer();
    server.close();
    expect(await save({ extraCa: `${server.certificate}\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----` })).toMatchObject({ ok: false, code: 'ca_private_key' });
    expect(await save({ proxyUrl: 'http://127.0.0.1:9' }, 'sesame')).toMatchObject({ ok: false, code: 'proxy_user_missing' });
  });

  it('what people write is tidied up: an address without http, blanks, a name without a proxy', async () => {
    expect(await save({ proxyUrl: ' 127.0.0.1:9/ ', proxyUser: ' till ' })).toMatchObject({ ok: true });
    expect(await network()).toMatchObject({ proxyUrl: 'http://127.0.0.1:9', proxyUser: 'till' });
  });
});

describe('what is kept', () => {
  it('a till that never chose one has the direct way and the advised deadlines', async () => {
    await openAsOwner({});
    expect(await network()).toMatchObject({ ...DIRECT, editable: true, proxyPassword: { set: false }, authorities: [] });
  });

  it('the password: sealed, never shown, kept when left out, forgotten with its name', async () => {
    await openAsOwner();
    await save({ ...NOWHERE, proxyUser: 'till' }, 'sesame-4711');
    expect((await network()).proxyPassword).toMatchObject({ set: true, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) });
    await save({ ...NOWHERE, proxyUser: 'till' });
    await shop.close();
    shop = open();
    expect(shop.desks.network.view()).toMatchObject({ ...NOWHERE, proxyUser: 'till', proxyPassword: { set: true } });
    const seen = [JSON.stringify(shop.desks.network.view()), lines.join('\n'), JSON.stringify(shop.till.ledger.history('till', 'till-7'))];
    for (const text of seen) expect(text).not.toContain('sesame-4711');
    for (const file of readdirSync(folder).filter((name) => /^(guitai\.db|secrets)/.test(name))) expect(readFileSync(join(folder, file)).toString('latin1')).not.toContain('sesame-4711');
    expect(shop.till.ledger.history('till', 'till-7').filter(({ note }) => note === 'network_saved')).toHaveLength(2);
    expect(shop.desks.network.save({ ...DIRECT, ...NOWHERE })).toMatchObject({ ok: true });
    expect(shop.desks.network.view().proxyPassword).toEqual({ set: false });
  });

  it('the demo shows its way out and lets nobody change it', async () => {
    await openAsOwner();
    const bench = await demoBench();
    try {
      expect(bench.running.desks.network.view()).toMatchObject({ ...DIRECT, editable: false });
      expect(bench.running.desks.network.save({ ...DIRECT, ...NOWHERE })).toMatchObject({ ok: false, code: 'not_editable' });
    } finally {
      await bench.close();
    }
  });
});

describe('in a company, both wallets under their real names', () => {
  let company: CompanyNetwork;
  beforeAll(async () => {
    company = await startCompanyNetwork();
  });
  afterAll(() => company.close());

  const way = () => ({ proxyUrl: company.proxy.url, proxyUser: company.credentials.user, extraCa: company.authorities });
  const test = (wallet: 'alipay' | 'wechat') => ask(shop, 'settings.testProvider', { wallet });
  const obstacle = async (wallet: 'alipay' | 'wechat'): Promise<string | undefined> => (await test(wallet)).steps.find(({ state }) => state === 'failed')?.obstacle;

  it('a test says what stands in the way, one thing after another, until it passes; nothing has to be started anew', async () => {
    await openAsOwner();
    for (const wallet of ['alipay', 'wechat'] as const) await ask(shop, 'settings.saveProvider', company.forms[wallet]);
    for (const wallet of ['alipay', 'wechat'] as const) {
      await save(NOWHERE);
      expect(await obstacle(wallet)).toBe('proxy_refused');
      await save({ ...way(), proxyUser: '' });
      expect(await obstacle(wallet)).toBe('proxy_wants_password');
      await save(way(), 'wrong');
      expect(await obstacle(wallet)).toBe('proxy_password_wrong');
      await save({ ...way(), extraCa: '' }, company.credentials.password);
      expect(await obstacle(wallet)).toBe('certificate_unknown');
      await save(way());
      const passed = await test(wallet);
      expect(passed, JSON.stringify(passed)).toMatchObject({ ok: true });
    }
    expect((await network()).authorities.map(({ name }) => name)).toContain('openapi-sandbox.dl.alipaydev.com');
    const asked = new Set(company.proxy.asked.map(({ url }) => url));
    for (const url of asked) expect(url).toMatch(/^(openapi\.alipay\.com|openapi-sandbox\.dl\.alipaydev\.com|api2?\.mch\.weixin\.qq\.com):443$/);
    expect(company.proxy.seen()).not.toContain('GTTEST');
    expect(lines.join('\n')).not.toContain('sesame');
  });

  it('APIv2 signs as the form says; settings from before there was a choice sign as they did', async () => {
    await openAsOwner();
    await save(way(), company.credentials.password);
    const { wechat } = company.forms;
    for (const signType of ['MD5', 'HMAC-SHA256', undefined]) {
      const fields = { ...wechat.fields, barcodeApi: 'v2', ...(signType !== undefined && { signType }) };
      const { provider } = await ask(shop, 'settings.saveProvider', { ...wechat, fields });
      expect(provider.problems).toEqual([]);
      expect(provider.fields.find(({ name }) => name === 'signType')).toMatchObject({ value: signType ?? 'HMAC-SHA256', when: { field: 'barcodeApi', is: 'v2' } });
      const tested = await test('wechat');
      expect(tested, JSON.stringify(tested)).toMatchObject({ ok: true });
    }
    const { provider } = await ask(shop, 'settings.saveProvider', { ...wechat, fields: { ...wechat.fields, barcodeApi: 'v2', signType: 'SHA1' } });
    expect(provider.problems).toMatchObject([{ code: 'field_bad', name: 'signType' }]);
  });

  it('a wallet waits as long as the way out says: an answer that comes later is unknown', async () => {
    await openAsOwner({ proxyUrl: company.proxy.url, extraCa: company.authorities, deadlines: { ...DEFAULT_DEADLINES, alipay: { pay: 500, call: 500 } } });
    await ask(shop, 'settings.saveProvider', company.forms.alipay);
    // The password first, and with it the product's own deadlines: in time.
    const before = shop.till.providerOf('alipay');
    await save(way(), company.credentials.password);
    expect(shop.till.providerOf('alipay')).not.toBe(before);
    const late = { gateway: 'alipay', operation: 'query', fault: { kind: 'delay-answer', ms: 1_500 }, times: 1 } as const;
    company.faults.add(late);
    expect(await test('alipay')).toMatchObject({ ok: true });
    // The wallet from before, with half a second, now over a way that is open.
    company.faults.add(late);
    const answer = await before?.query({ outTradeNo: 'GTM00101000001', amount: 1 as never, kind: 'barcode' });
    expect(answer).toMatchObject({ answer: { kind: 'uncertain', failure: { code: 'timeout' } } });
  });

  it('the way can be mended while a payment is open, whose wallet itself must stay as it is', async () => {
    await openAsOwner();
    await save(way(), company.credentials.password);
    await ask(shop, 'settings.saveProvider', company.forms.alipay);
    shop.till.checkout.keyAmount(1_999 as never, '');
    const started = shop.till.tenders.startQr({ wallet: 'alipay', evenIfDuplicate: true });
    expect(started).toMatchObject({ ok: true });
    expect(await shop.bridge.ask(page, 'settings.saveProvider', company.forms.alipay)).toMatchObject({ ok: false, code: 'payments_open' });
    expect(await save({ ...way(), deadlines: { ...DEFAULT_DEADLINES, alipay: { pay: 12_000, call: 9_000 } } })).toMatchObject({ ok: true });
  });
});

describe('the bounds of the deadlines', () => {
  beforeEach(() => openAsOwner());

  it('are longer than opening a connection, end well before "no such order" is believed and before the core gives an adapter up', () => {
    for (const wallet of ['alipay', 'wechat'] as const) {
      for (const call of DEADLINE_CALLS) {
        const { min, max } = DEADLINE_BOUNDS[wallet][call];
        expect(min).toBeGreaterThan(CONNECT_MS);
        expect(max).toBeLessThan(CALL_GUARD_MS);
        expect(max + 10_000).toBeLessThanOrEqual(DEFAULT_RULES[wallet].barcode.inFlightMs);
        expect(max).toBeLessThan(DEFAULT_RULES[wallet].barcode.giveUpMs);
      }
    }
    expect(deadlineOutOfBounds(DEFAULT_DEADLINES)).toBeUndefined();
  });

  it('a saved one that is outside falls back to the advised one; the proxy beside it stays', async () => {
    await save({ ...NOWHERE, deadlines: { ...DEFAULT_DEADLINES, alipay: { pay: 12_000, call: 9_000 } } });
    await shop.close();
    const Database = (await import('better-sqlite3')).default;
    const database = new Database(join(folder, 'guitai.db'));
    const { json } = database.prepare("SELECT json FROM setting WHERE key = 'network'").get() as { json: string };
    database.prepare("UPDATE setting SET json = ? WHERE key = 'network'").run(json.replace('12000', '55000'));
    database.close();
    shop = open({});
    expect(shop.desks.network.view()).toMatchObject({ ...NOWHERE, deadlines: { alipay: { pay: 10_000, call: 9_000 } } });
  });
});

it('every obstacle of the network has its own name, whatever the number of a proxy\'s refusal', async () => {
  await openAsOwner();
  expect(['PROXY_403', 'PROXY_451', 'PROXY_502', 'PROXY_EARLY', 'PROXY_ECONNRESET', 'HPE_INVALID_CONSTANT'].map(reachObstacle))
    .toEqual(['proxy_forbids', 'proxy_forbids', 'proxy_cannot_reach', 'proxy_broke', 'proxy_broke', undefined]);
});
