// The product's own functions that the models drive: the real ones, or those of a deliberately broken copy.
import * as decideModule from '../../main/domain/payment-decide.ts';
import * as paymentModule from '../../main/domain/payment.ts';
import * as refundModule from '../../main/domain/refund.ts';
import * as saleModule from '../../main/domain/sale.ts';

export type Core = Pick<typeof decideModule, 'decide' | 'newPayment'> &
  Pick<typeof paymentModule, 'blocksSale' | 'covers' | 'isForced' | 'isOpen'> &
  Pick<typeof saleModule, 'canSettle' | 'tenderRefusal' | 'totals' | 'takeCash'>;

export type RefundCore = Pick<typeof refundModule, 'decideRefund' | 'isRefundOpen' | 'canRetry' | 'refundRefusal' | 'reserved'>;

export const PRODUCT: Core = { ...decideModule, ...paymentModule, ...saleModule };
export const PRODUCT_REFUNDS: RefundCore = refundModule;
