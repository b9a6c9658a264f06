/**
 * WeChat's own side of the signatures: the public-key pair (`PUB_KEY_ID_…`), the platform certificate and its successor, and
 * the authority that issues merchants' certificates. Answers are signed with whichever of them the request names.
 */
import { constants, createPrivateKey, privateDecrypt, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { issueCertificate } from '../x509.ts';
import type { CertificateName } from '../x509.ts';
import type { MerchantCertifier } from './merchants.ts';
import { digits, newKeyPair, newSerial } from './merchants.ts';
import { DAY_MS } from './time.ts';

export const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';

const CERTIFICATE_LIFE_MS = 5 * 365 * DAY_MS;
const AUTHORITY_LIFE_MS = 4 * CERTIFICATE_LIFE_MS;
const AUTHORITY: CertificateName = { C: 'CN', O: 'Simulated TRust CA', OU: 'Simulated TRust CA Center', CN: 'Simulated Root CA' };
const PLATFORM: CertificateName = { C: 'CN', O: 'Simulated Tenpay.com', OU: 'Simulated CA Center', CN: 'Tenpay.com sign' };

export interface PlatformState {
  readonly publicKeyId: string;
  readonly publicKeyPem: string;
  readonly publicKeyPrivatePem: string;
  readonly platformSerial: string;
  readonly platformCertificatePem: string;
  readonly platformPrivatePem: string;
  readonly authorityPrivatePem: string;
  readonly authorityCertificatePem: string;
  readonly effectiveAt: number;
  readonly expiresAt: number;
  /** Listed already, and used for requests that name it; signs for all after the switch. */
  readonly successor?: PlatformCertificate;
}

export interface PlatformCertificate {
  readonly serial: string;
  readonly certificatePem: string;
  readonly privatePem: string;
  readonly effectiveAt: number;
  readonly expiresAt: number;
}

export type SignatureFlaw = 'missing' | 'wrong' | 'unknown-key' | 'stale';

/** Fresh keys of a simulated provider. `now` is epoch ms; certificates begin a day earlier. */
export async function newPlatform(now: number): Promise<PlatformState> {
  const [publicKey, authority] = await Promise.all([newKeyPair(), newKeyPair()]);
  const platform = await newCertificate(authority.privatePem, now);
  const { effectiveAt, expiresAt } = platform;
  return {
    publicKeyId: `PUB_KEY_ID_01${digits(26)}`,
    publicKeyPem: publicKey.publicPem,
    publicKeyPrivatePem: publicKey.privatePem,
    platformSerial: platform.serial,
    platformPrivatePem: platform.privatePem,
    platformCertificatePem: platform.certificatePem,
    authorityPrivatePem: authority.privatePem,
    authorityCertificatePem: issueCertificate({
      subject: AUTHORITY, serialNumber: newSerial(), publicKey: authority.publicPem, signWith: authority.privatePem, isAuthority: true,
      notBefore: new Date(effectiveAt), notAfter: new Date(effectiveAt + AUTHORITY_LIFE_MS),
    }),
    effectiveAt,
    expiresAt,
  };
}

async function newCertificate(authorityPrivatePem: string, now: number): Promise<PlatformCertificate> {
  const keys = await newKeyPair();
  const serial = newSerial();
  const effectiveAt = now - DAY_MS;
  const expiresAt = effectiveAt + CERTIFICATE_LIFE_MS;
  const certificatePem = issueCertificate({
    subject: PLATFORM, issuer: AUTHORITY, serialNumber: serial, publicKey: keys.publicPem, signWith: authorityPrivatePem,
    notBefore: new Date(effectiveAt), notAfter: new Date(expiresAt),
  });
  return { serial, certificatePem, privatePem: keys.privatePem, effectiveAt, expiresAt };
}

export class Platform {
  private held: PlatformState;
  private readonly keys = new Map<string, KeyObject>();
  private readonly mode: 'public-key' | 'certificate';
  private readonly wireNow: () => number;

  /** `wireNow` stamps what is signed, epoch ms. */
  constructor(state: PlatformState, mode: 'public-key' | 'certificate', wireNow: () => number) {
    this.held = state;
    this.mode = mode;
    this.wireNow = wireNow;
    this.readKeys();
  }

  get state(): PlatformState {
    return this.held;
  }

  /** The certificates that a merchant may fetch: the one that signs, and the one that will. */
  certificates(): readonly PlatformCertificate[] {
    const { platformSerial, platformCertificatePem, platformPrivatePem, effectiveAt, expiresAt, successor } = this.held;
    const current = { serial: platformSerial, certificatePem: platformCertificatePem, privatePem: platformPrivatePem, effectiveAt, expiresAt };
    return successor ? [current, successor] : [current];
  }

  /** Makes the next platform certificate and lists it, as WeChat does a day or more before it signs with it. */
  async announceCertificate(now: number): Promise<PlatformCertificate> {
    const successor = await newCertificate(this.held.authorityPrivatePem, now);
    this.held = { ...this.held, successor };
    this.readKeys();
    return successor;
  }

  /** From now on the announced certificate signs; the one before is neither listed nor used any more. */
  switchCertificate(): void {
    const { successor, ...rest } = this.held;
    if (!successor) throw new Error('no certificate has been announced');
    const { serial, certificatePem, privatePem, effectiveAt, expiresAt } = successor;
    this.held = { ...rest, platformSerial: serial, platformCertificatePem: certificatePem, platformPrivatePem: privatePem, effectiveAt, expiresAt };
    this.readKeys();
  }

  /** Opens what a merchant sealed for WeChat (RSA-OAEP, SHA-1) with the key it names; undefined when it was not sealed so. */
  unseal(serial: string, sealed: string): string | undefined {
    const key = this.keyNamed(serial)?.[1];
    if (!key) return undefined;
    try {
      return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from(sealed, 'base64')).toString('utf8');
    } catch {
      // Sealed for another key, or not at all: node says so only by throwing.
      return undefined;
    }
  }

  /**
   * The five Wechatpay headers for a body, signed with the key that `wanted` names, else with the default one.
   * A flaw spoils exactly one thing: nothing sent, wrong bits, a key nobody knows, or a time stamp ten minutes old.
   */
  signatureHeaders(body: Buffer, wanted: string | undefined, flaw?: SignatureFlaw): Record<string, string> {
    if (flaw === 'missing') return {};
    const [serial, key] = this.keyNamed(wanted) ?? this.defaultKey();
    const timestamp = String(Math.floor(this.wireNow() / 1000) - (flaw === 'stale' ? 600 : 0));
    const nonce = randomBytes(16).toString('hex');
    const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
    const signature = sign('RSA-SHA256', signed, key);
    if (flaw === 'wrong') signature[0] = (signature[0] ?? 0) ^ 0xff;
    return {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Signature': signature.toString('base64'),
      'Wechatpay-Serial': flaw === 'unknown-key' ? `PUB_KEY_ID_09${digits(26)}` : serial,
      'Wechatpay-Signature-Type': SIGNATURE_TYPE,
    };
  }

  private readKeys(): void {
    this.keys.clear();
    this.keys.set(this.held.publicKeyId, createPrivateKey(this.held.publicKeyPrivatePem));
    for (const { serial, privatePem } of this.certificates()) this.keys.set(serial, createPrivateKey(privatePem));
  }

  private keyNamed(name: string | undefined): readonly [serial: string, key: KeyObject] | undefined {
    return [...this.keys].find(([known]) => known.toUpperCase() === name?.toUpperCase());
  }

  private defaultKey(): readonly [serial: string, key: KeyObject] {
    const found = this.keyNamed(this.mode === 'public-key' ? this.held.publicKeyId : this.held.platformSerial);
    if (!found) throw new Error('the platform has no key');
    return found;
  }

  /** Key and certificate, good for these names and this machine, of an https listener that believes merchants' certificates. */
  async tlsParts(hostNames: readonly string[]): Promise<{ key: string; cert: string; ca: string }> {
    const keys = await newKeyPair();
    const { authorityPrivatePem, authorityCertificatePem, effectiveAt, expiresAt } = this.state;
    const cert = issueCertificate({
      subject: { C: 'CN', O: 'Simulated Tenpay.com', OU: 'R&D', CN: 'api.mch.weixin.qq.com' },
      issuer: AUTHORITY,
      serialNumber: newSerial(),
      publicKey: keys.publicPem,
      signWith: authorityPrivatePem,
      notBefore: new Date(effectiveAt),
      notAfter: new Date(expiresAt),
      hosts: [...hostNames, 'localhost', '127.0.0.1'],
    });
    return { key: keys.privatePem, cert, ca: authorityCertificatePem };
  }

  /** Issues the API certificate of a merchant, as the console would. */
  readonly certifyMerchant: MerchantCertifier = ({ mchid, name, serial, publicPem }) =>
    issueCertificate({
      subject: { C: 'CN', O: '微信商户系统', OU: name, CN: mchid },
      issuer: AUTHORITY,
      serialNumber: serial,
      publicKey: publicPem,
      signWith: this.state.authorityPrivatePem,
      notBefore: new Date(this.state.effectiveAt),
      notAfter: new Date(this.state.expiresAt),
    });
}
