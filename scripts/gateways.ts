/**
 * `npm run gateways`: the simulated Alipay and WeChat Pay on this machine's loopback, for tills of any make. Prints one JSON
 * line with addresses, numbers and key files, then serves until it is stopped. Options: --alipay-port, --wechat-port,
 * --printer-port, --desk-port, --data DIR (keeps orders over restarts). For WeChat Pay clients (`main/simulator/CLIENTS.md`):
 * --wechat-https (adds https, and a proxy for clients that have WeChat's host names built in), --wechat-mutual-tls (as that,
 * and v2 demands the merchant's certificate), --wechat-certificates (platform certificates instead of the public key),
 * --wechat-partner (the merchant is a service provider), --wechat-amounts (the cents of an amount choose the ending),
 * --wechat-probes (forged notices that a shop must refuse). For Alipay clients: --alipay-lenient (takes requests as they were
 * signed, whatever their clock and their lengths), --alipay-rsa (takes SHA-1 signatures), --alipay-plain-slashes (writes `/` where
 * production writes `\/`), --alipay-https (adds https, and a proxy for clients that have Alipay's host names built in),
 * --alipay-service-provider (also makes a service provider's app, and a code that it may exchange for the shop's token).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../main/simulator/index.ts';
import type { Simulator } from '../main/simulator/index.ts';
import { optionsOf, wrong } from './lib/options.ts';

const OPTIONS = {
  'alipay-port': { type: 'string', default: '0' },
  'wechat-port': { type: 'string', default: '0' },
  'printer-port': { type: 'string', default: '0' },
  'desk-port': { type: 'string', default: '0' },
  data: { type: 'string' },
  'alipay-lenient': { type: 'boolean', default: false },
  'alipay-rsa': { type: 'boolean', default: false },
  'alipay-plain-slashes': { type: 'boolean', default: false },
  'alipay-https': { type: 'boolean', default: false },
  'alipay-service-provider': { type: 'boolean', default: false },
  'wechat-https': { type: 'boolean', default: false },
  'wechat-mutual-tls': { type: 'boolean', default: false },
  'wechat-certificates': { type: 'boolean', default: false },
  'wechat-partner': { type: 'boolean', default: false },
  'wechat-amounts': { type: 'boolean', default: false },
  'wechat-probes': { type: 'boolean', default: false },
} as const;
const USAGE = `npm run gateways -- ${Object.entries(OPTIONS).map(([name, { type }]) => (type === 'string' ? `[--${name} …]` : `[--${name}]`)).join(' ')}`;
const values = optionsOf(USAGE, OPTIONS);

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) wrong(USAGE, `not a port: ${text}`);
  return value;
}

const directory = mkdtempSync(join(tmpdir(), 'guitai-gateways-'));

function keyFile(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** A service provider's app, authorised by the shop: the code is exchanged by alipay.open.auth.token.app, once. */
async function serviceProvider({ alipay }: Simulator): Promise<object> {
  const app = await alipay.registerApp({ isIsv: true });
  const privateKeyFile = keyFile('alipay-service-provider-private-key.pem', app.appPrivateKeyPem);
  return { appId: app.appId, appPrivateKeyFile: privateKeyFile, appAuthCode: alipay.authoriseIsv(app.appId, alipay.appId) };
}

async function describe(simulator: Simulator): Promise<object> {
  const { alipay, wechat, urls, deskToken, printer } = simulator;
  return {
    alipay: {
      gatewayUrl: alipay.gatewayUrl,
      endpoint: alipay.endpoint,
      secureBaseUrl: alipay.secureBaseUrl,
      appId: alipay.appId,
      sellerId: alipay.sellerId,
      appPrivateKeyFile: keyFile('alipay-app-private-key.pem', alipay.appPrivateKeyPem),
      alipayPublicKeyFile: keyFile('alipay-public-key.pem', alipay.alipayPublicKeyPem),
      appCertificateFile: keyFile('alipay-app-certificate.pem', alipay.certificates.appCertificatePem),
      alipayCertificateFile: keyFile('alipay-certificate.pem', alipay.certificates.alipayCertificatePem),
      rootCertificateFile: keyFile('alipay-root-certificate.pem', alipay.certificates.rootCertificatePem),
      ...(values['alipay-service-provider'] && { serviceProvider: await serviceProvider(simulator) }),
    },
    wechat: {
      baseUrl: wechat.baseUrl,
      secureBaseUrl: wechat.secureBaseUrl,
      authorityFile: keyFile('wechat-authority.pem', wechat.authorityCertificatePem),
      mchid: wechat.mchid,
      appid: wechat.appid,
      subMerchants: wechat.subMerchants,
      merchantSerial: wechat.merchantSerial,
      merchantPrivateKeyFile: keyFile('wechat-merchant-private-key.pem', wechat.merchantPrivateKeyPem),
      merchantCertificateFile: keyFile('wechat-merchant-certificate.pem', wechat.merchantCertificatePem),
      apiV3KeyFile: keyFile('wechat-api-v3-key.txt', wechat.apiV3Key),
      apiV2KeyFile: keyFile('wechat-api-v2-key.txt', wechat.apiV2Key),
      publicKeyId: wechat.publicKeyId,
      publicKeyFile: keyFile('wechat-public-key.pem', wechat.publicKeyPem),
      platformSerial: wechat.platformSerial,
      platformCertificateFile: keyFile('wechat-platform-certificate.pem', wechat.platformCertificatePem),
    },
    printer: { host: '127.0.0.1', port: printer.port },
    controlUrl: urls.control,
    controlTokenFile: keyFile('control-token.txt', deskToken),
    walletUrl: urls.wallet,
    printerUrl: urls.printer,
  };
}

/** A port that is taken, or a folder that cannot be written, is said in a sentence. */
async function start(options: Parameters<typeof startSimulator>[0]): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    if (!(error instanceof Error && 'code' in error)) throw error;
    process.stderr.write(`The gateways cannot start: ${error.message}\n${error.code === 'EADDRINUSE' ? 'Choose another port, or leave it out for a free one.\n' : ''}`);
    process.exit(1);
  }
}

const simulator = await start({
  ports: {
    alipay: port(values['alipay-port']),
    wechat: port(values['wechat-port']),
    printer: port(values['printer-port']),
    desk: port(values['desk-port']),
  },
  alipay: {
    strict: !values['alipay-lenient'],
    ...(values['alipay-lenient'] && { timestampToleranceMs: false }),
    acceptRsa: values['alipay-rsa'],
    escapeSlashes: !values['alipay-plain-slashes'],
    https: values['alipay-https'],
  },
  wechat: {
    https: values['wechat-https'],
    mutualTls: values['wechat-mutual-tls'],
    mode: values['wechat-certificates'] ? 'certificate' : 'public-key',
    merchant: { kind: values['wechat-partner'] ? 'partner' : 'direct' },
    endingsByAmount: values['wechat-amounts'],
    probeNotifications: values['wechat-probes'],
  },
  ...(values.data === undefined ? {} : { dataDir: values.data }),
});
process.stdout.write(`${JSON.stringify(await describe(simulator))}\n`);

async function stop(): Promise<void> {
  await simulator.close();
  rmSync(directory, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  });
}
