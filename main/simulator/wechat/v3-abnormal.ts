/**
 * APIv3 "发起异常退款": a refund that failed at the customer's bank is sent again, to a card of the customer or of the shop. Card
 * number and name come sealed for the key that the header `Wechatpay-Serial` names.
 */
import type { Outcome } from './exchange.ts';
import { badField, Refusal } from './refusal.ts';
import { check, SCHEMAS } from './schemas.ts';
import type { V3Call, V3Handler } from './v3-call.ts';
import { demandOwner, subMerchantOf } from './v3-call.ts';
import { refundView } from './views.ts';

export const retryAbnormalRefund: V3Handler = {
  work(call): Outcome {
    const isPartner = call.merchant.kind === 'partner';
    const body = isPartner ? check(SCHEMAS.partner.abnormalRefund, call.body) : { ...check(SCHEMAS.direct.abnormalRefund, call.body), sub_mchid: undefined };
    const subMchid = body.sub_mchid === undefined ? undefined : subMerchantOf(call.merchant, body.sub_mchid).mchid;
    const found = call.book.findRefund(call.merchant.mchid, body.out_refund_no);
    if (found?.refund.refundId !== call.param) throw new Refusal('RESOURCE_NOT_EXISTS', '退款单不存在');
    demandOwner(found.order, call.merchant, subMchid);
    if (found.refund.status !== 'ABNORMAL') throw new Refusal('INVALID_REQUEST', '退款单状态不是退款异常，不能发起异常退款');
    if (body.type === 'USER_BANK_CARD') demandCard(call, body);
    call.book.sendAgain(found.order, found.refund, call.book.now() + call.refundPolicy.settlesAfterMs);
    return { status: 200, fields: refundView(found.order, found.refund) };
  },
};

interface Card {
  readonly bank_type?: string | undefined;
  readonly bank_account?: string | undefined;
  readonly real_name?: string | undefined;
}

function demandCard(call: V3Call, card: Card): void {
  for (const name of ['bank_type', 'bank_account', 'real_name'] as const) if (card[name] === undefined) throw badField(`/${name}`, '退款到用户银行卡时必填');
  for (const name of ['bank_account', 'real_name'] as const) {
    if (call.unseal(card[name] ?? '') === undefined) throw badField(`/${name}`, '敏感字段解密失败，请用Wechatpay-Serial指定的微信支付公钥或平台证书加密');
  }
}
