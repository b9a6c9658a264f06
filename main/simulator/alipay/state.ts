/**
 * Everything the simulated Alipay remembers, as one plain value: it can be copied (to undo the work of a lie), written to
 * JSON and read back, so that a demo gateway still knows its orders after the app was restarted.
 */
import type { Fen } from '../../domain/money.ts';
import { isRecord } from './fields.ts';

export interface Merchant {
  /** The PID: 2088 and twelve digits. */
  readonly id: string;
  balanceFen: Fen;
  readonly since: number;
}

export interface App {
  readonly appId: string;
  readonly merchantId: string;
  /** An ISV's app may act for other merchants with an app_auth_token. */
  readonly isIsv: boolean;
  readonly publicKeyPem: string;
  /** Only when the simulator made the key pair. */
  readonly privateKeyPem: string | undefined;
  readonly certificatePem: string;
  readonly certificateSn: string;
}

export interface Authorisation {
  readonly token: string;
  readonly refreshToken: string;
  readonly isvAppId: string;
  readonly merchantId: string;
  readonly authAppId: string;
  readonly grantedAt: number;
}

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

/** What the merchant asked for; fixed for the life of the trade. */
export interface Order {
  readonly merchantId: string;
  readonly appId: string;
  readonly outTradeNo: string;
  readonly kind: 'barcode' | 'qr' | 'other';
  readonly totalFen: Fen;
  readonly subject: string;
  readonly body: string | undefined;
  readonly storeId: string | undefined;
  readonly terminalId: string | undefined;
  readonly operatorId: string | undefined;
  readonly passbackParams: string | undefined;
  readonly notifyUrl: string | undefined;
  readonly expiresAt: number;
}

export interface RefundRecord {
  readonly requestNo: string;
  readonly amountFen: Fen;
  readonly reason: string | undefined;
  readonly at: number;
  readonly by: 'refund' | 'cancel';
}

export interface Trade {
  readonly tradeNo: string;
  readonly order: Order;
  readonly createdAt: number;
  readonly qrText: string | undefined;
  status: TradeStatus;
  buyerId: string | undefined;
  /** A digest of the payment code that the trade is being paid with, to recognise a copy of the same request. */
  codeMark: string | undefined;
  /** The buyer confirms by itself at this time. */
  confirmsAt: number | undefined;
  paysDuringCancel: boolean;
  /** The buyer pressed "no": nothing waits on the phone any more, yet the trade stays open until it is closed. */
  declined: boolean;
  paidAt: number | undefined;
  closedAt: number | undefined;
  closedBy: 'cancel' | 'close' | 'expiry' | 'refund' | undefined;
  capturedFen: Fen;
  refundedFen: Fen;
  readonly refunds: RefundRecord[];
  readonly settlements: Settlement[];
}

/** An order shown as a QR. It is no trade until a phone scans it. */
export interface QrOrder {
  readonly text: string;
  readonly order: Order;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Set when the merchant cancelled the number: the QR is dead. */
  cancelled: boolean;
}

export interface Settlement {
  readonly settleNo: string;
  readonly requestNo: string;
  readonly at: number;
  /** The request's content, to tell a repeat from a contradiction. */
  readonly content: string;
  readonly parts: readonly { readonly transIn: string; readonly amountFen: Fen }[];
}

export interface Transfer {
  readonly orderId: string;
  readonly fundOrderId: string;
  readonly merchantId: string;
  readonly outBizNo: string;
  readonly content: string;
  readonly amountFen: Fen;
  readonly at: number;
}

/** A merchant's order on its way through the buyer's browser or phone. */
export interface CashierVisit {
  readonly order: Order;
  readonly returnUrl: string | undefined;
}

export interface Notice {
  readonly id: string;
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly firstAt: number;
  sent: number;
  /** Undefined when it was accepted or given up. */
  nextAt: number | undefined;
  accepted: boolean;
}

export interface Keys {
  readonly alipayPrivateKeyPem: string;
  readonly rootPrivateKeyPem: string;
  readonly rootCertificatePem: string;
  readonly alipayCertificatePem: string;
}

export interface AlipayState {
  readonly keys: Keys;
  counter: number;
  readonly merchants: Map<string, Merchant>;
  readonly apps: Map<string, App>;
  /** One-time codes of the authorisation page: who may exchange them, and for which merchant's app. */
  readonly authCodes: Map<string, { readonly isvAppId: string; readonly authAppId: string }>;
  readonly authorisations: Map<string, Authorisation>;
  readonly trades: Map<string, Trade>;
  /** `merchant/out_trade_no` → trade_no. */
  readonly numbers: Map<string, string>;
  readonly qrs: Map<string, QrOrder>;
  /** Numbers cancelled before any trade existed under them. */
  readonly cancelledNumbers: Set<string>;
  /** Digests of scripted payment codes that were accepted, and of those whose fault has struck. */
  readonly scriptedUsed: Set<string>;
  readonly scriptedStruck: Set<string>;
  /** How many more cancels of a number answer retry_flag=Y without doing anything. */
  readonly cancelRetries: Map<string, number>;
  readonly royaltyReceivers: Map<string, string[]>;
  readonly transfers: Map<string, Transfer>;
  /** Shown by a buyer's phone: whose invoices it opens. */
  readonly invoiceTokens: Map<string, string>;
  readonly cashierVisits: Map<string, CashierVisit>;
  readonly notices: Map<string, Notice>;
  readonly billTokens: Map<string, { readonly merchantId: string; readonly type: 'trade' | 'signcustomer'; readonly date: string; readonly until: number }>;
}

const FORMAT = 'alipay-simulator-1';

export function emptyState(keys: Keys): AlipayState {
  return {
    keys,
    counter: 0,
    merchants: new Map(),
    apps: new Map(),
    authCodes: new Map(),
    authorisations: new Map(),
    trades: new Map(),
    numbers: new Map(),
    qrs: new Map(),
    cancelledNumbers: new Set(),
    scriptedUsed: new Set(),
    scriptedStruck: new Set(),
    cancelRetries: new Map(),
    royaltyReceivers: new Map(),
    transfers: new Map(),
    invoiceTokens: new Map(),
    cashierVisits: new Map(),
    notices: new Map(),
    billTokens: new Map(),
  };
}

/** JSON text of the state, maps and sets included. Contains private keys of the simulation, nothing of the real world. */
export function writeState(state: AlipayState): string {
  return JSON.stringify({ format: FORMAT, state }, (_key, value: unknown) => {
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Set) return { $set: [...value] };
    return value;
  });
}

/** Reads what `writeState` wrote. Throws on any other text. */
export function readState(text: string): AlipayState {
  const read: unknown = JSON.parse(text, (_key, value: unknown) => {
    if (!isRecord(value)) return value;
    if (isPairs(value['$map'])) return new Map(value['$map']);
    if (Array.isArray(value['$set'])) return new Set<unknown>(value['$set']);
    return value;
  });
  if (!isSaved(read)) throw new Error('this is no saved state of the Alipay simulator');
  return read.state;
}

function isPairs(value: unknown): value is [unknown, unknown][] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}

/** The simulator trusts its own files: the format's name decides, not every field. */
function isSaved(value: unknown): value is { readonly format: string; readonly state: AlipayState } {
  return isRecord(value) && value['format'] === FORMAT && isRecord(value['state']);
}

/** Holds the current state, so that a copy taken earlier can be put back, and tells when it has changed. */
export class Store {
  state: AlipayState;
  private readonly onChange: () => void;
  private isTouched = false;

  constructor(state: AlipayState, onChange: () => void) {
    this.state = state;
    this.onChange = onChange;
  }

  /** A number that never repeats in the life of this state. */
  next(): number {
    this.touch();
    this.state.counter += 1;
    return this.state.counter;
  }

  /** The record is being changed. */
  touch(): void {
    this.isTouched = true;
  }

  /** The change is complete: tells the listener, if there was one since the last time. */
  flush(): void {
    if (!this.isTouched) return;
    this.isTouched = false;
    this.onChange();
  }

  /** Runs the work on a copy of the state, and drops the copy. */
  undoing<Result>(work: () => Result): Result {
    const before = this.state;
    this.state = structuredClone(before);
    const wasTouched = this.isTouched;
    try {
      return work();
    } finally {
      this.state = before;
      this.isTouched = wasTouched;
    }
  }
}
