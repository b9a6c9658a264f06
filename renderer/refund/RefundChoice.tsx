/** Which payment and how much of it: an amount, or the goods that come back. What cannot be refunded says why, and stays visible. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
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
import { RefundLines, useAmountOf } from './RefundLines.tsx';
import type { GoodsBack } from './RefundLines.tsx';

type Found = AskOutput<'refund.lookUp'>['found'][number];
/** Either an amount in fen, or goods whose amount the core counts. */
export type RefundWish = Pick<AskInput<'refund.start'>, 'amount' | 'lines'>;

interface ChoiceProps {
  readonly found: readonly Found[];
  readonly at: number;
  readonly onChoose: (at: number) => void;
  readonly onStart: (wish: RefundWish) => Promise<unknown>;
}

export function RefundChoice({ found, at, onChoose, onStart }: ChoiceProps) {
  const { say } = useText();
  const [way, setWay] = useState<'amount' | 'goods'>('amount');
  const chosen = found[at];
  if (!chosen) return null;
  const Way = way === 'amount' ? ByAmount : ByGoods;
  const other = way === 'amount' ? 'goods' : 'amount';
  return (
    <>
      {found.length > 1 && (
        <div className="acts acts-start" role="group" aria-label={say('refund.which')}>
          {found.map(({ payment }, index) => (
            <Button key={payment.id} label={`${say(`method.${payment.wallet}`)} ¥ ${yuanText(payment.amount)}`} hotkey={`Alt+${index + 1}`} pressed={index === at} onPress={() => onChoose(index)} />
          ))}
        </div>
      )}
      {chosen.refusal === undefined ? (
        <Way key={chosen.payment.id} found={chosen} onStart={onStart}>
          <Button label={say(`refund.by.${other}`)} hotkey="F6" onPress={() => setWay(other)} testId={`refund-by-${other}`} />
        </Way>
      ) : (
        <div className="refund-halves">
          <Original found={chosen}><SoldLines sale={chosen.sale} /></Original>
          <Refusal code={chosen.refusal} />
        </div>
      )}
    </>
  );
}

interface WayProps {
  readonly found: Found;
  readonly onStart: (wish: RefundWish) => Promise<unknown>;
  /** The way to the other way. */
  readonly children: ReactNode;
}

function ByAmount({ found, onStart, children }: WayProps) {
  const { say } = useText();
  const { refundable } = found;
  const [text, setText] = useState(fieldText(refundable));
  const [proposed, setProposed] = useState(true);
  const amount = readYuan(text) ?? 0;
  const why = amount === 0 ? say('figure.empty') : amount > refundable ? say('problem.refund_too_much') : undefined;
  return (
    <div className="refund-halves">
      <Original found={found}><SoldLines sale={found.sale} /></Original>
      <div className="refund-amount">
        {children}
        <MoneyInput
          label={say('refund.amount')} text={text} proposed={proposed} testId="refund-amount"
          onText={(next) => {
            setProposed(false);
            setText(next);
          }}
        />
        <Start found={found} amount={amount} why={why} onStart={() => onStart({ amount })} />
      </div>
    </div>
  );
}

const NO_GOODS: GoodsBack = [];

function ByGoods({ found, onStart, children }: WayProps) {
  const { say, lookUp } = useText();
  const [goods, setGoods] = useState(NO_GOODS);
  const counted = useAmountOf(found.payment.id, goods);
  const refusal = counted?.refusal;
  const why = goods.length === 0 ? say('refund.noGoods') : refusal === undefined ? undefined : (lookUp(`problem.${refusal}`) ?? refusal);
  return (
    <div className="refund-halves">
      <Original found={found}><RefundLines found={found} goods={goods} onGoods={setGoods} /></Original>
      <div className="refund-amount">
        {children}
        <p className="refund-left" role="status"><span>{say('refund.amount')}</span><Amount fen={goods.length === 0 ? 0 : (counted?.amount ?? 0)} size="giant" testId="refund-amount" /></p>
        <Start found={found} amount={counted?.amount ?? 0} why={why} unknown={counted === null} onStart={() => onStart({ lines: goods })} />
      </div>
    </div>
  );
}

function Original({ found: { payment, sale, refundable }, children }: { readonly found: Found; readonly children: ReactNode }) {
  const { say } = useText();
  return (
    <div className="refund-original">
      <div className="timeline-head"><WalletMark wallet={payment.wallet} /><Amount fen={payment.amount} size="large" /></div>
      <dl className="facts">
        <Fact name={say('refund.sale')} code>{sale.receiptNo}</Fact>
      </dl>
      <PaymentNumbers payment={payment} dated />
      {children}
      <p className="refund-left"><span>{say('refund.refundable')}</span><Amount fen={refundable} size="large" testId="refundable" /></p>
    </div>
  );
}

const SHOWN_LINES = 6;

function SoldLines({ sale }: Pick<Found, 'sale'>) {
  const { say, name } = useText();
  // "And one more" would take the place of that one.
  const shown = sale.lines.length > SHOWN_LINES + 1 ? sale.lines.slice(0, SHOWN_LINES) : sale.lines;
  return (
    <ul className="refund-lines">
      {shown.map((line) => <li key={line.id}><span>{name(line)}</span><Amount fen={line.total} /></li>)}
      {sale.lines.length > shown.length && <li className="quiet">{say('refund.moreLines', { count: sale.lines.length - shown.length })}</li>}
    </ul>
  );
}

function Refusal({ code }: { readonly code: string }) {
  const { lookUp } = useText();
  return <p className="refund-refusal" data-testid="refund-refusal" data-code={code}><Icon name="alarm" size={2} />{lookUp(`problem.${code}`) ?? lookUp(`failure.${code}`) ?? code}</p>;
}

interface StartProps {
  readonly found: Found;
  /** Fen. */
  readonly amount: number;
  readonly why: string | undefined;
  /** What it comes to is being counted. */
  readonly unknown?: boolean;
  readonly onStart: () => Promise<unknown>;
}

/** The button, and the question behind it. */
function Start({ found, amount, why, unknown = false, onStart }: StartProps) {
  const { say } = useText();
  const [asking, setAsking] = useState(false);
  const { busy, run } = useOnce();
  return (
    <>
      <Button label={say('refund.start', { amount: yuanText(amount) })} hotkey="Enter" kind="primary" size="large" dead={busy || unknown} {...(why === undefined ? {} : { why })} onPress={() => setAsking(true)} testId="refund-start" />
      {asking && (
        <AskFirst
          title={say('refund.ask')} amount={amount} yes={say('refund.yes')} no={say('refund.no')} tone="alarm" onNo={() => setAsking(false)}
          onYes={async () => {
            setAsking(false);
            run(onStart);
            await Promise.resolve();
          }}
        >
          <p>{say('refund.askText', { amount: yuanText(amount), wallet: say(`method.${found.payment.wallet}`) })}</p>
        </AskFirst>
      )}
    </>
  );
}
