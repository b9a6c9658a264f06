/** Which payment and how much of it. What cannot be refunded says why, and stays visible. */
import { useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import { useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { MoneyInput } from '../components/MoneyInput.tsx';
import { Fact } from '../components/small.tsx';
import { WalletMark } from '../components/WalletMark.tsx';
import { fieldText, readYuan, yuanText } from '../money/yuan.ts';
import { AskFirst } from '../payment/AskFirst.tsx';
import { PaymentNumbers } from '../payment/PaymentNumbers.tsx';
import { useText } from '../text/text.tsx';

type Found = AskOutput<'refund.lookUp'>['found'][number];

interface ChoiceProps {
  readonly found: readonly Found[];
  readonly at: number;
  readonly onChoose: (at: number) => void;
  readonly onStart: (amount: number) => Promise<unknown>;
}

export function RefundChoice({ found, at, onChoose, onStart }: ChoiceProps) {
  const { say } = useText();
  const chosen = found[at];
  if (!chosen) return null;
  return (
    <>
      {found.length > 1 && (
        <div className="acts acts-start" role="group" aria-label={say('refund.which')}>
          {found.map(({ payment }, index) => (
            <Button key={payment.id} label={`${say(`method.${payment.wallet}`)} ¥ ${yuanText(payment.amount)}`} hotkey={`Alt+${index + 1}`} pressed={index === at} onPress={() => onChoose(index)} />
          ))}
        </div>
      )}
      <OnePayment key={chosen.payment.id} found={chosen} onStart={onStart} />
    </>
  );
}

function OnePayment({ found, onStart }: { readonly found: Found; readonly onStart: (amount: number) => Promise<unknown> }) {
  const { say, name, lookUp } = useText();
  const { payment, sale, refundable, refusal } = found;
  const [text, setText] = useState(fieldText(refundable));
  const [proposed, setProposed] = useState(true);
  const [asking, setAsking] = useState(false);
  const { busy, run } = useOnce();
  const amount = readYuan(text) ?? 0;
  const why = amount === 0 ? say('figure.empty') : amount > refundable ? say('problem.refund_too_much') : undefined;
  return (
    <div className="refund-halves">
      <div className="refund-original">
        <div className="timeline-head"><WalletMark wallet={payment.wallet} /><Amount fen={payment.amount} size="large" /></div>
        <dl className="facts">
          <Fact name={say('refund.sale')} code>{sale.receiptNo}</Fact>
        </dl>
        <PaymentNumbers payment={payment} dated />
        <ul className="refund-lines">
          {sale.lines.slice(0, 6).map((line) => <li key={line.id}><span>{name(line)}</span><Amount fen={line.total} /></li>)}
          {sale.lines.length > 6 && <li className="quiet">{say('refund.moreLines', { count: sale.lines.length - 6 })}</li>}
        </ul>
        <p className="refund-left"><span>{say('refund.refundable')}</span><Amount fen={refundable} size="large" testId="refundable" /></p>
      </div>
      {refusal === undefined ? (
        <div className="refund-amount">
          <MoneyInput
            label={say('refund.amount')} text={text} proposed={proposed} testId="refund-amount"
            onText={(next) => {
              setProposed(false);
              setText(next);
            }}
          />
          <Button label={say('refund.start', { amount: yuanText(amount) })} hotkey="Enter" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why })} onPress={() => setAsking(true)} testId="refund-start" />
        </div>
      ) : (
        <p className="refund-refusal" data-testid="refund-refusal" data-code={refusal}><Icon name="alarm" size={2} />{lookUp(`problem.${refusal}`) ?? lookUp(`failure.${refusal}`) ?? refusal}</p>
      )}
      {asking && (
        <AskFirst
          title={say('refund.ask')} yes={say('refund.yes')} no={say('refund.no')} tone="alarm" onNo={() => setAsking(false)}
          onYes={async () => {
            setAsking(false);
            run(() => onStart(amount));
            await Promise.resolve();
          }}
        >
          <p>{say('refund.askText', { amount: yuanText(amount), wallet: say(`method.${payment.wallet}`) })}</p>
        </AskFirst>
      )}
    </div>
  );
}
