/** Choosing how to pay, and the payment itself. What is not known is said to be so; the core calls staff by itself before a customer despairs. */
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { newRequestId, useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { DisplayPayment } from '../display/DisplayPayment.tsx';
import { useMillimetre } from '../display/size.ts';
import { ScanPicture } from '../payment/ScanPicture.tsx';
import { isEnded } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';
import { KioskTotal } from './KioskGoods.tsx';
import { KioskNotice } from './KioskNotice.tsx';

/** Kiosk screens are 21 to 32 inches; the smallest of them. */
const SMALLEST_INCHES = 20.6;
/** Larger than on a counter's screen: a kiosk has the room, and nobody else to hold the phone for whom it is hard. */
const QR_MM = 80;

export function KioskPay({ view }: { readonly view: KioskView }) {
  if (view.payment) return <Running view={view} payment={view.payment} />;
  return view.awaitingCode ? <ShowCode view={view} /> : <Choice view={view} />;
}

function Choice({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('choice');
  return (
    <main className="kiosk-main">
      <div className="kiosk-title"><h2>{say('kiosk.pay.title')}</h2></div>
      <div className="kiosk-ways">
        {view.methods.map(({ method, enabled }) => method !== 'cash' && (
          <Button
            key={method} label={say(`kiosk.pay.${method}`)} {...(method === 'mobile' ? { note: view.wallets.map((wallet) => say(`method.${wallet}`)).join(' · ') } : {})} mark={<MethodMark method={method} size={2.5} />} size="tile"
            kind={method === 'mobile' ? 'primary' : 'plain'} dead={!settled || busy} {...(enabled ? {} : { why: say('kiosk.pay.off') })}
            onPress={() => run(() => ask('kiosk.pay', { requestId: newRequestId(), by: method }, ['blocked']))} testId={`kiosk-pay-${method}`}
          />
        ))}
        {view.rules.cashHandOver && (
          <Button label={say('kiosk.pay.cash')} note={say('kiosk.pay.cash.note')} mark={<MethodMark method="cash" size={2.5} />} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.handOver', { requestId: newRequestId() }))} testId="kiosk-pay-cash" />
        )}
      </div>
      <KioskNotice view={view} />
      <KioskTotal view={view} />
      <Button label={say('kiosk.toScan')} size="large" dead={!settled || busy} onPress={() => run(() => ask('kiosk.go', { step: 'scan' }))} testId="kiosk-to-scan" />
    </main>
  );
}

function ShowCode({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('code');
  return (
    <main className="kiosk-main kiosk-code" data-testid="kiosk-code">
      <div className="kiosk-title"><h2>{say('display.code')}</h2></div>
      <ScanPicture />
      <Amount fen={view.awaitingCode?.amount ?? 0} size="giant" testId="kiosk-amount" />
      <p className="kiosk-lead">{say('kiosk.code.how')}</p>
      <KioskNotice view={view} />
      <Button label={say('kiosk.pay.back')} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.stopPay', {}))} testId="kiosk-pay-back" />
    </main>
  );
}

function Running({ view, payment }: { readonly view: KioskView; readonly payment: NonNullable<KioskView['payment']> }) {
  const { ask } = useDesk();
  const { say, lookUp } = useText();
  const { busy, run } = useOnce();
  const { id, wallet, kind, amount, stage, qrText, expiresAt, can, failure } = payment;
  const settled = useSettled(`${id} ${stage}`);
  const millimetre = useMillimetre(view.inches, SMALLEST_INCHES);
  const ended = isEnded(stage);
  // What a passer-by may read; the wallet tells the rest on the phone.
  const because = stage === 'not_charged' && failure ? lookUp(`kiosk.failure.${failure.code}`) : undefined;
  // Paid is not asked to be paid once more; the core goes on by itself.
  const mayChooseAgain = stage === 'not_charged' || stage === 'returned';
  const again = (): void => run(async () => {
    await ask('kiosk.stopPay', {});
  });
  return (
    <div className="kiosk-main kiosk-running" data-testid="payment-window" data-stage={stage}>
      <DisplayPayment scene={{ name: 'payment', id, wallet, kind, amount, stage, expiresAt, ...(qrText === undefined ? {} : { qrText }) }} shop={view.shop} millimetre={millimetre} qrMm={QR_MM} />
      {because !== undefined && <p className="why">{because}</p>}
      <KioskNotice view={view} />
      <div className="kiosk-acts">
        {can.cancel && <Button label={say('kiosk.pay.cancel')} note={say('kiosk.pay.cancelNote')} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.stopPay', {}))} testId="kiosk-pay-cancel" />}
        {can.check && !ended && <Button label={say('kiosk.pay.check')} size="tile" kind="strong" dead={!settled || busy} onPress={() => run(() => ask('kiosk.check', {}, ['too_often', 'not_now']))} testId="kiosk-pay-check" />}
        {mayChooseAgain && <Button label={say('kiosk.pay.again')} kind="primary" size="tile" dead={!settled || busy} onPress={again} testId="kiosk-pay-again" />}
      </div>
    </div>
  );
}
