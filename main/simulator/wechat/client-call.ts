/**
 * What a shop's page, app or browser hands to the customer's WeChat to have an order paid, and whether the shop has signed it:
 * "JSAPI 调起支付", "App 调起支付", an h5_url. Signed with the merchant's key for orders of APIv3, with the APIv2 key for those of v2.
 */
import { verify } from 'node:crypto';
import type { Merchants, WechatMerchant } from './merchants.ts';
import type { Order } from './order.ts';
import { isSignedBy } from './v2/sign.ts';

/** The parameters by their lower-case names: pages, Android and iOS spell them differently. */
type Parameters = Readonly<Record<string, string>>;

export interface ClientCall {
  readonly prepayId: string;
  /** Absent for an address or a bare prepay_id, which nobody signs. */
  readonly signed?: Parameters;
}

const PREPAY_ID = /^wx[0-9a-f]{34}$/;

/** Reads `prepay_id=…`, an h5_url, or the JSON that a page or an app passes; undefined for every other text. */
export function readClientCall(text: string): ClientCall | undefined {
  const inAddress = text.startsWith('https://') && URL.canParse(text) ? new URL(text).searchParams.get('prepay_id') : undefined;
  const bare = inAddress ?? /^prepay_id=(.*)$/.exec(text)?.[1];
  const signed = bare === undefined ? readParameters(text) : undefined;
  const prepayId = bare ?? signed?.['prepayid'] ?? /^prepay_id=(.*)$/.exec(signed?.['package'] ?? '')?.[1] ?? '';
  return PREPAY_ID.test(prepayId) ? { prepayId, ...(signed ? { signed } : {}) } : undefined;
}

function readParameters(text: string): Parameters | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), String(inner)]));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the order's own shop made this call for this order, with its own names and its own signature. */
export function isShopsCall(signed: Parameters, order: Order, merchants: Merchants): boolean {
  const merchant = merchants.get(order.seller.mchid);
  if (!merchant) return false;
  return order.tradeType === 'APP' ? isAppCall(signed, order, merchant) : order.tradeType === 'JSAPI' && isPageCall(signed, order, merchant);
}

function isPageCall(signed: Parameters, order: Order, merchant: WechatMerchant): boolean {
  const { appid = '', timestamp = '', noncestr = '', package: what = '', signtype = 'MD5', paysign = '' } = signed;
  if (!isAppidOf(order, appid)) return false;
  if (order.noticeSign === undefined) return signtype === 'RSA' && isSignedByKey(merchant, [appid, timestamp, noncestr, what], paysign);
  return isSignedInV2({ appId: appid, timeStamp: timestamp, nonceStr: noncestr, package: what, signType: signtype, sign: paysign }, signtype, merchant);
}

function isAppCall(signed: Parameters, order: Order, merchant: WechatMerchant): boolean {
  // On Android `package` is a word of the language; there the parameter is `packageValue`.
  const { appid = '', partnerid = '', prepayid = '', package: what = signed['packagevalue'], noncestr = '', timestamp = '', sign = '' } = signed;
  if (!isAppidOf(order, appid) || !isPartnerOf(order, partnerid) || what !== 'Sign=WXPay') return false;
  if (order.noticeSign === undefined) return isSignedByKey(merchant, [appid, timestamp, noncestr, prepayid], sign);
  return isSignedInV2({ appid, partnerid, prepayid, package: what, noncestr, timestamp, sign }, order.noticeSign, merchant);
}

function isAppidOf({ seller }: Order, appid: string): boolean {
  return appid === seller.appid || appid === seller.subAppid;
}

/** Clients differ in whose number a service provider's app gives. */
function isPartnerOf({ seller }: Order, partnerid: string): boolean {
  return partnerid === seller.mchid || partnerid === seller.subMchid;
}

/** APIv3: four lines, each with its line end. */
function isSignedByKey(merchant: WechatMerchant, lines: readonly string[], signature: string): boolean {
  return verify('RSA-SHA256', Buffer.from(`${lines.join('\n')}\n`), merchant.merchantPublicKeyPem, Buffer.from(signature, 'base64'));
}

function isSignedInV2(fields: Parameters, type: string, merchant: WechatMerchant): boolean {
  return (type === 'MD5' || type === 'HMAC-SHA256') && isSignedBy(fields, merchant.apiV2Key, type);
}
