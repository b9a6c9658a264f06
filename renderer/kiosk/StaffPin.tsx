/** Staff prove who they are, by touch alone: the name, then the PIN. The deed that asked for it goes on by itself. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { KioskView } from '../../preload/contract/kiosk.ts';
import { useApprovers } from '../approval/approvers.ts';
import { Typing } from '../app/keys.tsx';
import type { ApprovalRequest } from '../app/till.tsx';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { NumericPad } from '../components/NumericPad.tsx';
import { useText } from '../text/text.tsx';

const LONGEST_PIN = 12;
const SHORTEST_PIN = 4;
/** Nobody types any more: the window is not left open for whoever comes next. */
const LEFT_MS = 30_000;

interface PinProps {
  readonly request: ApprovalRequest;
  readonly demo: KioskView['demo'];
  readonly onEnd: (approvalId: string | null) => void;
}

export function StaffPin({ request, demo, onEnd }: PinProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const approvers = useApprovers(request.deed);
  const [chosen, setChosen] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const { busy, run } = useOnce();
  const approverId = chosen ?? approvers?.[0]?.id;
  const accept = (before: string, key: string): string =>
    key === 'Backspace' ? before.slice(0, -1) : key === 'Clear' ? '' : /^\d$/.test(key) ? `${before}${key}`.slice(0, LONGEST_PIN) : before;
  const grant = async (): Promise<void> => {
    if (approverId === undefined) return;
    const reason = request.deed === 'kiosk_allow' ? say('kiosk.pin.reason.allow') : say('kiosk.pin.reason.menu');
    const answer = await ask('approval.ask', { ...request, reason, approverId, pin });
    setPin('');
    if (answer.ok) onEnd(answer.value.approvalId);
  };
  return (
    <Dialog
      title={say('kiosk.pin.title')} onHide={() => onEnd(null)} hideLabel={say('kiosk.pin.no')} size="medium" tone="check" above testId="kiosk-pin"
      footer={<div className="kiosk-acts"><Button label={say('kiosk.pin.yes')} hotkey="Enter" kind="primary" size="tile" dead={busy || pin.length < SHORTEST_PIN || approverId === undefined} onPress={() => run(grant)} testId="pin-yes" /></div>}
    >
      <Typing text={pin} setText={setPin} accept={accept} />
      <Forgotten key={`${chosen} ${pin}`} onEnd={() => onEnd(null)} />
      <div className="kiosk-pin">
        <div className="approval-choice" role="group" aria-label={say('kiosk.pin.who')}>
          {(approvers ?? []).map(({ id, name }) => <Button key={id} label={name} size="large" pressed={id === approverId} onPress={() => setChosen(id)} testId={`approver-${id}`} />)}
        </div>
        {approvers?.length === 0 && <p className="why">{say('approval.nobody')}</p>}
        <p className="kiosk-pin-dots code" data-testid="pin-dots" role="status" aria-label={say('kiosk.pin.pin')}>{'•'.repeat(pin.length) || say('kiosk.pin.pin')}</p>
        <NumericPad kind="code" onKey={(key) => setPin(accept(pin, key))} />
        {demo && <p className="quiet">{say('kiosk.pin.demo', demo)}</p>}
      </div>
    </Dialog>
  );
}

/** Begins anew with each figure that is typed. */
function Forgotten({ onEnd }: { readonly onEnd: () => void }) {
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    const timer = window.setTimeout(end, LEFT_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return null;
}
