/** v2 "统一下单": an order that the customer pays from the phone, by QR, in a page, from an app or from a browser. */
import { h5Address } from '../h5-page.ts';
import type { Order } from '../order.ts';
import type { PhoneOrderRequest } from '../payments.ts';
import { newPrepayId, orderByPrepay, orderByQr } from '../payments.ts';
import { Refusal } from '../refusal.ts';
import { parseCompactTime } from '../time.ts';
import type { V2Call, V2Handler } from './call.ts';
import { may, need, NOTIFY_URL, orderRequest, upTo } from './call.ts';
import type { XmlFields } from './xml.ts';

export const unifiedorder: V2Handler = (call) => {
  need(call, 'notify_url', NOTIFY_URL);
  const tradeType = need(call, 'trade_type', /^(NATIVE|JSAPI|APP|MWEB)$/);
  return { status: 200, fields: { trade_type: tradeType, ...made(call, tradeType) } };
};

function made(call: V2Call, tradeType: string): XmlFields {
  switch (tradeType) {
    case 'JSAPI':
      return prepaid(orderByPrepay(call.book, { ...request(call), payerId: payerOf(call) }, 'JSAPI'));
    case 'APP':
      return prepaid(orderByPrepay(call.book, request(call), 'APP'));
    case 'MWEB': {
      need(call, 'scene_info', upTo(256));
      const order = orderByPrepay(call.book, request(call), 'MWEB');
      return { ...prepaid(order), mweb_url: h5Address(order.prepayId) };
    }
    default:
      return { prepay_id: newPrepayId(call.book.now()), code_url: orderByQr(call.book, request(call)).codeUrl ?? '' };
  }
}

function prepaid(order: Order): XmlFields {
  return { prepay_id: order.prepayId ?? '' };
}

function request(call: V2Call): PhoneOrderRequest {
  const expiry = may(call, 'time_expire', /^\d{14}$/);
  const payUntil = expiry === undefined ? undefined : parseCompactTime(expiry);
  return { ...orderRequest(call), notifyUrl: call.fields['notify_url'] ?? '', noticeSign: call.signType, ...(payUntil === undefined ? {} : { payUntil }) };
}

/** With a service provider the customer may be named under the provider's or under the shop's appid. */
function payerOf(call: V2Call): string {
  const openid = may(call, 'sub_openid', upTo(128)) ?? need(call, 'openid', upTo(128));
  if (call.book.world.buyers.get(openid)?.wallet !== 'wechat') throw new Refusal('PARAM_ERROR', 'openid不正确');
  return openid;
}
