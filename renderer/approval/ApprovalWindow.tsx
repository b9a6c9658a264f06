/**
 * A second person says yes: who, why, and the PIN. The command that asked for it waits meanwhile and is sent again with the approval;
 * without one nothing has happened.
 */
import { useState } from 'react';
import type { ApprovalRequest } from '../app/till.tsx';
import { useDesk, useOnce, useSnapshot } from '../app/till.tsx';
import { Typing } from '../app/keys.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { NumericPad } from '../components/NumericPad.tsx';
import { useText } from '../text/text.tsx';
import { useApprovers } from './approvers.ts';

const REASONS = ['provider_down', 'customer_wish', 'goods', 'price'] as const;
const LONGEST_PIN = 12;
const LONGEST_REASON = 200;

interface ApprovalProps {
  readonly request: ApprovalRequest;
  /** With the approval's id, or null when there is none. */
  readonly onEnd: (approvalId: string | null) => void;
}

export function ApprovalWindow({ request, onEnd }: ApprovalProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const approvers = useApprovers(request.deed);
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [pin, setPin] = useState('');
  const { busy, run } = useOnce();
  const approverId = chosen ?? approvers?.[0]?.id;
  const why = missing(approverId, reason, pin);

  const grant = async (): Promise<void> => {
    if (approverId === undefined || why !== undefined) return;
    const answer = await ask('approval.ask', { ...request, reason: reason.trim(), approverId, pin });
    setPin('');
    if (answer.ok) onEnd(answer.value.approvalId);
  };
  const acceptPin = (before: string, key: string): string =>
    key === 'Backspace' ? before.slice(0, -1) : key === 'Clear' ? '' : /^\d$/.test(key) ? `${before}${key}`.slice(0, LONGEST_PIN) : before;
  return (
    <Dialog
      title={say('approval.title')} onHide={() => onEnd(null)} hideLabel={say('approval.no')} size="large" tone="check" testId="approval-window" above data={{ 'data-deed': request.deed }}
      footer={<div className="acts"><Button label={say('approval.yes')} hotkey="Enter" kind="primary" size="large" dead={busy} {...(why === undefined ? {} : { why: say(`approval.${why}`) })} onPress={() => run(grant)} testId="approval-grant" /></div>}
    >
      <Typing text={pin} setText={setPin} accept={acceptPin} />
      <div className="approval">
        <div className="approval-say">
          <p className="approval-deed">{say(`deed.${request.deed}`)}</p>
          {request.amount > 0 && <Amount fen={request.amount} size="huge" />}
          <div className="field">
            <span className="field-name">{say('approval.who')}</span>
            <div className="approval-choice" role="group" aria-label={say('approval.who')}>
              {(approvers ?? []).map(({ id, name }, index) => (
                <Button key={id} label={name} hotkey={`Alt+${index + 1}`} pressed={id === approverId} onPress={() => setChosen(id)} testId={`approver-${id}`} />
              ))}
            </div>
            {approvers?.length === 0 && <p className="why">{say('approval.nobody')}</p>}
          </div>
          <div className="field">
            <span className="field-name">{say('approval.why')}</span>
            <div className="approval-choice" role="group" aria-label={say('approval.why')}>
              {REASONS.map((word, index) => (
                <Button key={word} label={say(`reason.${word}`)} hotkey={`Ctrl+${index + 5}`} pressed={reason === say(`reason.${word}`)} onPress={() => setReason(say(`reason.${word}`))} testId={`reason-${word}`} />
              ))}
            </div>
            <input className="input approval-reason" type="text" autoComplete="off" maxLength={LONGEST_REASON} aria-label={say('approval.why')} value={reason} onChange={(event) => setReason(event.target.value)} data-testid="approval-reason" />
          </div>
          <DemoHint />
        </div>
        <div className="ask-code-type">
          <label className="field">
            <span className="field-name">{say('approval.pin')}</span>
            <input
              className="input code" type="password" inputMode="none" autoComplete="off" maxLength={LONGEST_PIN} data-testid="approval-pin"
              value={pin} onChange={(event) => setPin(event.target.value.replaceAll(/\D/g, ''))}
              onKeyDown={(event) => {
                if (event.key === 'Enter') run(grant);
              }}
            />
          </label>
          <NumericPad kind="code" onKey={(key) => setPin(acceptPin(pin, key))} />
        </div>
      </div>
    </Dialog>
  );
}

function missing(approverId: string | undefined, reason: string, pin: string): 'noPerson' | 'noReason' | 'noPin' | undefined {
  if (approverId === undefined) return 'noPerson';
  if (reason.trim() === '') return 'noReason';
  return pin.length < 4 ? 'noPin' : undefined;
}

/** In a demo nobody was told a PIN, so it stands on the screen. */
function DemoHint() {
  const { say } = useText();
  const demo = useSnapshot()?.demo;
  return demo ? <p className="quiet">{say('approval.demo', { name: demo.approver.name, pin: demo.approver.pin })}</p> : null;
}
