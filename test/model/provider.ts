/**
 * What a provider may do with a request, as its documents and the field have it: the truth, and the ways in which it has
 * been seen to fail. The two wallets differ in when an order begins to exist and in what a cancel can do.
 */
import type { Offer } from './bounds.ts';
import type { Answer, Order } from './world.ts';

/** What becomes of the order, and what is answered. */
export interface Reply {
  readonly name: string;
  readonly order: Order;
  readonly answer: Answer;
  /** It is something that should not happen and counts as a fault. */
  readonly isFault?: boolean;
}

const FAILURE = { code: 'unlisted' } as const;
export const UNCERTAIN = { kind: 'uncertain', failure: FAILURE } as const;
const REFUSED = { kind: 'refused', failure: FAILURE } as const;
const PAID = { kind: 'paid', tradeNo: '' } as const;
const MISMATCH = { kind: 'mismatch', mismatch: { kind: 'amount', got: '' } } as const;

/** The one pay request arrives, in time or late. A late one after a cancel that found nothing may be taken or refused. */
export function onPay(order: Order): readonly Reply[] {
  if (order !== 'none') return [{ name: 'pay of a closed number is refused', order, answer: REFUSED }];
  return [
    { name: 'pay takes the money', order: 'paid', answer: PAID },
    { name: 'pay waits for the customer', order: 'unpaid', answer: { kind: 'waiting' } },
    { name: 'pay is refused', order: 'none', answer: REFUSED },
    { name: 'pay is turned away at the door', order: 'none', answer: { ...REFUSED, unprocessed: true } },
    { name: 'pay is refused, its order stays payable', order: 'unpaid', answer: REFUSED },
    { name: 'pay takes the money, its answer does not fit', order: 'paid', answer: MISMATCH, isFault: true },
  ];
}

export function onPrecreate(offer: Offer): readonly Reply[] {
  return [
    { name: 'QR is made', order: offer.wallet === 'alipay' ? 'registered' : 'unpaid', answer: { kind: 'ready', qrText: 'q' } },
    { name: 'QR is refused', order: 'none', answer: REFUSED },
  ];
}

export function onQuery(order: Order): readonly Reply[] {
  const replies: Reply[] = truth(order).map((answer) => ({ name: `query finds ${order}`, order, answer }));
  const lag = (answer: Answer): void => {
    replies.push({ name: `query says ${answer.kind} of an order that is ${order}`, order, answer, isFault: true });
  };
  if (order !== 'none' && order !== 'registered') {
    lag({ kind: 'absent' });
    if (order !== 'unpaid') lag({ kind: 'waiting' });
    if (order === 'returned') lag(PAID);
    lag(MISMATCH);
  }
  return replies;
}

function truth(order: Order): readonly Answer[] {
  switch (order) {
    case 'none':
    case 'registered':
      return [{ kind: 'absent' }];
    case 'unpaid':
      return [{ kind: 'waiting' }];
    case 'failed':
      return [{ kind: 'failed', failure: FAILURE }];
    case 'paid':
      return [PAID];
    case 'closed':
      return [{ kind: 'closed', wasPaid: false }, { kind: 'closed' }];
    case 'returned':
    case 'refunded':
      return [{ kind: 'closed', wasPaid: true }, { kind: 'closed' }];
  }
}

/** What a cancel does to an order, whoever still waits for its answer. */
export function cancelled(order: Order, offer: Offer): readonly Order[] {
  const isClose = offer.wallet === 'wechat' && offer.kind === 'qr';
  switch (order) {
    case 'none':
    case 'closed':
    case 'returned':
    case 'refunded':
      return [order];
    case 'registered':
      // Nobody documents whether the code that was shown is dead by then.
      return ['none', 'registered'];
    case 'unpaid':
    case 'failed':
      return ['closed'];
    case 'paid':
      return [isClose ? 'paid' : 'returned'];
  }
}

export function onCancel(order: Order, offer: Offer): readonly Reply[] {
  const isClose = offer.wallet === 'wechat' && offer.kind === 'qr';
  const replies: Reply[] = cancelled(order, offer).map((after) => ({ name: `cancel of ${order}`, order: after, answer: cancelTruth(order, offer) }));
  if (order === 'paid' && isClose) return replies;
  const unsaid = { kind: 'done', effect: 'unsaid' } as const;
  if (order === 'unpaid' || order === 'paid') replies.push({ name: `cancel lies and leaves the order ${order}`, order, answer: unsaid, isFault: true });
  replies.push(
    { name: 'cancel is put off', order, answer: { kind: 'again' }, isFault: true },
    { name: 'cancel is refused', order, answer: REFUSED, isFault: true },
  );
  return replies;
}

function cancelTruth(order: Order, offer: Offer): Answer {
  const isClose = offer.wallet === 'wechat' && offer.kind === 'qr';
  if (order === 'paid' && isClose) return { kind: 'already_paid' };
  if (order === 'none' || order === 'registered') return { kind: 'done', effect: 'nothing_there' };
  if (offer.wallet === 'wechat') return { kind: 'done', effect: 'unsaid' };
  if (order === 'paid') return { kind: 'done', effect: 'returned' };
  return { kind: 'done', effect: order === 'unpaid' || order === 'failed' ? 'closed' : 'nothing_there' };
}
