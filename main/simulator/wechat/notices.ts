/**
 * What a notification says on each wire, and what the shop must answer. APIv3: JSON with the facts sealed, signed in its
 * headers, thanked for by any 2xx. v2: XML, a payment signed in its `sign`, a refund sealed in `req_info`, thanked for by a
 * `return_code` of SUCCESS.
 */
import { createCipheriv, createHash, randomUUID } from 'node:crypto';
import type { BookEvent } from './book.ts';
import type { WechatMerchant } from './merchants.ts';
import { randomText } from './merchants.ts';
import type { NoticeSign } from './order.ts';
import { seal } from './sealed.ts';
import { rfc3339 } from './time.ts';
import { signFields } from './v2/sign.ts';
import { paidFields, refundNoticeFields, sellerFields } from './v2/views.ts';
import type { XmlFields } from './v2/xml.ts';
import { writeXml } from './v2/xml.ts';
import { refundNoticeView, transactionView } from './views.ts';

export interface NoticeText {
  readonly wire: 'v2' | 'v3';
  readonly body: string;
}

/** The notice of an event at this moment, epoch ms. */
export function writeNotice(event: BookEvent, merchant: WechatMerchant, now: number): NoticeText {
  const noticeSign = event.kind === 'paid' ? event.order.noticeSign : event.refund.noticeSign;
  return noticeSign === undefined ? { wire: 'v3', body: v3Notice(event, merchant, now) } : { wire: 'v2', body: v2Notice(event, merchant, noticeSign) };
}

/** Whether the shop has taken the notice. */
export function isTaken(wire: NoticeText['wire'], status: number, answer: string): boolean {
  const isSuccess = status >= 200 && status < 300;
  return wire === 'v3' ? isSuccess : isSuccess && /<return_code>\s*(?:<!\[CDATA\[)?SUCCESS(?:\]\]>)?\s*<\/return_code>/.test(answer);
}

function v3Notice(event: BookEvent, merchant: WechatMerchant, now: number): string {
  const isPayment = event.kind === 'paid';
  const plain = JSON.stringify(isPayment ? transactionView(event.order) : refundNoticeView(event.order, event.refund));
  const originalType = isPayment ? 'transaction' : 'refund';
  return JSON.stringify({
    id: randomUUID(),
    create_time: rfc3339(now),
    event_type: isPayment ? 'TRANSACTION.SUCCESS' : `REFUND.${event.refund.status}`,
    resource_type: 'encrypt-resource',
    summary: isPayment ? '支付成功' : '退款结果',
    resource: { original_type: originalType, ...seal(merchant.apiV3Key, originalType, plain) },
  });
}

function v2Notice(event: BookEvent, merchant: WechatMerchant, signType: NoticeSign): string {
  const head = { return_code: 'SUCCESS', ...sellerFields(event.order.seller), nonce_str: randomText(32) };
  if (event.kind === 'refund-ended') return writeXml({ ...head, req_info: sealV2(merchant.apiV2Key, refundNoticeFields(event.order, event.refund)) });
  const facts = { ...head, result_code: 'SUCCESS', sign_type: signType, ...paidFields(event.order), out_trade_no: event.order.outTradeNo };
  return writeXml({ ...facts, sign: signFields(facts, merchant.apiV2Key, signType) });
}

/** AES-256-ECB under the lower-case MD5 of the APIv2 key, as 退款结果通知 has it. */
function sealV2(apiV2Key: string, fields: XmlFields): string {
  const key = createHash('md5').update(apiV2Key).digest('hex');
  const plain = writeXml(fields).replace(/^<xml>/, '<root>').replace(/<\/xml>$/, '</root>');
  const cipher = createCipheriv('aes-256-ecb', key, null);
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}
