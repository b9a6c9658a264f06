/** A payment as the customer sees it: the QR to scan, what to do on the phone, or how it ended. Nobody is invited to pay while we do not know. */
import { useMemo } from 'react';
import type { DisplayView, Scene } from '../../preload/contract/display.ts';
import type { Stage } from '../../preload/contract/views.ts';
import { useTime } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Icon } from '../components/Icon.tsx';
import type { IconName } from '../components/Icon.tsx';
import { Qr, qrPath, QUIET_MODULES } from '../components/Qr.tsx';
import { LiveRegion } from '../components/small.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { yuanText } from '../money/yuan.ts';
import { isEnded, minutesText, secondsUntil, STATE_TONES } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';

type PaymentScene = Extract<Scene, { name: 'payment' }>;

/** Readers in wallets need at least this across the dark modules; the quiet zone comes on top. */
const QR_MM = 60;

interface PaymentProps {
  readonly scene: PaymentScene;
  readonly shop: DisplayView['shop'];
  readonly millimetre: number;
  /** Across the dark modules. */
  readonly qrMm?: number;
}

export function DisplayPayment({ scene, shop, millimetre, qrMm = QR_MM }: PaymentProps) {
  const { say, name } = useText();
  const { stage, wallet, amount, qrText } = scene;
  const words = { wallet: say(`method.${wallet}`) };
  const title = stage === 'scan_qr' ? say('display.stage.scan_qr', words) : say(`display.stage.${stage}`);
  const tone = STATE_TONES[stage];
  const filled = stage === 'paid' || stage === 'paid_after_all';
  return (
    <main className={filled ? 'display-done' : 'display-halves'} data-tone={tone} data-testid="display-payment" data-stage={stage}>
      <div className="display-picture">
        {qrText === undefined ? <Sign stage={stage} /> : <SizedQr text={qrText} millimetre={millimetre} mm={qrMm} label={title} />}
      </div>
      <div className="display-say">
        <p className="display-wallet"><MethodMark method={wallet} size={2.5} />{words.wallet}</p>
        <h2>{title.replace(words.wallet, unbroken(words.wallet))}</h2>
        <Amount fen={amount} size="giant" testId="display-amount" />
        <p>{stage === 'confirm_on_phone' ? say('display.stage.confirm_on_phone.how', words) : say(`display.stage.${stage}.how`)}</p>
        {stage === 'scan_qr' && <p className="display-payee">{say('display.payTo', { shop: name(shop) })}</p>}
        {qrText !== undefined && <Left expiresAt={scene.expiresAt} />}
      </div>
      <LiveRegion text={`${title} ¥ ${yuanText(amount)}`} urgent={isEnded(stage)} />
    </main>
  );
}

/** A wallet's name is read as a whole: no line ends inside it. */
function unbroken(name: string): string {
  return name.replaceAll(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '\u2060').replaceAll(' ', '\u00A0');
}

/** A whole number of pixels a module, so that every edge is sharp, and never less than so many millimetres across. */
export function qrPixels(modules: number, millimetre: number, mm = QR_MM): number {
  return Math.ceil((mm * millimetre) / modules) * (modules + 2 * QUIET_MODULES);
}

function SizedQr({ text, millimetre, mm, label }: { readonly text: string; readonly millimetre: number; readonly mm: number; readonly label: string }) {
  const modules = useMemo(() => qrPath(text).side - 2 * QUIET_MODULES, [text]);
  const side = qrPixels(modules, millimetre, mm);
  return <div className="display-qr" data-testid="display-qr" style={{ width: side, height: side }}><Qr text={text} label={label} /></div>;
}

function Left({ expiresAt }: { readonly expiresAt: number }) {
  const { say } = useText();
  const left = secondsUntil(expiresAt, useTime(1_000));
  return <p className="display-left" data-low={left <= 30 || undefined}><Icon name="clock" />{say('display.time', { time: minutesText(left) })}</p>;
}

const SIGNS: Readonly<Record<Stage, IconName>> = {
  sending: 'ring', confirm_on_phone: 'phone', scan_qr: 'qr', checking: 'clock', proving: 'clock', cancelling: 'clock', paid: 'tick', paid_after_all: 'tick',
  paid_late: 'back', not_charged: 'minus', returned: 'back', unproven: 'clock',
};

function Sign({ stage }: { readonly stage: Stage }) {
  return <div className="display-sign" data-stage={stage}><Icon name={SIGNS[stage]} size={9} /></div>;
}
