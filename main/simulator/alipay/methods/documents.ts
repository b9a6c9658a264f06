/** Documents that a merchant's app fetches: Alipay's own certificate, and the invoices behind a buyer's token. */
import { formatYuan } from '../../../domain/money.ts';
import { success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaDay } from '../china-time.ts';
import { certificateSn } from '../keys.ts';
import { plainRefusal, Refusal } from '../refusal.ts';

/** `alipay.open.app.alipaycert.download`: base64 of the PEM that an answer's alipay_cert_sn named. */
export function downloadCertificate(call: Call, { store }: Provider): Answer {
  const { alipayCertificatePem } = store.state.keys;
  if (call.fields.required('alipay_cert_sn', 128) !== certificateSn(alipayCertificatePem)) throw new Refusal('40002', 'isv.invalid-alipay-cert-sn', '支付宝公钥证书序列号不匹配');
  return success({ alipay_cert_content: Buffer.from(alipayCertificatePem).toString('base64') });
}

/** `alipay.ebpp.invoice.token.batchquery`: one invoice per payment of the buyer who showed the token. */
export function invoicesOfToken(call: Call, { store, book, world }: Provider): Answer {
  if (call.fields.required('scene', 64) !== 'INVOICE_EXPENSE') throw plainRefusal('PARAMETER_ILLEGAL', '参数不合法');
  const buyerId = store.state.invoiceTokens.get(call.fields.required('invoice_token', 64));
  if (buyerId === undefined) throw plainRefusal('INVOICE_INVALID_TOKEN', '发票令牌无效');
  const payer = world.buyers.get(buyerId);
  const paid = book.all().filter((trade) => trade.buyerId === buyerId && trade.paidAt !== undefined && trade.refundedFen < trade.capturedFen);
  return success({
    user_id: buyerId,
    invoice_element_list: paid.map((trade, index) => ({
      invoice_code: '031002100211',
      invoice_no: String(index + 1).padStart(8, '0'),
      invoice_date: chinaDay(trade.paidAt ?? trade.createdAt),
      invoice_amount: formatYuan(trade.capturedFen),
      out_tax_amount: formatYuan(trade.capturedFen),
      sum_amount: formatYuan(trade.capturedFen),
      invoice_kind: 'PLAIN',
      payer_name: payer?.name,
      payee_name: trade.order.merchantId,
      expense_status: 'UNEXPENSED',
      trade_list: [{ trade_no: trade.tradeNo }],
    })),
  });
}
