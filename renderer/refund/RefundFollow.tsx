/** A refund on its way: asked for again every few seconds, until the provider has said how it ended. */
import { useEffect, useState } from 'react';
import type { PaymentView } from '../../preload/contract/views.ts';
import { useDesk } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Icon } from '../components/Icon.tsx';
import { LiveRegion } from '../components/small.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';

type RefundState = PaymentView['refunds'][number];

/** A finished refund is proved: the only green besides payments. */
const TONES: Readonly<Record<RefundState['phase'], Tone>> = { sending: 'wait', unknown: 'check', accepted: 'check', done: 'proven', refused: 'neutral', abnormal: 'alarm' };
const LOOK_EVERY_MS = 2_000;

export function RefundFollow({ paymentId, refundId }: { readonly paymentId: string; readonly refundId: string }) {
  const refund = useRefund(paymentId, refundId);
  return refund ? <RefundStatus refund={refund} /> : null;
}

export function RefundStatus({ refund }: { readonly refund: RefundState }) {
  const { say } = useText();
  const words = say(`refundPhase.${refund.phase}`);
  return (
    <div className="refund-follow" data-testid="refund-state" data-phase={refund.phase} data-refund-id={refund.id}>
      <StateBadge tone={TONES[refund.phase]} word={words} large />
      <Amount fen={refund.amount} size="giant" />
      <p>{say(`refund.say.${refund.phase}`)}</p>
      {refund.failure && (
        <div className="why">
          <p>{say(`failure.${refund.failure.code}`)}{refund.failure.providerCode !== undefined && <span className="code why-code">{refund.failure.providerCode}</span>}</p>
          <p className="next-step"><Icon name="next" size={1} />{say(`failure.${refund.failure.code}.next`)}</p>
        </div>
      )}
      <LiveRegion text={words} urgent={refund.phase === 'abnormal'} />
    </div>
  );
}

/** The refund's present state; looked up until nothing can change any more. */
function useRefund(paymentId: string, refundId: string): RefundState | null {
  const { ask } = useDesk();
  const [refund, setRefund] = useState<RefundState | null>(null);
  const isOpen = refund === null || refund.phase === 'sending' || refund.phase === 'unknown' || refund.phase === 'accepted';
  useEffect(() => {
    if (!isOpen) return undefined;
    let stale = false;
    const look = async (): Promise<void> => {
      const answer = await ask('tracking.history', { paymentId });
      if (!stale && answer.ok) setRefund(answer.value.payment.refunds.find(({ id }) => id === refundId) ?? null);
    };
    void look();
    const timer = window.setInterval(() => void look(), LOOK_EVERY_MS);
    return () => {
      stale = true;
      window.clearInterval(timer);
    };
  }, [ask, paymentId, refundId, isOpen]);
  return refund;
}
