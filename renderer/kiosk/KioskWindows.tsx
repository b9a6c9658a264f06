/** The windows over a kiosk's screen: what kind of help, staff are coming, leaving, and the staff's own menu. */
import type { HelpReason, KioskStep, KioskView } from '../../preload/contract/kiosk.ts';
import { newRequestId, useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Icon } from '../components/Icon.tsx';
import { LiveRegion } from '../components/small.tsx';
import { isEnded } from '../payment/stages.ts';
import { useText } from '../text/text.tsx';

const REASONS = ['question', 'product', 'payment', 'cash', 'printer'] as const satisfies readonly HelpReason[];

export function HelpChoice({ step, onClose }: { readonly step: KioskStep; readonly onClose: () => void }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const likely = REASONS.filter((reason) => (reason !== 'printer' || step === 'goodbye' || step === 'receipt') && (reason !== 'product' || step === 'scan' || step === 'review'));
  const call = (reason: HelpReason): void => run(async () => {
    await ask('kiosk.help', { reason });
    onClose();
  });
  return (
    <Dialog title={say('kiosk.ask.title')} onHide={onClose} hideLabel={say('action.back')} size="medium" testId="kiosk-help-choice">
      <div className="kiosk-choice">
        {likely.map((reason) => <Button key={reason} label={say(`kiosk.ask.${reason}`)} size="tile" dead={busy} onPress={() => call(reason)} testId={`help-${reason}`} />)}
      </div>
    </Dialog>
  );
}

interface CalledProps {
  readonly help: NonNullable<KioskView['help']>;
  readonly blocks: KioskView['blocks'];
  /** A customer may take the goods to the counter. */
  readonly handOver: boolean;
}

export function StaffCalled({ help, blocks, handOver }: CalledProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled(help.reason);
  const over = (): void => run(() => ask('kiosk.help', { reason: null }));
  const reason = say(`kiosk.reason.${help.reason}`);
  const title = say(help.reason === 'counter' ? 'kiosk.called.counter' : 'kiosk.called');
  return (
    <Dialog
      title={title} onHide={over} hideLabel={say('kiosk.called.over')} size="medium" tone="check" testId="kiosk-called" data={{ 'data-reason': help.reason }}
      footer={
        <div className="kiosk-acts">
          {help.reason === 'counter' && handOver && <Button label={say('kiosk.called.handOver')} kind="primary" size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.handOver', { requestId: newRequestId() }))} testId="kiosk-called-counter" />}
          {blocks.some((block) => block !== 'counter') && help.reason !== 'counter'
            ? <Button label={say('kiosk.allow')} note={say('kiosk.called.staff')} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.allow', {}))} testId="kiosk-allow" />
            : <Button label={say('kiosk.called.staff')} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.staff', {}))} testId="kiosk-called-staff" />}
        </div>
      }
    >
      <div className="kiosk-called"><Icon name="alarm" size={5} /><div><p className="kiosk-lead">{reason}</p>{help.reason !== 'counter' && <p>{say('kiosk.called.nobody')}</p>}</div></div>
      <LiveRegion text={`${title} ${reason}`} urgent />
    </Dialog>
  );
}

export function LeaveQuestion({ onClose }: { readonly onClose: () => void }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('leave');
  return (
    <Dialog
      title={say('kiosk.leave.title')} onHide={onClose} hideLabel={say('action.back')} size="medium" tone="alarm" testId="kiosk-leave-question"
      footer={
        <div className="kiosk-acts">
          <Button label={say('kiosk.leave.yes')} size="tile" dead={!settled || busy} onPress={() => run(() => ask('kiosk.leave', {}))} testId="kiosk-leave-yes" />
          <Button label={say('kiosk.leave.no')} kind="primary" size="tile" dead={!settled || busy} onPress={onClose} testId="kiosk-leave-no" />
        </div>
      }
    >
      <p className="kiosk-lead">{say('kiosk.leave.text')}</p>
    </Dialog>
  );
}

export function StaffMenu({ view }: { readonly view: KioskView }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const settled = useSettled('menu');
  const running = view.payment !== null && !isEnded(view.payment.stage);
  const act = (what: 'back' | 'drop_sale' | 'to_till' | 'quit'): void => run(() => ask('kiosk.staffDo', { what }));
  return (
    <Dialog title={say('kiosk.menu.title')} onHide={() => act('back')} hideLabel={say('kiosk.menu.back')} size="medium" testId="kiosk-menu">
      {running && <p className="why">{say('kiosk.menu.unfinished')}</p>}
      <div className="kiosk-choice">
        <Button label={say('kiosk.menu.drop')} icon="drop" size="tile" dead={!settled || busy || view.sale === null || !view.sale.can.drop} onPress={() => act('drop_sale')} testId="menu-drop" />
        <Button label={say('kiosk.menu.till')} icon="cash" size="tile" dead={!settled || busy} onPress={() => act('to_till')} testId="menu-till" />
        <Button label={say('kiosk.menu.quit')} icon="cross" size="tile" dead={!settled || busy} onPress={() => act('quit')} testId="menu-quit" />
      </div>
    </Dialog>
  );
}
