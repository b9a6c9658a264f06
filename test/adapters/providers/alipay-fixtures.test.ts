/**
 * Pinned texts and signatures hold the adapter and the simulator to one protocol: were both wrong in the same way, they would still
 * understand each other, but not these. The private keys behind them are gone; node:crypto and the openssl command check them alone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnswer } from '../../../main/adapters/providers/alipay/answer.ts';
import { certificateSn as tillsSn, pemBlocks, rootCertificateSn } from '../../../main/adapters/providers/alipay/certificates.ts';
import { signedRequest } from '../../../main/adapters/providers/alipay/sdk.ts';
import { startAlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import type { AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import { certificateSn as gatewaysSn } from '../../../main/simulator/alipay/keys.ts';
import { signText } from '../../../main/simulator/alipay/protocol-v2.ts';
import { FaultPlan } from '../../../main/simulator/faults.ts';
import { World } from '../../../main/simulator/world.ts';

interface PinnedRequest {
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly text: string;
  readonly sign: string;
  /** What the till is asked to send, where the till sends such requests. */
  readonly till?: { readonly method: string; readonly content: Readonly<Record<string, unknown>>; readonly appAuthToken?: string; readonly appSn?: string; readonly rootSn?: string };
}

interface Vectors {
  readonly appId: string;
  readonly appPublicKeyPem: string;
  readonly alipayPublicKeyPem: string;
  readonly requests: readonly PinnedRequest[];
  readonly v3Requests: readonly { readonly name: string; readonly verb: string; readonly path: string; readonly body: string; readonly text: string; readonly authorization: string }[];
  readonly answers: readonly { readonly name: string; readonly method: string; readonly node: string; readonly body: string }[];
  readonly v3Answer: { readonly timestamp: string; readonly nonce: string; readonly body: string; readonly text: string; readonly signature: string };
  readonly notice: { readonly fields: Readonly<Record<string, string>>; readonly text: string; readonly sign: string };
}

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/alipay/${name}`, import.meta.url), 'utf8');
const VECTORS: Vectors = JSON.parse(fixture('vectors.json'));
const BUNDLE = fixture('root-bundle.pem');
/** 2026-11-21 12:00:00 in China. */
const AT = Date.parse('2026-11-21T04:00:00Z');
const alipayKey = createPublicKey(VECTORS.alipayPublicKeyPem);
const appKey = createPublicKey(VECTORS.appPublicKeyPem);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const signOf = (body: string): string => /"sign":"([^"]+)"\}$/.exec(body)?.[1] ?? '';
const v3Sign = (authorization: string): string => authorization.slice(authorization.indexOf(',sign=') + 6);

/** Every pinned signature: over what, by whom. */
const SIGNED = [
  ...VECTORS.requests.map(({ name, text, sign }) => ({ name, text, sign, key: appKey })),
  ...VECTORS.v3Requests.map(({ name, text, authorization }) => ({ name: `${name} (v3)`, text, sign: v3Sign(authorization), key: appKey })),
  ...VECTORS.answers.map(({ name, node, body }) => ({ name, text: node, sign: signOf(body), key: alipayKey })),
  { name: 'a v3 answer', text: VECTORS.v3Answer.text, sign: VECTORS.v3Answer.signature, key: alipayKey },
  { name: 'a notice', text: VECTORS.notice.text, sign: VECTORS.notice.sign, key: alipayKey },
];

describe('the pinned signatures', () => {
  it.each(SIGNED)('$name: good by node:crypto alone, and only over this text', ({ text, sign, key }) => {
    const isGood = (content: string): boolean => verify('sha256', Buffer.from(content, 'utf8'), key, Buffer.from(sign, 'base64'));
    expect([isGood(text), isGood(`${text} `)]).toEqual([true, false]);
  });

  it.skipIf(!hasOpenssl)('are good for the openssl command', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
    const path = (name: string, content: string | Buffer): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    for (const { text, sign, key } of SIGNED) {
      const pem = path('key.pem', key.export({ type: 'spki', format: 'pem' }));
      const told = execFileSync('openssl', ['dgst', '-sha256', '-verify', pem, '-signature', path('sign', Buffer.from(sign, 'base64')), path('text', text)], { encoding: 'utf8' });
      expect(told).toContain('Verified OK');
    }
    rmSync(folder, { recursive: true });
  });

  it('no private key is among the fixtures', () => {
    for (const name of ['vectors.json', 'root-bundle.pem']) expect(fixture(name)).not.toContain('PRIVATE');
  });
});

describe('the till', () => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKeyPem = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each(VECTORS.requests.filter(({ till }) => till))('sends and signs: $name', ({ till, params, text }) => {
    if (!till) throw new Error('not one of the till\'s');
    const { appAuthToken, appSn, rootSn } = till;
    const certificates = appSn !== undefined && rootSn !== undefined ? { appSn, rootSn } : undefined;
    const request = signedRequest('https://openapi.alipay.com/gateway.do', till.method, till.content, { appId: VECTORS.appId, privateKeyPem, appAuthToken, certificates }, AT);
    const { sign = '', ...sent } = Object.fromEntries([...new URL(request.url).searchParams, ...new URLSearchParams(request.body)]);
    expect(sent).toEqual(params);
    expect(verify('sha256', Buffer.from(text, 'utf8'), own.publicKey, Buffer.from(sign, 'base64'))).toBe(true);
  });

  it.each(VECTORS.answers)('believes, as it stands and not otherwise: $name', ({ method, node, body }) => {
    expect(openAnswer(Buffer.from(body), method, () => [alipayKey])).toEqual({ kind: 'node', text: node, signature: 'good' });
    expect(openAnswer(Buffer.from(body.replace('"msg"', '"Msg"')), method, () => [alipayKey])).toMatchObject({ signature: 'bad' });
  });

  it('numbers certificates as Alipay does', () => {
    // The first by the openssl command (issuer from its last part on, and the decimal serial number, through MD5); both by the stock SDK.
    expect(rootCertificateSn(BUNDLE)).toBe('70587afa4daf8fb613fdc38822a3acd8_7fac54333749b426578be814ee794955');
    expect(pemBlocks(BUNDLE).map(tillsSn).at(0)).toBe('70587afa4daf8fb613fdc38822a3acd8');
  });
});

describe('the stock SDK', () => {
  const sdk = new AlipaySdk({
    appId: VECTORS.appId, keyType: 'PKCS8', alipayPublicKey: VECTORS.alipayPublicKeyPem, camelcase: false,
    privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });

  it.each(VECTORS.answers.filter(({ body }) => !body.startsWith('{"error_response"')))('believes: $name', ({ method, body }) => {
    expect(() => sdk.checkResponseSign(body, `${method.replaceAll('.', '_')}_response`, signOf(body), '')).not.toThrow();
  });

  it('believes the notice', () => {
    const { fields, sign } = VECTORS.notice;
    expect(sdk.checkNotifySignV2({ ...fields, sign_type: 'RSA2', sign })).toBe(true);
  });
});

describe('the simulated gateway', () => {
  let gateway: AlipayGateway;
  beforeAll(async () => {
    const parts = { world: new World({ now: () => AT }), faults: new FaultPlan(), notices: 'on-call' as const };
    const first = await startAlipayGateway(parts);
    const publicPem = createPublicKey(first.appPrivateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
    const state = first.exportState().replaceAll(first.appId, VECTORS.appId).replace(JSON.stringify(publicPem), JSON.stringify(VECTORS.appPublicKeyPem));
    await first.close();
    gateway = await startAlipayGateway({ ...parts, state });
  });
  afterAll(() => gateway.close());

  it.each(VECTORS.requests)('rebuilds the signed text: $name', ({ params, text }) => {
    expect(signText(new Map(Object.entries(params)), false)).toBe(text);
  });

  it.each(VECTORS.requests.filter(({ params }) => params['app_auth_token'] === undefined || params['app_auth_token'] === ''))('accepts: $name', async ({ params, sign }) => {
    const answer = await (await fetch(gateway.gatewayUrl, { method: 'POST', body: new URLSearchParams({ ...params, sign }) })).text();
    expect(answer).toMatch(/"code":"(10000|40004)"/);
    const forged = await (await fetch(gateway.gatewayUrl, { method: 'POST', body: new URLSearchParams({ ...params, version: '1.1', sign }) })).text();
    expect(forged).toContain('isv.invalid-signature');
  });

  it.each(VECTORS.v3Requests)('accepts over v3: $name', async ({ verb, path, body, authorization }) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const send = async (more: string): Promise<unknown> => (await fetch(gateway.endpoint + path + more, { method: verb, headers, ...(verb === 'POST' && { body }) })).json();
    expect(await send('')).toMatchObject({ code: expect.stringMatching(/^(ACQ\.TRADE_NOT_EXIST|TYPE_NOT_SUPPORTED)$/) });
    expect(await send(path.includes('?') ? '&a=1' : '?a=1')).toMatchObject({ code: 'invalid-signature' });
  });

  it('numbers certificates as the till does', () => {
    const { certificates } = gateway;
    for (const pem of Object.values(certificates)) expect(gatewaysSn(pem)).toBe(tillsSn(pem));
  });
});
