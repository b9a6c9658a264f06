/** A question before something that cannot be taken back. Enter and Esc both mean "leave it"; only its own key says yes. */
import type { ReactNode } from 'react';
import { useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import type { Tone } from '../components/StateBadge.tsx';

interface AskFirstProps {
  readonly title: string;
  /** The money that would move, fen. */
  readonly amount?: number;
  readonly children: ReactNode;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => Promise<unknown>;
  readonly onNo: () => void;
  readonly tone?: Tone;
  readonly testId?: string;
}

export function AskFirst({ title, amount, children, yes, no, onYes, onNo, tone = 'check', testId = 'ask-first' }: AskFirstProps) {
  const settled = useSettled(title);
  const { busy, run } = useOnce();
  return (
    <Dialog
      title={title} onHide={onNo} hideLabel={no} size="small" tone={tone} testId={testId}
      footer={
        <div className="acts">
          <Button label={yes} hotkey="F8" size="large" dead={!settled || busy} onPress={() => run(onYes)} testId="ask-yes" />
          <Button label={no} hotkey="Enter" kind="primary" size="large" dead={busy} onPress={onNo} testId="ask-no" />
        </div>
      }
    >
      <div className="ask-text">{amount !== undefined && <Amount fen={amount} size="huge" />}{children}</div>
    </Dialog>
  );
}
