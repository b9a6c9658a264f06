/** Everything the simulated Alipay remembers, as one plain value (`store.ts` keeps it). */
import type { Fen } from '../../domain/money.ts';

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
  /** How the console has the app set up: `certificate` refuses requests that name no certificates. Absent: both ways work. */
  readonly trust?: 'key' | 'certificate' | undefined;
  /** Base64 of the AES key for encrypted contents, if the app has one. */
  readonly aesKey?: string | undefined;
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

/** The contract product an order came by: it decides which notices are sent. */
export type Product = 'face-to-face' | 'page' | 'wap' | 'app' | 'create';

/** What the merchant asked for; fixed for the life of the trade. */
export interface Order {
  readonly merchantId: string;
  readonly appId: string;
  /** The merchant's own app, when a service provider's app (`appId`) acted for it. */
  readonly authAppId?: string | undefined;
  readonly product?: Product | undefined;
  readonly subMerchantId?: string | undefined;
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
  /** The merchant has said that nothing more will be shared. */
  isSharedOut?: boolean;
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

/** Who may share in a merchant's payments. */
export interface RoyaltyReceiver {
  readonly type: 'userId' | 'loginName' | 'openId';
  readonly account: string;
  readonly name: string | undefined;
}

export interface Settlement {
  readonly settleNo: string;
  readonly requestNo: string;
  readonly at: number;
  /** The request's content, to tell a repeat from a contradiction. */
  readonly content: string;
  readonly parts: readonly { readonly transIn: string; readonly transInType?: string; readonly amountFen: Fen }[];
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
  /** What answers in certificate mode are signed with. */
  readonly alipayCertificatePem: string;
  /** The key of that certificate, once it was replaced; before, it is the one of key mode. */
  readonly certifiedPrivateKeyPem?: string | undefined;
}

export interface AlipayState {
  keys: Keys;
  counter: number;
  readonly merchants: Map<string, Merchant>;
  readonly apps: Map<string, App>;
  /** One-time codes of the authorisation page: who may exchange them, and for which merchant's app. */
  readonly authCodes: Map<string, { readonly isvAppId: string; readonly authAppId: string; readonly until?: number }>;
  readonly authorisations: Map<string, Authorisation>;
  /** 间连: the number of a sub-merchant → the contract's merchant. */
  readonly subMerchants: Map<string, string>;
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
  readonly royaltyReceivers: Map<string, RoyaltyReceiver[]>;
  readonly transfers: Map<string, Transfer>;
  /** Shown by a buyer's phone: whose invoices it opens. */
  readonly invoiceTokens: Map<string, string>;
  readonly cashierVisits: Map<string, CashierVisit>;
  readonly notices: Map<string, Notice>;
  readonly billTokens: Map<string, { readonly merchantId: string; readonly type: 'trade' | 'signcustomer'; readonly date: string; readonly until: number }>;
}
