/** The numbers by which a payment is found again: small, but readable and to be read aloud. */
import type { PaymentView } from '../../preload/contract/views.ts';
import { Fact, groupedOutSn } from '../components/small.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

interface NumbersProps {
  readonly payment: PaymentView;
  /** With the day, where the payment need not be of today. */
  readonly dated?: boolean;
}

export function PaymentNumbers({ payment, dated = false }: NumbersProps) {
  const { say, time, dateTime } = useText();
  const when = dated ? dateTime : time;
  return (
    <dl className="facts">
      <Fact name={say('fact.outSn')} code>{groupedOutSn(payment.outSn)}</Fact>
      <Fact name={say('fact.outTradeNo')} code>{payment.outTradeNo}</Fact>
      {payment.tradeNo !== undefined && <Fact name={say('fact.tradeNo')} code>{payment.tradeNo}</Fact>}
      {payment.codeTail !== undefined && <Fact name={say('fact.code')} code>{payment.codeTail}</Fact>}
      <Fact name={payment.paidAt === undefined ? say('fact.startedAt') : say('fact.paidAt')}>{when(payment.paidAt ?? payment.createdAt)}</Fact>
      {payment.payer !== undefined && <Fact name={say('fact.payer')}>{payment.payer}</Fact>}
      {payment.payerAmount !== undefined && payment.payerAmount !== payment.amount && <Fact name={say('fact.payerAmount')}>¥ {yuanText(payment.payerAmount)}</Fact>}
    </dl>
  );
}
