/** Cash: what the customer hands over, and the change in figures that are read across the counter. */
import { memo, useState } from 'react';
import { newRequestId, useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { MoneyInput } from '../components/MoneyInput.tsx';
import { fieldText, likelyTendered, readYuan, yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

interface CashWindowProps {
  /** What is still to be paid, fen. */
  readonly due: number;
  readonly onClose: () => void;
}

export const CashWindow = memo(function CashWindow({ due, onClose }: CashWindowProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [text, setText] = useState<string | null>(null);
  const [requestId, setRequestId] = useState(newRequestId);
  const { busy, run } = useOnce();
  const settled = useSettled(`cash ${due}`);
  const shown = text ?? fieldText(due);
  const tendered = readYuan(shown) ?? 0;
  const missing = due - tendered;

  const take = async (): Promise<void> => {
    const answer = await ask('payment.cash', { requestId, tendered });
    if (answer.ok) onClose();
    // After a lost answer the same wish keeps its id: the core then knows whether it has happened.
    else if (answer.code !== 'internal') setRequestId(newRequestId());
  };
  return (
    <Dialog
      title={say('cash.title')} onHide={onClose} hideLabel={say('action.back')} size="large" testId="cash-window"
      footer={
        <div className="acts">
          <Button
            label={missing > 0 ? say('cash.takePart') : say('cash.take')} hotkey="Enter" kind="primary" size="large" dead={!settled || busy}
            {...(tendered === 0 ? { why: say('cash.nothing') } : {})} onPress={() => run(take)} testId="cash-take"
          />
        </div>
      }
    >
      <div className="cash">
        <div className="cash-figures">
          <div className="cash-figure"><span>{say('cash.due')}</span><Amount fen={due} size="large" testId="cash-due" /></div>
          <div className="cash-quick" role="group" aria-label={say('cash.quick')}>
            {likelyTendered(due).map((amount, index) => (
              <Button key={amount} label={amount === due ? say('cash.exact') : `¥ ${yuanText(amount)}`} hotkey={`Alt+${index + 1}`} pressed={amount === tendered} onPress={() => setText(fieldText(amount))} testId={`cash-quick-${amount}`} />
            ))}
          </div>
          <div className="cash-change" data-missing={missing > 0 || undefined} role="status">
            <span>{missing > 0 ? say('cash.missing') : say('cash.change')}</span>
            <Amount fen={Math.abs(missing)} size="giant" testId="cash-change" />
          </div>
          <p className="quiet">{say('cash.rounding')}</p>
        </div>
        <MoneyInput label={say('cash.tendered')} text={shown} onText={setText} proposed={text === null} testId="cash-tendered" />
      </div>
    </Dialog>
  );
});
