/**
 * Nobody there any more? First a question, then the list is cleared for the next customer. Not while a payment runs: that is never
 * dropped, and the core would refuse it besides.
 */
import { useEffect, useState } from 'react';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { isEnded } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';
import { Countdown } from './Countdown.tsx';

interface WatchProps {
  readonly view: KioskView;
  readonly onLeave: () => void;
}

/** Begins anew with each new picture: a scan is a sign of life too. */
export function IdleWatch({ view, onLeave }: WatchProps) {
  return mayExpire(view) ? <Watch key={view.revision} view={view} onLeave={onLeave} /> : null;
}

function Watch({ view, onLeave }: WatchProps) {
  const { say } = useText();
  const { idleMs, warnMs } = view.rules;
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    let timer = window.setTimeout(() => setIdle(true), idleMs);
    const alive = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setIdle(true), idleMs);
    };
    window.addEventListener('pointerdown', alive, true);
    window.addEventListener('keydown', alive, true);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('pointerdown', alive, true);
      window.removeEventListener('keydown', alive, true);
    };
  }, [idleMs]);
  if (!idle) return null;
  const here = (): void => setIdle(false);
  return (
    <Dialog
      title={say('kiosk.idle.title')} onHide={here} hideLabel={say('kiosk.idle.here')} size="medium" tone="check" above testId="kiosk-idle"
      footer={<div className="kiosk-acts"><Button label={say('kiosk.idle.here')} kind="primary" size="tile" onPress={here} testId="kiosk-here" /></div>}
    >
      <Countdown ms={warnMs} onEnd={onLeave} say={(seconds) => say('kiosk.idle.text', { seconds })} />
    </Dialog>
  );
}

/** Only where nothing is owed to anybody: choosing goods or a way to pay, with no payment under way and no staff at the machine. */
export function mayExpire({ step, payment, staff, sale, help }: KioskView): boolean {
  if (staff || help) return false;
  if (step !== 'scan' && step !== 'review' && step !== 'pay') return false;
  if (payment && !isEnded(payment.stage)) return false;
  return sale?.can.drop ?? true;
}
