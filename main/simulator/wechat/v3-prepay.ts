/** APIv3 "JSAPI/小程序下单", "App 下单" and "H5 下单", for merchants and, on the partner twins, providers: no counter needs them, its clients offer them. */
import type { z } from 'zod';
import type { Fields } from './exchange.ts';
import type { Order } from './order.ts';
import { orderByPrepay } from './payments.ts';
import type { PhoneOrderRequest } from './payments.ts';
import { badField } from './refusal.ts';
import { check, SCHEMAS } from './schemas.ts';
import type { V3Call, V3Handler } from './v3-call.ts';
import { payableUntil, phoneOrder } from './v3-transactions.ts';
import { h5Address } from './h5-page.ts';

type Modes = typeof SCHEMAS;
type Jsapi = z.infer<Modes['direct']['jsapi']> | z.infer<Modes['partner']['jsapi']>;

export const jsapi: V3Handler = {
  work(call) {
    const body: Jsapi = call.partner ? check(SCHEMAS.partner.jsapi, call.body) : check(SCHEMAS.direct.jsapi, call.body);
    return { status: 200, fields: prepaid(orderByPrepay(call.book, { ...request(call, body), payerId: payerOf(call, body) }, 'JSAPI')) };
  },
};

export const app: V3Handler = {
  work(call) {
    const body = call.partner ? check(SCHEMAS.partner.app, call.body) : check(SCHEMAS.direct.app, call.body);
    return { status: 200, fields: prepaid(orderByPrepay(call.book, request(call, body), 'APP')) };
  },
};

export const h5: V3Handler = {
  work(call) {
    const body = call.partner ? check(SCHEMAS.partner.h5, call.body) : check(SCHEMAS.direct.h5, call.body);
    return { status: 200, fields: { h5_url: h5Address(orderByPrepay(call.book, request(call, body), 'MWEB').prepayId) } };
  },
};

function request(call: V3Call, body: Parameters<typeof phoneOrder>[1]): PhoneOrderRequest {
  return { ...phoneOrder(call, body), ...payableUntil(call, body) };
}

function prepaid(order: Order): Fields {
  return { prepay_id: order.prepayId };
}

/** The one customer who may pay; an openid that WeChat does not know under this appid is refused by name. */
function payerOf(call: V3Call, { payer }: Jsapi): string {
  const [name, openid = ''] = Object.entries(payer).find(([, value]) => value !== undefined) ?? ['openid'];
  const buyer = call.book.world.buyers.get(openid);
  if (buyer?.wallet !== 'wechat') throw badField(`/payer/${name}`, '无效的openid', openid);
  return openid;
}
