/**
 * WeChat's own side of the signatures: the public-key pair (`PUB_KEY_ID_…`), the platform certificate, and the authority
 * that issues merchants' certificates. Answers are signed with whichever of the two the request names.
 */
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { issueCertificate } from '../x509.ts';
import type { CertificateName } from '../x509.ts';
import type { MerchantCertifier } from './merchants.ts';
import { digits, newKeyPair, newSerial } from './merchants.ts';
import { DAY_MS } from './time.ts';

export const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';

const CERTIFICATE_LIFE_MS = 5 * 365 * DAY_MS;
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
}

export type SignatureFlaw = 'missing' | 'wrong' | 'unknown-key' | 'stale';

/** Fresh keys of a simulated provider. `now` is epoch ms; certificates begin a day earlier. */
export async function newPlatform(now: number): Promise<PlatformState> {
  const [publicKey, platform, authority] = await Promise.all([newKeyPair(), newKeyPair(), newKeyPair()]);
  const effectiveAt = now - DAY_MS;
  const expiresAt = effectiveAt + CERTIFICATE_LIFE_MS;
  const validity = { notBefore: new Date(effectiveAt), notAfter: new Date(expiresAt), signWith: authority.privatePem };
  const platformSerial = newSerial();
  return {
    publicKeyId: `PUB_KEY_ID_01${digits(26)}`,
    publicKeyPem: publicKey.publicPem,
    publicKeyPrivatePem: publicKey.privatePem,
    platformSerial,
    platformPrivatePem: platform.privatePem,
    platformCertificatePem: issueCertificate({ ...validity, subject: PLATFORM, issuer: AUTHORITY, serialNumber: platformSerial, publicKey: platform.publicPem }),
    authorityPrivatePem: authority.privatePem,
    authorityCertificatePem: issueCertificate({ ...validity, subject: AUTHORITY, serialNumber: newSerial(), publicKey: authority.publicPem, isAuthority: true }),
    effectiveAt,
    expiresAt,
  };
}

export class Platform {
  readonly state: PlatformState;
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly defaultSerial: string;
  private readonly wireNow: () => number;

  /** `wireNow` stamps what is signed, epoch ms. */
  constructor(state: PlatformState, mode: 'public-key' | 'certificate', wireNow: () => number) {
    this.state = state;
    this.wireNow = wireNow;
    this.defaultSerial = mode === 'public-key' ? state.publicKeyId : state.platformSerial;
    this.keys = new Map([
      [state.publicKeyId, createPrivateKey(state.publicKeyPrivatePem)],
      [state.platformSerial, createPrivateKey(state.platformPrivatePem)],
    ]);
  }

  /**
   * The five Wechatpay headers for a body, signed with the key that `wanted` names, else with the default one.
   * A flaw spoils exactly one thing: nothing sent, wrong bits, a key nobody knows, or a time stamp ten minutes old.
   */
  signatureHeaders(body: Buffer, wanted: string | undefined, flaw?: SignatureFlaw): Record<string, string> {
    if (flaw === 'missing') return {};
    const serial = [...this.keys.keys()].find((known) => known.toUpperCase() === wanted?.toUpperCase()) ?? this.defaultSerial;
    const key = this.keys.get(serial);
    if (!key) throw new Error(`no platform key ${serial}`);
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

  /** Key and certificate of an https listener that believes merchants' certificates. */
  async tlsParts(): Promise<{ key: string; cert: string; ca: string }> {
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
      hosts: ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com', 'localhost', '127.0.0.1'],
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
