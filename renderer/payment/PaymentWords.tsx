/** The right half of the payment window: the state in large words, one plain sentence, the amount, why, and what next. */
import type { PaymentView } from '../../preload/contract/views.ts';
import { useTime } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Icon } from '../components/Icon.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { isEnded, isStuck, saidByStage, secondsUntil, stateOf, STEPS, stepOf } from './stages.ts';

export function PaymentWords({ payment, title }: { readonly payment: PaymentView; readonly title: string }) {
  const { say, lookUp } = useText();
  const { stage, kind, wallet, failure, proof } = payment;
  const state = stateOf(payment);
  // Where a wallet closes an order without saying whether it had been paid, no more is said than is known.
  const closing = `${proof ?? ''}.${wallet}.${kind}`;
  const sentence = lookUp(`stage.${state}.${closing}.say`) ?? lookUp(`stage.${state}.${kind}.say`) ?? say(`stage.${state}.say`);
  return (
    <>
      <h3 className="stage" data-testid="payment-stage">{title}</h3>
      <Amount fen={payment.amount} size="giant" testId="payment-amount" />
      <p className="stage-say">{sentence}</p>
      {stage === 'cancelling' && <CancelEndings />}
      {!isEnded(stage) && <Steps payment={payment} />}
      {stage === 'not_charged' && proof !== undefined && <p className="why">{lookUp(`proof.${closing}`) ?? say(`proof.${proof}`)}</p>}
      {failure !== undefined && stage !== 'paid' && stage !== 'paid_after_all' && (
        <div className="why">
          <p>
            {say(`failure.${failure.code}`)}
            {failure.providerCode !== undefined && <span className="code why-code">{failure.providerCode}</span>}
          </p>
          {(stage !== 'checking' || failure.next !== 'query_first') && <p className="next-step"><Icon name="next" size={1} />{say(`failure.${failure.code}.next`)}</p>}
        </div>
      )}
      {payment.attention.filter((word) => !saidByStage(word, stage)).map((word) => <p key={word} className="why"><StateBadge tone={word === 'forced' ? 'check' : 'alarm'} word={say(`attention.${word}`)} /></p>)}
      {payment.refunds.map((refund) => <RefundWords key={refund.id} refund={refund} />)}
    </>
  );
}

/** How a refund of this payment stands, and the next step where it is stuck. */
function RefundWords({ refund }: { readonly refund: PaymentView['refunds'][number] }) {
  const { say } = useText();
  const { phase, reason, amount, failure } = refund;
  return (
    <div className="why">
      <p>
        <StateBadge tone={phase === 'done' ? 'neutral' : isStuck(refund) || phase === 'refused' ? 'alarm' : 'check'} word={say('refundState', { reason: say(`refundReason.${reason}`), phase: say(`refundPhase.${phase}`) })} />
        {' '}¥ {yuanText(amount)}
      </p>
      {failure !== undefined && isStuck(refund) && <p className="next-step"><Icon name="next" size={1} />{say(`failure.${failure.code}.next`)}</p>}
    </div>
  );
}

/** Where the payment is on its way, and when the till asks next. */
function Steps({ payment }: { readonly payment: PaymentView }) {
  const { say } = useText();
  const now = useTime(500);
  const at = stepOf(payment.stage);
  const { nextCheckAt, busy, asks } = payment;
  const seconds = nextCheckAt === null ? null : secondsUntil(nextCheckAt, now);
  return (
    <>
      <ol className="steps">
        {STEPS.map((step, index) => (
          <li key={step} data-state={index < at ? 'done' : index === at ? 'now' : 'ahead'} aria-current={index === at ? 'step' : undefined}>
            {say(step === 'customer' ? `step.customer.${payment.kind}` : `step.${step}`)}
          </li>
        ))}
      </ol>
      <p className="asking">
        {busy || seconds === 0 ? say('asking.now') : seconds === null ? say('asking.rests') : say('asking.next', { seconds })}
        {asks > 0 && <> / {say('asking.count', { count: asks })}</>}
      </p>
    </>
  );
}

/** A cancel can end in three ways; the cashier knows all of them beforehand. None is proved yet, so none is green. */
function CancelEndings() {
  const { say } = useText();
  return (
    <ul className="endings">
      <li><StateBadge tone="neutral" word={say('ending.not_charged')} /></li>
      <li><StateBadge tone="neutral" shape="tick" word={say('ending.paid')} /></li>
      <li><StateBadge tone="neutral" shape="back" word={say('ending.returned')} /></li>
    </ul>
  );
}
