/** The numbers by which a payment is found again: small, but readable and to be read aloud. */
import type { PaymentView } from '../../preload/contract/views.ts';
import { Fact, groupedOutSn } from '../components/small.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

export function PaymentNumbers({ payment }: { readonly payment: PaymentView }) {
  const { say, time } = useText();
  return (
    <dl className="facts">
      <Fact name={say('fact.outSn')} code>{groupedOutSn(payment.outSn)}</Fact>
      <Fact name={say('fact.outTradeNo')} code>{payment.outTradeNo}</Fact>
      {payment.tradeNo !== undefined && <Fact name={say('fact.tradeNo')} code>{payment.tradeNo}</Fact>}
      {payment.codeTail !== undefined && <Fact name={say('fact.code')} code>•••• {payment.codeTail}</Fact>}
      <Fact name={payment.paidAt === undefined ? say('fact.startedAt') : say('fact.paidAt')}>{time(payment.paidAt ?? payment.createdAt)}</Fact>
      {payment.payer !== undefined && <Fact name={say('fact.payer')}>{payment.payer}</Fact>}
      {payment.payerAmount !== undefined && payment.payerAmount !== payment.amount && <Fact name={say('fact.payerAmount')}>¥ {yuanText(payment.payerAmount)}</Fact>}
    </dl>
  );
}
