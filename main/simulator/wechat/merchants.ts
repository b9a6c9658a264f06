/**
 * The merchants the simulated provider knows, with everything a real one gets when it opens an account: numbers, a
 * signing key, the APIv3 and APIv2 keys, a balance. A service provider (partner) has sub-merchants that own nothing but a
 * number and a balance.
 */
import { createPublicKey, generateKeyPair, randomBytes, randomInt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const makeKeyPair = promisify(generateKeyPair);

export interface KeyPair {
  readonly publicPem: string;
  readonly privatePem: string;
}

/** A fresh RSA-2048 pair: SPKI and PKCS#8, PEM. */
export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A certificate serial number as consoles print it: 40 upper-case hex digits, the first never 0 or above 7. */
export function newSerial(): string {
  const bytes = randomBytes(20);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex').toUpperCase();
}

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** Random text of an unambiguous alphabet, as merchants choose their 32-character keys. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) text += ALPHABET[randomInt(0, ALPHABET.length)];
  return text;
}

export function digits(length: number): string {
  let text = '';
  while (text.length < length) text += String(randomInt(0, 10));
  return text;
}

export interface SubMerchant {
  readonly mchid: string;
  readonly appid: string;
  readonly name: string;
}

/** What a merchant has in hand, ready to be typed into a till. */
export interface WechatMerchant {
  readonly kind: 'direct' | 'partner';
  readonly name: string;
  readonly mchid: string;
  readonly appid: string;
  readonly merchantSerial: string;
  readonly merchantPrivateKeyPem: string;
  readonly merchantPublicKeyPem: string;
  readonly merchantCertificatePem: string;
  readonly apiV3Key: string;
  readonly apiV2Key: string;
  readonly subMerchants: readonly SubMerchant[];
}

export interface MerchantWishes {
  readonly kind?: 'direct' | 'partner';
  readonly name?: string;
  readonly mchid?: string;
  readonly appid?: string;
  /** How many sub-merchants a partner starts with; 1 when absent. */
  readonly subMerchants?: number;
  /** Money already in the account, fen; 0 when absent. */
  readonly balanceFen?: number;
}

export interface MerchantsState {
  readonly merchants: readonly WechatMerchant[];
  readonly balances: readonly (readonly [mchid: string, fen: number])[];
}

/** Makes the merchant's certificate; the gateway passes its own certificate authority. */
export type MerchantCertifier = (subject: { mchid: string; name: string; serial: string; publicPem: string }) => string;

export class Merchants {
  private readonly byMchid = new Map<string, WechatMerchant>();
  private readonly publicKeys = new Map<string, KeyObject>();
  private readonly balances = new Map<string, number>();

  async register(wishes: MerchantWishes, certify: MerchantCertifier): Promise<WechatMerchant> {
    const keys = await newKeyPair();
    const kind = wishes.kind ?? 'direct';
    const mchid = wishes.mchid ?? this.freeMchid();
    if (this.byMchid.has(mchid) || this.balances.has(mchid)) throw new Error(`merchant ${mchid} exists already`);
    const name = wishes.name ?? (kind === 'partner' ? '演示服务商' : '演示商户');
    const merchantSerial = newSerial();
    const count = kind === 'partner' ? (wishes.subMerchants ?? 1) : 0;
    this.balances.set(mchid, wishes.balanceFen ?? 0);
    const merchant: WechatMerchant = {
      kind, name, mchid, merchantSerial,
      appid: wishes.appid ?? newAppid(),
      merchantPrivateKeyPem: keys.privatePem,
      merchantPublicKeyPem: keys.publicPem,
      merchantCertificatePem: certify({ mchid, name, serial: merchantSerial, publicPem: keys.publicPem }),
      apiV3Key: randomText(32),
      apiV2Key: randomText(32),
      subMerchants: Array.from({ length: count }, (_, index) => this.newSubMerchant(`演示特约商户${index + 1}`)),
    };
    this.byMchid.set(mchid, merchant);
    return merchant;
  }

  /** Adds a sub-merchant to a partner. */
  addSubMerchant(partnerMchid: string, name: string): SubMerchant {
    const partner = this.byMchid.get(partnerMchid);
    if (partner?.kind !== 'partner') throw new Error(`${partnerMchid} is not a service provider`);
    const sub = this.newSubMerchant(name);
    this.byMchid.set(partnerMchid, { ...partner, subMerchants: [...partner.subMerchants, sub] });
    return sub;
  }

  get(mchid: string): WechatMerchant | undefined {
    return this.byMchid.get(mchid);
  }

  first(): WechatMerchant {
    for (const merchant of this.byMchid.values()) return merchant;
    throw new Error('the gateway has no merchant');
  }

  all(): readonly WechatMerchant[] {
    return [...this.byMchid.values()];
  }

  publicKeyOf(merchant: WechatMerchant): KeyObject {
    let key = this.publicKeys.get(merchant.mchid);
    if (!key) {
      key = createPublicKey(merchant.merchantPublicKeyPem);
      this.publicKeys.set(merchant.mchid, key);
    }
    return key;
  }

  /** Money the merchant or sub-merchant could pay out now, fen. */
  balanceOf(mchid: string): number {
    return this.balances.get(mchid) ?? 0;
  }

  /** Sets the balance, as a payout to the merchant's bank account would. Never negative. */
  setBalance(mchid: string, fen: number): void {
    if (!this.balances.has(mchid)) throw new Error(`no merchant ${mchid}`);
    if (!Number.isSafeInteger(fen) || fen < 0) throw new RangeError(`not a balance: ${fen}`);
    this.balances.set(mchid, fen);
  }

  exportState(): MerchantsState {
    return { merchants: this.all(), balances: [...this.balances] };
  }

  importState(state: MerchantsState): void {
    this.byMchid.clear();
    this.publicKeys.clear();
    this.balances.clear();
    for (const merchant of state.merchants) this.byMchid.set(merchant.mchid, merchant);
    for (const [mchid, fen] of state.balances) this.balances.set(mchid, fen);
  }

  private newSubMerchant(name: string): SubMerchant {
    const sub: SubMerchant = { mchid: this.freeMchid(), appid: newAppid(), name };
    this.balances.set(sub.mchid, 0);
    return sub;
  }

  private freeMchid(): string {
    let mchid: string;
    do mchid = `16${digits(8)}`;
    while (this.balances.has(mchid));
    return mchid;
  }
}

function newAppid(): string {
  return `wx${randomBytes(8).toString('hex')}`;
}
