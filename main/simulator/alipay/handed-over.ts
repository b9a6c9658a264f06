/**
 * An order that another app, or a page of the shop, hands to the wallet on the same phone: the signed order string of app.pay, or
 * the address that page.pay and wap.pay make. The wallet asks for the PIN as after a scan.
 */
import type { SimGateway } from '../gateway.ts';
import { openOnPhone } from './cashier.ts';
import { textOf } from './fields.ts';
import { METHODS } from './methods/table.ts';
import { readOrderString } from './protocol-v2.ts';
import { Refusal } from './refusal.ts';
import type { WireServices } from './wire.ts';

/** Opens the order for the buyer; undefined when the text is none of this kind. */
export function openHandedOver(text: string, buyerId: string, services: WireServices): ReturnType<SimGateway['scanQr']> | undefined {
  const request = readOrderString(text.slice(text.indexOf('?') + 1), services);
  if (request.method === undefined || !Object.hasOwn(METHODS, request.method) || !METHODS[request.method]?.isPage) return undefined;
  try {
    const order = openOnPhone(textOf(request.work(false).fields['cashier_token']) ?? '', buyerId, services.provider);
    return order ? { outTradeNo: order.outTradeNo, totalFen: order.totalFen, subject: order.subject } : 'not-payable';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.subCode.endsWith('-signature')) return 'wrong-signature';
    return error.subCode === 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR' ? 'expired' : 'not-payable';
  }
}
