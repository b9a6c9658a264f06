/** Where a kill hit, in words: from the last line of the journal and what the provider knew in that moment. */
import type { PaymentCall, Wallet } from '../../main/domain/payment.ts';
import type { SimTrade } from '../../main/simulator/gateway.ts';
import type { Books } from './books.ts';

/** Looks up what a provider has under a number now. */
export type Lookup = (wallet: Wallet, outTradeNo: string) => SimTrade | undefined;

/** The place where the till stood. `isOpen`: it had said that it is open, so it was not killed while starting. */
export function placeOf({ sales, payments, refunds, last }: Books, isOpen: boolean, lookUp: Lookup): string {
  const start = isOpen ? '' : 'starting: ';
  if (!last) return 'first start';
  switch (last.subject) {
    case 'payment': {
      const payment = payments.find(({ id }) => id === last.subjectId);
      if (!payment) return `${start}payment ${last.note}`;
      if (last.note === 'voided' && !refunds.some(({ paymentId }) => paymentId === payment.id)) return `${start}void marked, refund not saved yet`;
      return start + placeInPayment(payment.call, payment.phase, lookUp(payment.wallet, payment.outTradeNo));
    }
    case 'refund': {
      const refund = refunds.find(({ id }) => id === last.subjectId);
      const kind = refund?.reason === 'void' ? 'void' : 'refund';
      if (refund?.call === 'query') return `${start}${kind}: being asked for`;
      if (refund?.call !== 'refund') return `${start}${kind}: ${refund?.phase ?? last.note}`;
      const back = lookUp(refund.wallet, refund.outTradeNo)?.refundedFen ?? 0;
      const known = refunds.filter(({ outTradeNo, phase }) => outTradeNo === refund.outTradeNo && phase === 'done').reduce((sum, { amount }) => sum + amount, 0);
      return `${start}${kind}: intent saved, ${back > known ? 'carried out, answer not saved' : 'not carried out'}`;
    }
    case 'print':
      return `${start}${last.note === 'printing' ? 'printing' : `receipt ${last.note}`}`;
    case 'sale': {
      const sale = sales.find(({ id }) => id === last.subjectId);
      if (last.note === 'cash_taken' && sale?.status === 'open') return `${start}cash taken, not settled yet`;
      return `${start}basket`;
    }
    default:
      return `${start}idle`;
  }
}

function placeInPayment(call: PaymentCall | null, phase: string, trade: SimTrade | undefined): string {
  switch (call) {
    case 'pay':
      if (!trade) return 'pay: intent saved, nothing at the provider';
      return trade.capturedFen > 0 ? 'pay: charged, answer not saved' : 'pay: at the provider, answer not saved';
    case 'precreate':
      return `QR: intent saved, ${trade ? 'made' : 'nothing at the provider'}`;
    case 'query':
      return trade && trade.capturedFen > trade.refundedFen ? 'query on its way, order is paid' : 'query on its way';
    case 'cancel':
      return trade && (trade.state === 'closed' || trade.state === 'reversed') ? 'cancel: carried out, answer not saved' : 'cancel: intent saved, not carried out';
    case null:
      if (phase === 'waiting') return trade && trade.capturedFen > 0 ? 'waiting, customer has paid' : 'waiting for the customer';
      return phase === 'paid' ? 'paid, before the next step' : `${phase}, between two calls`;
  }
}
