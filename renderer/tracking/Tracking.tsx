/** Every payment by any of its numbers, and its whole history in sentences. */
import { memo, useCallback, useEffect, useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { PaymentView } from '../../preload/contract/views.ts';
import { useHotkey } from '../app/keys.tsx';
import { useDesk, useOnce } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { keepFocus } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { EmptyState, groupedOutSn } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { WalletMark } from '../components/WalletMark.tsx';
import { toneOf } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';
import { NumberBox } from './NumberBox.tsx';
import { Timeline } from './Timeline.tsx';

interface TrackingProps {
  readonly onClose: () => void;
  readonly onRefund: (number: string) => void;
}

export const Tracking = memo(function Tracking(props: TrackingProps) {
  const { say } = useText();
  return (
    <Dialog title={say('tracking.title')} onHide={props.onClose} hideLabel={say('action.back')} size="wide" testId="tracking">
      <TrackingDesk {...props} />
    </Dialog>
  );
});

function TrackingDesk({ onRefund }: TrackingProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly PaymentView[] | null>(null);
  const [history, setHistory] = useState<AskOutput<'tracking.history'> | null>(null);
  const { busy, run } = useOnce();

  const open = useCallback(async (paymentId: string): Promise<void> => {
    const answer = await ask('tracking.history', { paymentId });
    if (answer.ok) setHistory(answer.value);
  }, [ask]);
  const find = useCallback(async (wanted: string): Promise<void> => {
    const answer = await ask('tracking.search', { text: wanted });
    if (!answer.ok) return;
    setFound(answer.value.payments);
    const [only] = answer.value.payments;
    if (only && answer.value.payments.length === 1) await open(only.id);
    else setHistory(null);
  }, [ask, open]);
  useEffect(() => run(() => find('')), [find, run]);

  const at = found?.findIndex((payment) => payment.id === history?.payment.id) ?? -1;
  const step = (by: number): void => {
    const next = found?.[Math.min(found.length - 1, Math.max(0, at + by))];
    if (next) run(() => open(next.id));
  };
  useHotkey('ArrowUp', () => step(-1));
  useHotkey('ArrowDown', () => step(1));
  return (
    <div className="tracking">
      <NumberBox text={text} onText={setText} onSubmit={(wanted) => run(() => find(wanted))} hint={say('tracking.hint')} busy={busy} testId="tracking-number" takesEnter />
      <div className="tracking-halves">
        <PaymentList payments={found} opened={history?.payment.id ?? null} onOpen={(paymentId) => run(() => open(paymentId))} />
        {history ? <Timeline history={history} onRefund={onRefund} /> : <EmptyState icon="list" title={say('tracking.choose')}>{say('tracking.chooseText')}</EmptyState>}
      </div>
    </div>
  );
}

interface ListProps {
  readonly payments: readonly PaymentView[] | null;
  readonly opened: string | null;
  readonly onOpen: (paymentId: string) => void;
}

export function PaymentList({ payments, opened, onOpen }: ListProps) {
  const { say, lookUp, dateTime } = useText();
  if (payments?.length === 0) return <EmptyState icon="search" title={say('tracking.none')}>{say('tracking.noneText')}</EmptyState>;
  return (
    <ul className="payments" aria-busy={payments === null} aria-label={say('tracking.list')}>
      {(payments ?? []).map((payment) => (
        <li key={payment.id}>
          <button type="button" className="payment-row" aria-current={payment.id === opened || undefined} onMouseDown={keepFocus} onClick={() => onOpen(payment.id)} data-testid={`tracked-${payment.id}`}>
            <span className="row-line"><WalletMark wallet={payment.wallet} size={1.25} /><StateBadge tone={toneOf(payment)} word={lookUp(`stage.${payment.stage}.${payment.kind}`) ?? say(`stage.${payment.stage}`)} /></span>
            <Amount fen={payment.amount} />
            <span className="quiet payment-row-numbers"><span className="code">{groupedOutSn(payment.outSn)}</span> / {payment.receiptNo}</span>
            <span className="quiet">{dateTime(payment.createdAt)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
