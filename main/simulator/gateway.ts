/**
 * What both simulated gateways offer to the wallet page, the control API, the scenario player and tests: the provider's
 * own truth about money, and the customer's side of a payment. The wire itself is each gateway's own affair.
 */
import type { FaultPlan } from './faults.ts';
import type { Wallet, World } from './world.ts';

export type SimTradeState = 'waiting' | 'paid' | 'closed' | 'reversed' | 'refunded';

/** The provider's own record of one order. `capturedFen − refundedFen` is what the shop holds for it. */
export interface SimTrade {
  readonly gateway: Wallet;
  readonly merchantId: string;
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly kind: 'barcode' | 'qr' | 'other';
  readonly subject: string;
  readonly totalFen: number;
  readonly state: SimTradeState;
  readonly capturedFen: number;
  readonly refundedFen: number;
  readonly buyerId: string | undefined;
  /** Text inside the QR that the till shows; only for kind `qr`. */
  readonly qrText: string | undefined;
  readonly createdAt: number;
  readonly paidAt: number | undefined;
}

/** A QR that a till shows now, or an order that a page or an app has made, and that nobody has paid. */
export interface OpenQr {
  readonly qrText: string;
  /** Not on any till's screen: the text opens the order as the shop's page or app would. */
  readonly isOnline?: true;
  readonly outTradeNo: string;
  readonly totalFen: number;
  readonly subject: string;
  readonly createdAt: number;
}

export type ConfirmResult = 'paid' | 'no-money' | 'not-payable' | 'unknown-order';

export interface SimGateway {
  readonly wallet: Wallet;
  /** `http://127.0.0.1:PORT` without a trailing slash. */
  readonly baseUrl: string;
  /** Every order the provider knows, oldest first, over all merchants. Snapshots: changing them changes nothing. */
  trades(): readonly SimTrade[];
  trade(outTradeNo: string): SimTrade | undefined;
  /**
   * The customer scans a QR with the phone, or a page or app hands an order over: then the text is what it passes to the wallet,
   * and `wrong-signature` tells that the shop has not signed it. A precreated Alipay order begins to exist here.
   */
  scanQr(qrText: string, buyerId: string): { readonly outTradeNo: string; readonly totalFen: number; readonly subject: string } | 'unknown-qr' | 'expired' | 'not-payable' | 'wrong-signature';
  /**
   * QR codes that a phone could scan at this moment, newest first; the wallet page offers them, as it has no camera.
   * Includes precreated Alipay orders that are no trades yet, and scanned ones that still wait for their payment.
   */
  openQrs(): readonly OpenQr[];
  /** Orders that wait for this buyer's PIN on the phone. */
  waitingFor(buyerId: string): readonly SimTrade[];
  /** The customer confirms with the PIN, or declines. */
  confirm(outTradeNo: string, buyerId: string): ConfirmResult;
  decline(outTradeNo: string, buyerId: string): 'declined' | 'unknown-order' | 'not-payable';
  /** Requests served since the start, newest last, without signatures, keys or full payment codes. At most 500 kept. */
  log(): readonly SimLogLine[];
  close(): Promise<void>;
}

export interface SimLogLine {
  readonly at: number;
  readonly operation: string;
  readonly outTradeNo: string | undefined;
  readonly answer: string;
  readonly fault: string | undefined;
}

/** What a gateway is started with. Port 0 takes a free one. */
export interface SimGatewayOptions {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly port?: number;
  /**
   * Called after every change of the provider's own record (a new order, money taken, closed, given back), before the
   * answer about it leaves: the demo saves the record there, so that even a kill right after an answer loses nothing.
   */
  readonly onChange?: () => void;
}
