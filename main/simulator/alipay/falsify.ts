/** Makes an answer name another amount or another order, while its signature stays valid. */
import { addFen, fen, formatYuan, parseYuan } from '../../domain/money.ts';
import type { AnswerFields, AnswerValue } from './call.ts';
import type { Fault } from '../faults.ts';
import type { Outcome } from './wire.ts';

type Flaw = Extract<Fault, { kind: 'wrong-content' }>['flaw'];

const AMOUNTS = new Set(['total_amount', 'receipt_amount', 'buyer_pay_amount', 'invoice_amount', 'refund_fee', 'refund_amount', 'send_back_fee']);
const NUMBERS = new Set(['out_trade_no', 'trade_no', 'out_request_no']);

/** Alipay's answers to a till name no merchant, so the flaw `merchant` finds nothing to falsify in them. */
export function falsified(outcome: Outcome, flaw: Flaw): Outcome {
  if (outcome.kind === 'refusal' || flaw === 'merchant') return outcome;
  const change = flaw === 'amount' ? otherAmount : otherNumber;
  const fields: AnswerFields = Object.fromEntries(Object.entries(outcome.answer.fields).map(([name, value]) => [name, change(name, value)]));
  return { kind: 'answer', answer: { ...outcome.answer, fields } };
}

function otherAmount(name: string, value: AnswerValue | undefined): AnswerValue | undefined {
  const amount = AMOUNTS.has(name) && typeof value === 'string' ? parseYuan(value) : undefined;
  return amount === undefined ? value : formatYuan(addFen(amount, fen(1)));
}

function otherNumber(name: string, value: AnswerValue | undefined): AnswerValue | undefined {
  return NUMBERS.has(name) && typeof value === 'string' ? `${value.slice(0, -1)}${value.endsWith('7') ? '8' : '7'}` : value;
}
