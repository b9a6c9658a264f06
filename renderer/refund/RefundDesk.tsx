/**
 * Refunds begin with evidence: the receipt's code, or a number from the customer's bill. The original payment is shown, what is
 * left of it, and a reason where nothing can be given back. Accepted is not done, and is not called so.
 */
import { memo, useCallback, useEffect, useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import { newRequestId, useDesk, useOnce } from '../app/till.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { EmptyState } from '../components/small.tsx';
import { useText } from '../text/text.tsx';
import { NumberBox } from '../tracking/NumberBox.tsx';
import { RefundChoice } from './RefundChoice.tsx';
import type { RefundWish } from './RefundChoice.tsx';
import { RefundFollow } from './RefundFollow.tsx';

type Found = AskOutput<'refund.lookUp'>['found'][number];

interface RefundDeskProps {
  readonly onClose: () => void;
  /** A number to begin with. */
  readonly number?: string;
}

export const RefundDesk = memo(function RefundDesk(props: RefundDeskProps) {
  const { say } = useText();
  return (
    <Dialog title={say('refund.title')} onHide={props.onClose} hideLabel={say('action.back')} size="wide" testId="refund-desk">
      <Desk {...props} />
    </Dialog>
  );
});

function Desk({ number = '' }: RefundDeskProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [text, setText] = useState(number);
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [at, setAt] = useState(0);
  const [requestId, setRequestId] = useState(newRequestId);
  const [refundId, setRefundId] = useState<string | null>(null);
  const { busy, run } = useOnce();

  const find = useCallback(async (wanted: string): Promise<void> => {
    if (wanted === '') return;
    setRefundId(null);
    setAt(0);
    const answer = await ask('refund.lookUp', { number: wanted });
    // A number that could not be looked up stands beside no other receipt.
    setFound(answer.ok ? answer.value.found : null);
  }, [ask]);
  useEffect(() => {
    if (number !== '') run(() => find(number));
  }, [number, find, run]);

  const chosen = found?.[at];
  const start = async (wish: RefundWish): Promise<void> => {
    if (!chosen) return;
    const answer = await ask('refund.start', { requestId, paymentId: chosen.payment.id, ...wish });
    if (answer.ok) setRefundId(answer.value.refundId);
    // After a lost answer the same wish keeps its id, so that it cannot be carried out twice.
    if (answer.ok || answer.code !== 'internal') setRequestId(newRequestId());
  };
  return (
    <div className="refund">
      <NumberBox text={text} onText={setText} onSubmit={(wanted) => run(() => find(wanted))} hint={say('refund.hint')} busy={busy} testId="refund-number" takesEnter={!chosen} />
      {found === null && <EmptyState icon="scan" title={say('refund.empty')}>{say('refund.emptyText')}</EmptyState>}
      {found?.length === 0 && <EmptyState icon="search" title={say('refund.none')}>{say('refund.noneText')}</EmptyState>}
      {chosen && refundId === null && found && <RefundChoice found={found} at={at} onChoose={setAt} onStart={start} />}
      {chosen && refundId !== null && <RefundFollow paymentId={chosen.payment.id} refundId={refundId} />}
    </div>
  );
}
