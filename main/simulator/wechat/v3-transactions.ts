/** APIv3 "付款码支付", "Native 下单", "查询订单", "撤销订单", "关闭订单", for merchants and, on the partner twins, providers. */
import type { z } from 'zod';
import type { Outcome } from './exchange.ts';
import type { Order } from './order.ts';
import type { OrderRequest, PhoneOrderRequest } from './payments.ts';
import { close, orderByQr, payByCode, reverse } from './payments.ts';
import { badField, Refusal } from './refusal.ts';
import { check, SCHEMAS } from './schemas.ts';
import type { V3Call, V3Handler } from './v3-call.ts';
import { demandOwner, fingerprint, orderOf, queryOf, sellerOf, subMerchantOf } from './v3-call.ts';
import { sellerView, transactionView } from './views.ts';

type Modes = typeof SCHEMAS;
type Codepay = z.infer<Modes['direct']['codepay']> | z.infer<Modes['partner']['codepay']>;
type Native = z.infer<Modes['direct']['native']> | z.infer<Modes['partner']['native']>;
type PhoneOrder = Native | z.infer<Modes['direct']['h5']> | z.infer<Modes['partner']['h5']>;
type Reverse = z.infer<Modes['direct']['reverse']> | z.infer<Modes['partner']['reverse']>;

function orderRequest(call: V3Call, body: Codepay | PhoneOrder): OrderRequest {
  const deviceId = body.scene_info?.device_id;
  return {
    seller: sellerOf(call, body),
    outTradeNo: body.out_trade_no,
    description: body.description,
    totalFen: body.amount.total,
    fingerprint: fingerprint(body),
    ...(body.attach === undefined ? {} : { attach: body.attach }),
    ...(deviceId === undefined ? {} : { deviceId }),
  };
}

/** An order that the customer pays from the phone, as its body asks for it. */
export function phoneOrder(call: V3Call, body: PhoneOrder): PhoneOrderRequest {
  return { ...orderRequest(call, body), notifyUrl: body.notify_url };
}

/** The end of payability that a body names, which must lie ahead unless the order exists already. */
export function payableUntil(call: V3Call, { time_expire, out_trade_no }: PhoneOrder): { readonly payUntil?: number } {
  if (time_expire === undefined) return {};
  const payUntil = Date.parse(time_expire);
  if (payUntil <= call.book.now() && !call.book.find(call.merchant.mchid, out_trade_no)) throw badField('/time_expire', '订单失效时间早于当前时间', time_expire);
  return { payUntil };
}

function parseCodepay(call: V3Call): Codepay {
  return call.partner ? check(SCHEMAS.partner.codepay, call.body) : check(SCHEMAS.direct.codepay, call.body);
}

function parseNative(call: V3Call): Native {
  return call.partner ? check(SCHEMAS.partner.native, call.body) : check(SCHEMAS.direct.native, call.body);
}

export const codepay: V3Handler = {
  work(call) {
    const body = parseCodepay(call);
    const order = payByCode(call.book, orderRequest(call, body), body.payer.auth_code, call.ending);
    if (order.state === 'USERPAYING') return { status: call.rules.userPayingStatus, fields: { trade_state: 'USERPAYING' } };
    return { status: 200, fields: transactionView(order) };
  },
  pretend(call) {
    const request = orderRequest(call, parseCodepay(call));
    const now = call.book.now();
    const buyerId = call.book.world.buyerOf('wechat').id;
    const order: Order = { ...request, tradeType: 'MICROPAY', transactionId: '4200000000000000000000000000', createdAt: now, state: 'SUCCESS', paidAt: now, buyerId, refunds: [] };
    return { status: 200, fields: transactionView(order) };
  },
};

export const native: V3Handler = {
  work(call) {
    const body = parseNative(call);
    const request = { ...phoneOrder(call, body), ...payableUntil(call, body) };
    return { status: 200, fields: { code_url: orderByQr(call.book, request).codeUrl } };
  },
};

export const queryByNumber: V3Handler = {
  work(call) {
    return found(orderByQuery(call, (named) => orderOf(call, call.param, named)));
  },
};

export const queryById: V3Handler = {
  work(call) {
    return found(
      orderByQuery(call, (named) => {
        if (named.mchid !== call.merchant.mchid) throw badField('mchid', '与Http头中的商户号不一致', named.mchid, 'query');
        const order = call.book.findByTransaction(call.param);
        if (order?.paidAt === undefined) throw new Refusal('ORDER_NOT_EXIST', '订单不存在');
        demandOwner(order, call.merchant, call.partner ? subMerchantOf(call.merchant, named.sub_mchid).mchid : undefined);
        return order;
      }),
    );
  },
};

function orderByQuery(call: V3Call, find: (named: { mchid: string | undefined; sub_mchid: string | undefined }) => Order): Order {
  if (!call.partner) return find({ mchid: queryOf(call, ['mchid']).mchid, sub_mchid: undefined });
  const { sp_mchid, sub_mchid } = queryOf(call, ['sp_mchid', 'sub_mchid']);
  return find({ mchid: sp_mchid, sub_mchid });
}

function found(order: Order): Outcome {
  return { status: 200, fields: transactionView(order) };
}

export const reverseByNumber: V3Handler = {
  work(call) {
    const named = parseReverse(call);
    const seller = sellerOf(call, named);
    const order = orderOf(call, call.param, { mchid: seller.mchid, sub_mchid: seller.subMchid });
    reverse(call.book, order, call.rules);
    return { status: 200, fields: { ...sellerView(order.seller), out_trade_no: order.outTradeNo } };
  },
  pretend(call) {
    return { status: 200, fields: { ...sellerView(sellerOf(call, parseReverse(call))), out_trade_no: call.param } };
  },
};

function parseReverse(call: V3Call): Reverse {
  return call.partner ? check(SCHEMAS.partner.reverse, call.body) : check(SCHEMAS.direct.reverse, call.body);
}

export const closeByNumber: V3Handler = {
  work(call) {
    if (call.partner) {
      const { sp_mchid, sub_mchid } = check(SCHEMAS.partner.close, call.body);
      close(call.book, orderOf(call, call.param, { mchid: sp_mchid, sub_mchid }));
    } else {
      close(call.book, orderOf(call, call.param, check(SCHEMAS.direct.close, call.body)));
    }
    return { status: 204 };
  },
  pretend: () => ({ status: 204 }),
};
