/** Alipay's addresses, and where a till may be connected to. */

export interface AlipayHosts {
  /** Protocol v2. */
  readonly gatewayUrl: string;
  /** Where bills are downloaded from. Alipay names these with plain http; they are fetched with https all the same. */
  readonly billOrigins: readonly string[];
}

const BILL_ORIGINS = ['https://dwbillcenter.alipay.com'];

/** Alipay's own addresses. Besides these only a gateway on this very machine (a simulated one) is ever spoken to. */
export const ALIPAY_HOSTS: Readonly<Record<'production' | 'sandbox', AlipayHosts>> = {
  production: { gatewayUrl: 'https://openapi.alipay.com/gateway.do', billOrigins: BILL_ORIGINS },
  sandbox: { gatewayUrl: 'https://openapi-sandbox.dl.alipaydev.com/gateway.do', billOrigins: BILL_ORIGINS },
};

const THIS_MACHINE = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The origins that the door must be open for: the gateway's first, then the bill centres'. Throws RangeError for a gateway that
 * is neither Alipay's nor on this machine: a mistyped or slipped-in address gets no payment code.
 */
export function alipayOrigins(gatewayUrl: string): readonly string[] {
  const known = Object.values(ALIPAY_HOSTS).find((hosts) => hosts.gatewayUrl === gatewayUrl);
  const url = URL.canParse(gatewayUrl) ? new URL(gatewayUrl) : undefined;
  if (url && known) return [url.origin, ...known.billOrigins];
  if (url && THIS_MACHINE.has(url.hostname)) return [url.origin];
  throw new RangeError(`not a gateway of Alipay: ${url?.origin ?? gatewayUrl}`);
}
