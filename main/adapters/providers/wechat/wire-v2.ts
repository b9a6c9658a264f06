/**
 * What v2 says, in the words of APIv3, so that one set of rules (`wire.ts`) decides what it means: which answer is evidence, which
 * is about somebody else, which says nothing. Amounts are fen in both; v2 writes every value as text.
 */
import { fromCompact } from './china-time.ts';
import type { XmlFields } from './xml.ts';

/** micropay done, and orderquery. */
export function asTransaction(fields: XmlFields, tradeState: string | undefined): object {
  const total = whole(fields.get('total_fee'));
  return {
    ...sellerOf(fields),
    trade_state: tradeState,
    trade_state_desc: fields.get('trade_state_desc'),
    out_trade_no: fields.get('out_trade_no'),
    transaction_id: fields.get('transaction_id'),
    success_time: fromCompact(fields.get('time_end') ?? ''),
    amount: total === undefined ? undefined : { total, payer_total: whole(fields.get('cash_fee')), currency: fields.get('fee_type') ?? 'CNY' },
  };
}

/** reverse names no order. */
export function asReverse(fields: XmlFields, outTradeNo: string): object {
  return { ...sellerOf(fields), out_trade_no: fields.get('out_trade_no') ?? outTradeNo };
}

/** refund done: accepted, not carried out. */
export function asRefund(fields: XmlFields): object {
  return {
    out_refund_no: fields.get('out_refund_no'),
    out_trade_no: fields.get('out_trade_no'),
    status: 'PROCESSING',
    amount: { refund: whole(fields.get('refund_fee')), total: whole(fields.get('total_fee')) },
  };
}

const REFUND_STATUS: Readonly<Record<string, string>> = { SUCCESS: 'SUCCESS', PROCESSING: 'PROCESSING', REFUNDCLOSE: 'CLOSED', CHANGE: 'ABNORMAL' };

/** refundquery by our number: WeChat Pay lists the one, with every name numbered from zero. */
export function asRefundQuery(fields: XmlFields, outRefundNo: string): object {
  const place = [...fields].find(([name, value]) => /^out_refund_no_\d+$/.test(name) && value === outRefundNo)?.[0].slice('out_refund_no'.length) ?? '_0';
  return {
    out_refund_no: fields.get(`out_refund_no${place}`),
    out_trade_no: fields.get('out_trade_no'),
    status: REFUND_STATUS[fields.get(`refund_status${place}`) ?? ''],
    amount: { refund: whole(fields.get(`refund_fee${place}`)), total: whole(fields.get('total_fee')) },
  };
}

/** A service provider's answer names four identities, by the names of APIv3. */
function sellerOf(fields: XmlFields): object {
  const subMchid = fields.get('sub_mch_id');
  const [appid, mchid] = [fields.get('appid'), fields.get('mch_id')];
  return subMchid ? { sp_appid: appid, sp_mchid: mchid, sub_mchid: subMchid, sub_appid: fields.get('sub_appid') } : { appid, mchid };
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
