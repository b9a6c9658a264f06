/** Every method the simulated gateway serves, with the HTTP verb that protocol v3 gives it. */
import type { Operation } from '../../faults.ts';
import type { Method } from '../call.ts';
import { billUrl } from './bill.ts';
import { cancel, close } from './cancel.ts';
import { pay } from './pay.ts';
import { create, precreate } from './precreate.ts';
import { query } from './query.ts';
import { refund, refundQuery } from './refund.ts';

export interface MethodEntry {
  readonly operation: Operation;
  readonly v3: 'GET' | 'POST';
  readonly run: Method;
}

export const METHODS: Readonly<Record<string, MethodEntry>> = {
  'alipay.trade.pay': { operation: 'pay', v3: 'POST', run: pay },
  'alipay.trade.precreate': { operation: 'precreate', v3: 'POST', run: precreate },
  'alipay.trade.create': { operation: 'other', v3: 'POST', run: create },
  'alipay.trade.query': { operation: 'query', v3: 'POST', run: query },
  'alipay.trade.cancel': { operation: 'cancel', v3: 'POST', run: cancel },
  'alipay.trade.close': { operation: 'close', v3: 'POST', run: close },
  'alipay.trade.refund': { operation: 'refund', v3: 'POST', run: refund },
  'alipay.trade.refund.apply': { operation: 'refund', v3: 'POST', run: refund },
  'alipay.data.dataservice.bill.downloadurl.query': { operation: 'bill', v3: 'GET', run: billUrl },
  'alipay.trade.fastpay.refund.query': { operation: 'refundQuery', v3: 'POST', run: refundQuery },
};
