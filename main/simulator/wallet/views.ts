// What the desk tells the wallet page: types only, shared by the server and the code that runs in the page.
import type { OpenQr, SimTradeState } from '../gateway.ts';
import type { PhoneMood, Wallet } from '../world.ts';

export interface PaymentView {
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly subject: string;
  readonly kind: 'barcode' | 'qr' | 'other';
  readonly state: SimTradeState;
  readonly totalFen: number;
  readonly refundedFen: number;
  readonly createdAt: number;
}

export interface WaitingView extends PaymentView {
  /** False when this customer is meant to leave it alone (mood, script): the page then only offers it. */
  readonly popsUp: boolean;
}

export interface PhoneView {
  readonly wallet: Wallet;
  readonly buyerName: string;
  readonly balanceFen: number;
  readonly mood: PhoneMood;
  /** The code that the phone shows now; null when a new one must be asked for. */
  readonly codeSerial: number | null;
  /** Payments that wait for the PIN. */
  readonly waiting: readonly WaitingView[];
  /** What a camera would see on the tills' screens, and what pages and apps have ordered, newest first. */
  readonly openQrs: readonly OpenQr[];
  /** Finished payments, newest first. */
  readonly history: readonly PaymentView[];
  readonly story: { readonly id: string; readonly endsInMs: number | null } | null;
}

export interface PhonesView {
  readonly alipay: PhoneView;
  readonly wechat: PhoneView;
}

export interface CodeView {
  readonly serial: number;
  /** The digits as people read them aloud, in groups of four. */
  readonly groups: readonly string[];
  readonly expiresInMs: number;
  readonly lifeMs: number;
  readonly barcodeSvg: string;
  readonly qrSvg: string;
}

export type LookAnswer =
  | { readonly kind: 'order'; readonly outTradeNo: string; readonly totalFen: number; readonly subject: string }
  | { readonly kind: 'refused'; readonly reason: 'unknown-qr' | 'expired' | 'not-payable' | 'wrong-signature' };

export interface StoryView {
  readonly id: string;
  readonly place: 'phone' | 'line' | 'provider';
  readonly way: 'barcode' | 'qr' | 'both';
  readonly title: { readonly zh: string; readonly en: string };
  readonly cashierSees: { readonly zh: string; readonly en: string };
}
