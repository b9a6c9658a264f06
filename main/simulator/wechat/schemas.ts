/**
 * The bodies of APIv3 requests, field by field. Every object is strict: APIv3 refuses fields it does not know ("illegal
 * extra parameter"), and so does this gateway. Lengths count characters; money is an integer number of fen.
 */
import { z } from 'zod';
import { zhCN } from 'zod/locales';
import type { Refusal } from './refusal.ts';
import { badField, Refusal as RefusalError } from './refusal.ts';

const text = (max: number) => z.string().min(1).refine((value) => Array.from(value).length <= max, `长度超过${max}`);
const outTradeNo = z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/, '只能是6至32位数字、大小写字母_-|*');
/** Barcode numbers may not contain `|`. */
const barcodeNo = z.string().regex(/^[0-9A-Za-z_\-*]{6,32}$/, '只能是6至32位数字、大小写字母_-*');
export const outRefundNo = z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/, '只能是数字、大小写字母_-|*@');
const fen = z.int().min(1);
const count = z.int().min(1);
const amount = z.strictObject({ total: fen, currency: z.literal('CNY').optional() });
const notifyUrl = (max: number) =>
  text(max).refine((value) => /^https?:\/\/[^?#\s]+$/.test(value), '必须以http(s)://开头且不能带参数');
const settleInfo = z.strictObject({ profit_sharing: z.boolean().optional() });

const direct = { appid: text(32), mchid: text(32) };
const partner = { sp_appid: text(32), sp_mchid: text(32), sub_appid: text(32).optional(), sub_mchid: text(32) };

const goods = (weixinId: 'wxpay_goods_id' | 'wechatpay_goods_id') =>
  z.strictObject({
    cost_price: z.int().optional(),
    invoice_id: text(32).optional(),
    goods_detail: z
      .array(
        z.strictObject({
          merchant_goods_id: text(32),
          [weixinId]: text(32).optional(),
          goods_name: text(256).optional(),
          quantity: count,
          unit_price: z.int().min(0),
        }),
      )
      .optional(),
  });

const order = { description: text(127), attach: text(128).optional(), goods_tag: text(32).optional(), support_fapiao: z.boolean().optional(), amount, settle_info: settleInfo.optional() };

const codepay = {
  ...order,
  out_trade_no: barcodeNo,
  payer: z.strictObject({ auth_code: text(32) }),
  detail: goods('wxpay_goods_id').optional(),
  scene_info: z.strictObject({
    device_id: text(32).optional(),
    device_ip: text(45).optional(),
    store_info: z
      .strictObject({ id: z.string().regex(/^\d{1,32}$/, '只能是数字').optional(), out_id: z.string().regex(/^[0-9A-Za-z]{1,256}$/, '只能是数字、字母').optional() })
      .refine((store) => store.id !== undefined || store.out_id !== undefined, 'id和out_id必须二选一'),
  }),
};

/** What the customer pays from the phone: QR, page, app, H5. */
const phoneOrder = {
  ...order,
  out_trade_no: outTradeNo,
  notify_url: notifyUrl(255),
  time_expire: z.iso.datetime({ offset: true }).max(64).optional(),
  limit_pay: z.array(z.enum(['no_balance', 'no_credit', 'no_debit', 'balance_only'])).optional(),
  detail: goods('wechatpay_goods_id').optional(),
};

const scene = {
  payer_client_ip: text(45),
  device_id: text(32).optional(),
  store_info: z.strictObject({ id: text(32), name: text(256).optional(), area_code: text(32).optional(), address: text(512).optional() }).optional(),
};

/** The same body for QR and App. */
const native = { ...phoneOrder, scene_info: z.strictObject(scene).optional() };

const openid = text(128);
const jsapi = { ...native, payer: z.strictObject({ openid }) };
const partnerJsapi = {
  ...native,
  payer: z
    .strictObject({ sp_openid: openid.optional(), sub_openid: openid.optional() })
    .refine((payer) => (payer.sp_openid === undefined) !== (payer.sub_openid === undefined), 'sp_openid和sub_openid必须二选一'),
};

const h5 = {
  ...phoneOrder,
  scene_info: z.strictObject({
    ...scene,
    h5_info: z.strictObject({ type: text(32), app_name: text(64).optional(), app_url: text(128).optional(), bundle_id: text(128).optional(), package_name: text(128).optional() }),
  }),
};

const refundFields = {
  transaction_id: text(32).optional(),
  out_trade_no: outTradeNo.optional(),
  out_refund_no: outRefundNo,
  reason: text(80).optional(),
  notify_url: notifyUrl(256).optional(),
  funds_account: z.enum(['AVAILABLE', 'UNSETTLED']).optional(),
  amount: z.strictObject({
    refund: fen,
    total: fen,
    currency: z.literal('CNY'),
    from: z.array(z.strictObject({ account: z.enum(['AVAILABLE', 'UNAVAILABLE']), amount: fen })).optional(),
  }),
  goods_detail: z
    .array(
      z.strictObject({
        merchant_goods_id: text(32),
        wechatpay_goods_id: text(32).optional(),
        goods_name: text(256).optional(),
        unit_price: z.int().min(0),
        refund_amount: fen,
        refund_quantity: count,
      }),
    )
    .optional(),
};

const abnormalRefund = {
  out_refund_no: outRefundNo,
  type: z.enum(['USER_BANK_CARD', 'MERCHANT_BANK_CARD']),
  bank_type: text(16).optional(),
  bank_account: text(1024).optional(),
  real_name: text(1024).optional(),
};

/** One schema a kind of body; `partner` ones take the service provider's four identities instead of two. */
export const SCHEMAS = {
  direct: {
    codepay: z.strictObject({ ...direct, ...codepay }),
    native: z.strictObject({ ...direct, ...native }),
    jsapi: z.strictObject({ ...direct, ...jsapi }),
    app: z.strictObject({ ...direct, ...native }),
    h5: z.strictObject({ ...direct, ...h5 }),
    reverse: z.strictObject(direct),
    close: z.strictObject({ mchid: text(32) }),
    refund: z.strictObject(refundFields),
    abnormalRefund: z.strictObject(abnormalRefund),
  },
  partner: {
    codepay: z.strictObject({ ...partner, ...codepay }),
    native: z.strictObject({ ...partner, ...native }),
    jsapi: z.strictObject({ ...partner, ...partnerJsapi }),
    app: z.strictObject({ ...partner, ...native }),
    h5: z.strictObject({ ...partner, ...h5 }),
    reverse: z.strictObject(partner),
    close: z.strictObject({ sp_mchid: text(32), sub_mchid: text(32) }),
    refund: z.strictObject({ sub_mchid: text(32), ...refundFields }),
    abnormalRefund: z.strictObject({ sub_mchid: text(32), ...abnormalRefund }),
  },
} as const;

const IN_CHINESE = zhCN().localeError;

/** Parses a body or throws the PARAM_ERROR that names the first bad field. */
export function check<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body, { error: IN_CHINESE });
  if (parsed.success) return parsed.data;
  throw explain(parsed.error.issues[0], body);
}

function explain(issue: z.core.$ZodIssue | undefined, body: unknown): Refusal {
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const field = `/${[...path, issue.keys[0] ?? ''].join('/')}`;
    return new RefusalError('PARAM_ERROR', `传入了非法的多余参数：${field}`, { internal: 270924358, detail: { field, value: '', issue: 'illegal extra parameter', location: 'body' } });
  }
  const value = path.reduce<unknown>((inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined), body);
  const isCode = path.at(-1) === 'auth_code';
  return badField(`/${path.join('/')}`, issue?.message ?? 'invalid', isCode || typeof value === 'object' ? '' : value);
}
