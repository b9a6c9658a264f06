/**
 * The people and phones that both simulated gateways share: buyers with balances, the payment codes their phones show,
 * and the clock. A gateway asks the world who stands behind a code; the wallet page and tests act on the buyers.
 */
import { randomInt } from 'node:crypto';

export type Wallet = 'alipay' | 'wechat';

/** Time of the simulated providers, epoch milliseconds. Tests and scenario players move it; the demo uses the real one. */
export interface SimClock {
  now(): number;
}

/** How this buyer behaves when a payment reaches the phone. The wallet page and the scenario player change it. */
export type PhoneMood =
  | 'pays-at-once' /* small amounts without a PIN */
  | 'asks-pin' /* the buyer must confirm on the phone first */
  | 'declines' /* the buyer presses "no" when asked */
  | 'never-answers'
  | 'no-money';

export interface Buyer {
  readonly id: string;
  readonly wallet: Wallet;
  readonly name: string;
  /** Masked login as the provider shows it to the shop. */
  readonly logonId: string;
  balanceFen: number;
  /** Above this amount the phone asks for the PIN even in the mood `pays-at-once`. WeChat's own rule is 1000 yuan. */
  pinAboveFen: number;
  mood: PhoneMood;
}

export interface IssuedCode {
  readonly code: string;
  readonly wallet: Wallet;
  readonly buyerId: string;
  readonly expiresAt: number;
  used: boolean;
}

export type CodeLookup =
  | { readonly kind: 'buyer'; readonly buyer: Buyer; readonly issued: IssuedCode }
  | { readonly kind: 'expired' }
  | { readonly kind: 'used' }
  | { readonly kind: 'unknown' };

/** A payment code lives one minute at both providers. */
export const CODE_LIFE_MS = 60_000;

export class World {
  readonly clock: SimClock;
  readonly buyers = new Map<string, Buyer>();
  private readonly codes = new Map<string, IssuedCode>();

  constructor(clock: SimClock) {
    this.clock = clock;
    this.addBuyer({ id: '2088102123456789', wallet: 'alipay', name: '李小红', logonId: 'lix***@example.com' });
    this.addBuyer({ id: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', wallet: 'wechat', name: '王大明', logonId: 'wx_da***ming' });
  }

  addBuyer(buyer: Pick<Buyer, 'id' | 'wallet' | 'name' | 'logonId'> & Partial<Buyer>): Buyer {
    const whole: Buyer = { balanceFen: 1_000_000, pinAboveFen: 100_000, mood: 'pays-at-once', ...buyer };
    this.buyers.set(whole.id, whole);
    return whole;
  }

  /** The first buyer of a wallet: who stands at the counter in the demo. */
  buyerOf(wallet: Wallet): Buyer {
    for (const buyer of this.buyers.values()) if (buyer.wallet === wallet) return buyer;
    throw new Error(`the world has no buyer with ${wallet}`);
  }

  /**
   * A fresh payment code of this buyer's phone: WeChat 18 digits starting 10–14, Alipay 18 digits starting 28.
   * `suffix` fixes the last digits, by which both gateways choose a scripted ending (see `scenarios.ts`).
   */
  issueCode(buyerId: string, suffix = ''): IssuedCode {
    const buyer = this.buyers.get(buyerId);
    if (!buyer) throw new Error(`no buyer ${buyerId}`);
    const prefix = buyer.wallet === 'alipay' ? '28' : `1${randomInt(0, 5)}`;
    let code: string;
    do {
      code = prefix;
      while (code.length < 18 - suffix.length) code += String(randomInt(0, 10));
      code += suffix;
    } while (this.codes.has(code));
    const issued: IssuedCode = { code, wallet: buyer.wallet, buyerId, expiresAt: this.clock.now() + CODE_LIFE_MS, used: false };
    this.codes.set(code, issued);
    return issued;
  }

  /** Who stands behind a code. Looking does not use the code up; the gateway sets `issued.used` when it accepts it. */
  lookUpCode(wallet: Wallet, code: string): CodeLookup {
    const issued = this.codes.get(code);
    if (!issued || issued.wallet !== wallet) return { kind: 'unknown' };
    if (issued.used) return { kind: 'used' };
    if (this.clock.now() >= issued.expiresAt) return { kind: 'expired' };
    const buyer = this.buyers.get(issued.buyerId);
    return buyer ? { kind: 'buyer', buyer, issued } : { kind: 'unknown' };
  }
}
