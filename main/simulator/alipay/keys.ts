/** Key pairs and certificates of the simulation: Alipay's own, and one pair per merchant app. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, X509Certificate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { issueCertificate, type CertificateName } from '../x509.ts';
import type { Keys } from './state.ts';

const generate = promisify(generateKeyPair);

/** Alipay's serial-number rule, and the clients that follow it, need an issuer of exactly these four parts. */
const ROOT_NAME: CertificateName = { C: 'CN', O: 'Guitai Simulation', OU: 'Certification Authority', CN: 'Guitai Simulation Root R1' };
const ALIPAY_NAME: CertificateName = { C: 'CN', O: 'Guitai Simulation', OU: 'Alipay', CN: 'Simulated Alipay' };

const VALIDITY = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') } as const;

export interface KeyPairPem {
  /** PKCS8 */
  readonly privatePem: string;
  /** SPKI */
  readonly publicPem: string;
}

export async function makeKeyPair(): Promise<KeyPairPem> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
  return { privatePem: pem(privateKey, 'pkcs8'), publicPem: pem(publicKey, 'spki') };
}

function pem(key: KeyObject, type: 'pkcs8' | 'spki' | 'pkcs1'): string {
  return key.export({ type, format: 'pem' }).toString();
}

/** The same private key in the older PKCS1 wrapping, which alipay-sdk assumes unless told otherwise. */
export function asPkcs1(privatePem: string): string {
  return pem(createPrivateKey(privatePem), 'pkcs1');
}

export function publicPemOf(privatePem: string): string {
  return pem(createPublicKey(privatePem), 'spki');
}

export async function makeGatewayKeys(): Promise<Keys> {
  const [alipay, root] = await Promise.all([makeKeyPair(), makeKeyPair()]);
  return {
    alipayPrivateKeyPem: alipay.privatePem,
    rootPrivateKeyPem: root.privatePem,
    rootCertificatePem: issueCertificate({ subject: ROOT_NAME, serialNumber: 1n, ...VALIDITY, publicKey: root.publicPem, signWith: root.privatePem, isAuthority: true }),
    alipayCertificatePem: issueCertificate({ subject: ALIPAY_NAME, issuer: ROOT_NAME, serialNumber: 2n, ...VALIDITY, publicKey: alipay.publicPem, signWith: root.privatePem }),
  };
}

/** A new key and certificate to answer with in certificate mode, issued by the same root. */
export async function replaceAlipayCertificate(keys: Keys, serialNumber: bigint): Promise<Keys> {
  const { publicPem, privatePem } = await makeKeyPair();
  const alipayCertificatePem = issueCertificate({ subject: ALIPAY_NAME, issuer: ROOT_NAME, serialNumber, ...VALIDITY, publicKey: publicPem, signWith: keys.rootPrivateKeyPem });
  return { ...keys, alipayCertificatePem, certifiedPrivateKeyPem: privatePem };
}

export interface AppToCertify {
  readonly appId: string;
  readonly merchantId: string;
  readonly publicPem: string;
  /** Epoch ms; decades ahead when absent. */
  readonly expiresAt?: number | undefined;
}

export function certifyApp(keys: Keys, { appId, merchantId, publicPem, expiresAt }: AppToCertify): string {
  return issueCertificate({
    subject: { C: 'CN', O: merchantId, OU: 'Alipay', CN: `${merchantId}-${appId}` },
    issuer: ROOT_NAME,
    serialNumber: BigInt(appId),
    ...VALIDITY,
    ...(expiresAt !== undefined && { notAfter: new Date(expiresAt) }),
    publicKey: publicPem,
    signWith: keys.rootPrivateKeyPem,
  });
}

/** Key and certificate of an https server with these names and addresses, issued by the same root. */
export async function certifyServer(keys: Keys, hosts: readonly string[]): Promise<{ readonly key: string; readonly cert: string }> {
  const { publicPem, privatePem } = await makeKeyPair();
  const [name = ''] = hosts;
  const subject = { C: 'CN', O: 'Guitai Simulation', OU: 'Gateway', CN: name };
  const cert = issueCertificate({ subject, issuer: ROOT_NAME, serialNumber: 3n, ...VALIDITY, publicKey: publicPem, signWith: keys.rootPrivateKeyPem, hosts });
  return { key: privatePem, cert };
}

/** Alipay's certificate serial: MD5 over the issuer's name, last part first, and the decimal serial number. */
export function certificateSn(certificatePem: string): string {
  const certificate = new X509Certificate(certificatePem);
  const issuer = certificate.issuer.split('\n').toReversed().join(',');
  return createHash('md5').update(issuer + BigInt(`0x${certificate.serialNumber}`).toString(), 'utf8').digest('hex');
}
