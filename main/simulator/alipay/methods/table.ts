/** Every method the simulated gateway serves, with the HTTP verb that protocol v3 gives it. */
import type { Operation } from '../../faults.ts';
import type { Method } from '../call.ts';
import { exchangeToken, queryToken } from './authorisation.ts';
import { billUrl } from './bill.ts';
import { openCashier } from '../cashier.ts';
import { cancel, close } from './cancel.ts';
import { downloadCertificate, invoicesOfToken } from './documents.ts';
import { pay } from './pay.ts';
import { create, precreate } from './precreate.ts';
import { query } from './query.ts';
import { refund, refundQuery } from './refund.ts';
import { bindReceivers, listReceivers, royaltyRate, settle, settleQuery, unbindReceivers } from './settle.ts';
import { commonQuery, toAccountTransfer, transferQuery, uniTransfer } from './transfer.ts';

export interface MethodEntry {
  readonly operation: Operation;
  /** Undefined: the buyer's browser or phone brings the order, there is no call from server to server. */
  readonly v3: 'GET' | 'POST' | undefined;
  /** The answer is a page for the buyer, not a node. */
  readonly isPage?: true;
  readonly run: Method;
}

export const METHODS: Readonly<Record<string, MethodEntry>> = {
  'alipay.trade.pay': { operation: 'pay', v3: 'POST', run: pay },
  'alipay.trade.precreate': { operation: 'precreate', v3: 'POST', run: precreate },
  'alipay.trade.create': { operation: 'other', v3: 'POST', run: create },
  'alipay.trade.page.pay': { operation: 'other', v3: undefined, isPage: true, run: openCashier('page') },
  'alipay.trade.wap.pay': { operation: 'other', v3: undefined, isPage: true, run: openCashier('wap') },
  'alipay.trade.app.pay': { operation: 'other', v3: undefined, isPage: true, run: openCashier('app') },
  'alipay.trade.query': { operation: 'query', v3: 'POST', run: query },
  'alipay.trade.cancel': { operation: 'cancel', v3: 'POST', run: cancel },
  'alipay.trade.close': { operation: 'close', v3: 'POST', run: close },
  'alipay.trade.refund': { operation: 'refund', v3: 'POST', run: refund },
  'alipay.trade.refund.apply': { operation: 'refund', v3: 'POST', run: refund },
  'alipay.trade.fastpay.refund.query': { operation: 'refundQuery', v3: 'POST', run: refundQuery },
  'alipay.data.dataservice.bill.downloadurl.query': { operation: 'bill', v3: 'GET', run: billUrl },
  'alipay.trade.order.settle': { operation: 'other', v3: 'POST', run: settle },
  'alipay.trade.order.settle.query': { operation: 'other', v3: 'GET', run: settleQuery },
  'alipay.trade.royalty.relation.bind': { operation: 'other', v3: 'POST', run: bindReceivers },
  'alipay.trade.royalty.relation.unbind': { operation: 'other', v3: 'POST', run: unbindReceivers },
  'alipay.trade.royalty.relation.batchquery': { operation: 'other', v3: 'POST', run: listReceivers },
  'alipay.trade.royalty.rate.query': { operation: 'other', v3: 'GET', run: royaltyRate },
  'alipay.fund.trans.uni.transfer': { operation: 'other', v3: 'POST', run: uniTransfer },
  'alipay.fund.trans.toaccount.transfer': { operation: 'other', v3: 'POST', run: toAccountTransfer },
  'alipay.fund.trans.order.query': { operation: 'other', v3: 'GET', run: transferQuery },
  'alipay.fund.trans.common.query': { operation: 'other', v3: 'GET', run: commonQuery },
  'alipay.open.auth.token.app': { operation: 'other', v3: 'POST', run: exchangeToken },
  'alipay.open.auth.token.app.query': { operation: 'other', v3: 'GET', run: queryToken },
  'alipay.open.app.alipaycert.download': { operation: 'other', v3: 'GET', run: downloadCertificate },
  'alipay.ebpp.invoice.token.batchquery': { operation: 'other', v3: 'GET', run: invoicesOfToken },
};
