/**
 * The window on one saved payment, the same for a scanned code and for a shown QR. It says what is known, in words, shape and
 * colour; what is not known it calls so. Hiding or losing it changes nothing.
 */
import { memo, useState } from 'react';
import type { NoticeView, PaymentView } from '../../preload/contract/views.ts';
import { newRequestId, useDesk, useOnce, useSettled } from '../app/till.tsx';
import { NoticeLine } from '../checkout/NoticeLine.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { LiveRegion } from '../components/small.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { AskFirst } from './AskFirst.tsx';
import { PaymentNumbers } from './PaymentNumbers.tsx';
import { PaymentPicture } from './PaymentPicture.tsx';
import { PaymentWords } from './PaymentWords.tsx';
import { actsOf, defaultAct, stateWord, toneOf } from './stages.ts';
import type { PaymentAct } from './stages.ts';

interface WindowProps {
  readonly payment: PaymentView;
  readonly ofOpenSale: boolean;
  /** The sentence about the last scan; one since the payment began is said here, because behind the window nobody would read it. */
  readonly notice?: NoticeView | null;
  /** Starts the same tender anew, under a new number. */
  readonly onAgain: (payment: PaymentView) => Promise<unknown>;
  /** Opens the refund desk for a number. */
  readonly onGiveBack: (number: string) => void;
}

export const PaymentWindow = memo(function PaymentWindow({ payment, ofOpenSale, notice = null, onAgain, onGiveBack }: WindowProps) {
  const { ask } = useDesk();
  const texts = useText();
  const { say } = texts;
  const [wantsRelease, setWantsRelease] = useState(false);
  const hide = (): void => void ask('payment.show', { paymentId: null });
  const title = stateWord(payment, texts);
  const tone = toneOf(payment);
  return (
    <Dialog
      title={`${say(`method.${payment.wallet}`)} / ${say(`payment.title.${payment.kind}`)}`} onHide={hide} size="wide" tone={tone} testId="payment-window"
      mark={<MethodMark method={payment.wallet} />}
      data={{ 'data-stage': payment.stage, 'data-payment-id': payment.id, 'data-filled': payment.stage === 'paid' || payment.stage === 'paid_after_all' ? 'yes' : 'no' }}
      footer={<PaymentActs payment={payment} ofOpenSale={ofOpenSale} onAgain={onAgain} onGiveBack={onGiveBack} onRelease={() => setWantsRelease(true)} />}
    >
      <div className="pay" data-kind={payment.kind}>
        <PaymentPicture payment={payment} tone={tone} />
        <div className="pay-say">
          <PaymentWords payment={payment} title={title} />
          <PaymentNumbers payment={payment} />
        </div>
      </div>
      {notice && notice.at > payment.createdAt && <NoticeLine notice={notice} />}
      <LiveRegion text={`${title} ¥ ${yuanText(payment.amount)}`} urgent={tone !== 'wait'} />
      {wantsRelease && (
        <AskFirst
          title={say('release.title')} yes={say('release.yes')} no={say('release.no')} tone="check"
          onNo={() => setWantsRelease(false)}
          onYes={async () => {
            // The question is answered; what it may ask for next is a second person.
            setWantsRelease(false);
            await ask('payment.release', { paymentId: payment.id });
          }}
        >
          <p>{say('release.text')}</p>
        </AskFirst>
      )}
    </Dialog>
  );
});

const HOTKEYS: Readonly<Record<PaymentAct, string>> = { check: 'F5', cancel: 'F8', release: 'Ctrl+R', force: 'Ctrl+F', again: 'Ctrl+S', give_back: 'F4', go_on: 'Ctrl+G' };

function PaymentActs({ payment, ofOpenSale, onAgain, onGiveBack, onRelease }: WindowProps & { readonly onRelease: () => void }) {
  const { ask } = useDesk();
  const { say } = useText();
  const settled = useSettled(`${payment.id} ${payment.stage}`);
  const { busy, run } = useOnce();
  const acts = actsOf(payment, ofOpenSale);
  const enter = defaultAct(acts);
  const { id: paymentId, kind } = payment;
  const does: Readonly<Record<PaymentAct, () => void>> = {
    check: () => run(() => ask('payment.check', { paymentId })),
    cancel: () => run(() => ask('payment.cancel', { paymentId })),
    release: onRelease,
    force: () => run(() => ask('payment.force', { requestId: newRequestId(), paymentId })),
    again: () => run(() => onAgain(payment)),
    give_back: () => onGiveBack(payment.outTradeNo),
    go_on: () => run(() => ask('payment.show', { paymentId: null })),
  };
  return (
    <>
      {payment.can.cancel && <p className="cancel-note">{say('payment.cancelNote')}</p>}
      <div className="acts">
        {acts.toReversed().map((act) => (
          <Button
            key={act} label={act === 'again' ? say(`act.again.${kind}`) : say(`act.${act}`)} hotkey={act === enter ? 'Enter' : HOTKEYS[act]} onPress={does[act]}
            kind={act === enter ? 'primary' : act === acts[0] ? 'strong' : 'plain'} size="large" dead={!settled || busy} testId={`payment-${act.replace('_', '-')}`}
          />
        ))}
      </div>
    </>
  );
}
