/** What both ways of barcode payment (APIv3 and v2) are to the rest, and how an answer becomes the till's. */
import type { Failure } from '../../../domain/failure.ts';
import type { Answered, PaymentProvider } from '../../../ports.ts';
import type { Heard, Refusal } from './heard.ts';

/** Both see the same orders and refunds at WeChat Pay, whichever of them made one. */
export type BarcodeDriver = Pick<PaymentProvider, 'pay' | 'query' | 'cancel' | 'refund' | 'queryRefund'>;

export type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };

/** What an operation makes of a verified body, of a refusal, and of a request that never left the machine. */
export interface Reader<Answer, Body = unknown> {
  readonly verified: (body: Body) => Answer;
  readonly refused: (refusal: Refusal) => Answer;
  readonly neverSent: (failure: Failure) => Answer;
}

export function answered<Answer, Body>(heard: Heard<Body>, reader: Reader<Answer, Body>): Answered<Answer | Uncertain> {
  const { trace } = heard;
  switch (heard.kind) {
    case 'verified':
      return { trace, answer: reader.verified(heard.body) };
    case 'refused':
      return { trace, answer: reader.refused(heard.refusal) };
    case 'never_sent':
      return { trace, answer: reader.neverSent(heard.failure) };
    case 'uncertain':
      return { trace, answer: uncertain(heard.failure) };
  }
}

export function neverSent(failure: Failure): { readonly kind: 'never_sent'; readonly failure: Failure } {
  return { kind: 'never_sent', failure };
}

/** Of a question it does not matter whether it left the machine. */
export function uncertain(failure: Failure): Uncertain {
  return { kind: 'uncertain', failure };
}
