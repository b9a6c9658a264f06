// The product's own functions that the model drives: the real ones, or those of a deliberately broken copy.
import * as decideModule from '../../main/domain/payment-decide.ts';
import * as paymentModule from '../../main/domain/payment.ts';
import * as saleModule from '../../main/domain/sale.ts';

export type Core = Pick<typeof decideModule, 'decide' | 'newPayment'> &
  Pick<typeof paymentModule, 'blocksSale' | 'covers' | 'isForced' | 'isOpen'> &
  Pick<typeof saleModule, 'canSettle' | 'tenderRefusal' | 'totals' | 'takeCash'>;

export const PRODUCT: Core = pick(decideModule, paymentModule, saleModule);

export function pick(decide: typeof decideModule, payment: typeof paymentModule, sale: typeof saleModule): Core {
  const { decide: decideNow, newPayment } = decide;
  const { blocksSale, covers, isForced, isOpen } = payment;
  const { canSettle, tenderRefusal, totals, takeCash } = sale;
  return { decide: decideNow, newPayment, blocksSale, covers, isForced, isOpen, canSettle, tenderRefusal, totals, takeCash };
}
