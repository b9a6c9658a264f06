/** The left half of the payment window: the QR to scan, the ring of time, or the sign of how it ended. */
import type { PaymentView } from '../../preload/contract/views.ts';
import { useTime } from '../app/till.tsx';
import { Icon } from '../components/Icon.tsx';
import type { IconName } from '../components/Icon.tsx';
import { ProgressRing } from '../components/ProgressRing.tsx';
import { Qr } from '../components/Qr.tsx';
import { TONE_SHAPES } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';
import { isEnded, minutesText, secondsUntil, shareOfTime, stateOf } from './stages.ts';

interface PictureProps {
  readonly payment: PaymentView;
  readonly tone: Tone;
}

export function PaymentPicture({ payment, tone }: PictureProps) {
  if (isEnded(payment.stage)) return <div className="pay-picture"><EndSign tone={tone} shape={payment.stage === 'returned' || stateOf(payment) === 'late_returned' ? 'back' : TONE_SHAPES[tone]} /></div>;
  if (payment.stage === 'scan_qr' && payment.qrText !== undefined) return <ShownQr payment={payment} qrText={payment.qrText} />;
  return <Waiting payment={payment} tone={tone} />;
}

function EndSign({ tone, shape }: { readonly tone: Tone; readonly shape: IconName }) {
  return <div className="end-sign" data-tone={tone}><Icon name={shape} size={9.5} /></div>;
}

function ShownQr({ payment, qrText }: { readonly payment: PaymentView; readonly qrText: string }) {
  const { say } = useText();
  const left = secondsUntil(payment.expiresAt, useTime(1000));
  return (
    <div className="pay-picture">
      <div className="qr-card">
        <Qr text={qrText} label={say('qr.label')} />
        <p className="qr-left" data-low={left <= 30 || undefined}><Icon name="clock" />{say('qr.left', { time: minutesText(left) })}</p>
      </div>
    </div>
  );
}

function Waiting({ payment, tone }: PictureProps) {
  const { say } = useText();
  const now = useTime(500);
  const seconds = Math.max(0, Math.floor((now - payment.createdAt) / 1000));
  return (
    <div className="pay-picture">
      <ProgressRing share={shareOfTime(payment, now)} tone={tone} label={say('ring.label')}>
        <span className="ring-seconds">{seconds < 600 ? seconds : minutesText(seconds)}</span>
        <span className="ring-unit">{seconds < 600 ? say('ring.seconds') : say('ring.minutes')}</span>
      </ProgressRing>
    </div>
  );
}
