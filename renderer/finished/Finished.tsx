/**
 * The end of a sale. Green from edge to edge when everything is proved, amber when a part is not; amount, time and the two
 * check digits that no played-back voice can know; the change; and how the receipt is doing.
 */
import { memo } from 'react';
import type { Till } from '../app/feed.ts';
import { useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { LiveRegion } from '../components/small.tsx';
import { ProblemStrip } from '../components/Toast.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { yuanText } from '../money/yuan.ts';
import { NoticeLine } from '../checkout/NoticeLine.tsx';
import { useText } from '../text/text.tsx';

type FinishedSale = NonNullable<Till['finished']>;

interface FinishedProps {
  readonly finished: FinishedSale;
  readonly notice: Till['notice'];
}

export const Finished = memo(function Finished({ finished, notice }: FinishedProps) {
  const { ask } = useDesk();
  const { say, time } = useText();
  const { sale, payments, print, checkDigits } = finished;
  const settled = useSettled(sale.id);
  const next = useOnce();
  const reprint = useOnce();
  const proven = sale.tenders.every((tender) => tender.state !== 'unproven') && payments.every((payment) => payment.stage !== 'unproven');
  const covering = sale.tenders.filter((tender) => tender.state === 'proven' || tender.state === 'unproven');
  const paidAt = Math.max(sale.openedAt, ...payments.map((payment) => payment.paidAt ?? payment.finishedAt ?? 0));
  const title = proven ? say('finished.paid') : say('finished.unproven');
  const needsNotice = notice !== null && notice.notice.kind !== 'added' && notice.at >= paidAt;
  return (
    <main className="finished" data-tone={proven ? 'proven' : 'check'} data-testid="finished" data-receipt-no={sale.receiptNo}>
      <div className="finished-sign"><Icon name={proven ? 'tick' : 'clock'} size={8} /></div>
      <div className="finished-say">
        <h2>{title}</h2>
        <Amount fen={sale.totals.total} size="giant" testId="finished-amount" />
        {!proven && <p className="finished-warn">{say('finished.unprovenText')}</p>}
        <ul className="finished-tenders">
          {covering.map((tender) => (
            <li key={tender.id}><MethodMark method={tender.method} size={1.5} />{say(`method.${tender.method}`)} <span className="figures">¥ {yuanText(tender.amount)}</span></li>
          ))}
        </ul>
        <p className="finished-when"><span className="code">{sale.receiptNo}</span>{payments.length > 0 && <span>{time(paidAt)}</span>}</p>
      </div>
      <div className="finished-side">
        {sale.totals.change > 0 && <div className="finished-card finished-change"><span>{say('cash.change')}</span><Amount fen={sale.totals.change} size="giant" testId="finished-change" /></div>}
        {proven && payments.length > 0 && <div className="finished-card finished-digits"><span>{say('finished.digits')}</span><strong data-testid="check-digits">{checkDigits}</strong><span className="finished-digits-note">{say('finished.digitsNote')}</span></div>}
      </div>
      <div className="finished-foot">
        <Receipt print={print} />
        {needsNotice && <NoticeLine notice={notice} />}
        <ProblemStrip />
        <div className="acts">
          <Button label={print === null ? say('receipt.print') : say('receipt.again')} icon="printer" hotkey="Ctrl+P" size="large" dead={reprint.busy} onPress={() => reprint.run(() => ask('receipt.print', { saleId: sale.id }))} testId="receipt-print" />
          <Button label={say('finished.next')} note={say('finished.nextNote')} hotkey="Enter" kind="primary" size="tile" dead={!settled || next.busy} onPress={() => next.run(() => ask('sale.next', {}))} testId="next-sale" />
        </div>
      </div>
      <LiveRegion text={`${title} ¥ ${yuanText(sale.totals.total)}`} urgent />
    </main>
  );
});

function Receipt({ print }: { readonly print: FinishedSale['print'] }) {
  const { say, lookUp } = useText();
  if (!print) return <p className="receipt" data-testid="receipt-state" data-state="none"><Icon name="printer" />{say('receipt.none')}</p>;
  const trouble = print.state === 'unconfirmed' || print.state === 'given_up';
  const reason = print.failure === undefined ? undefined : lookUp(`print.${print.failure}`);
  return (
    <p className="receipt" data-testid="receipt-state" data-state={print.state} data-trouble={trouble || undefined} role="status">
      <Icon name={trouble ? 'alarm' : print.state === 'printed' ? 'tick' : 'printer'} />
      {say(`receipt.${print.state}`)}{trouble && <> {reason ?? say('receipt.failedNext')}</>}
    </p>
  );
}
