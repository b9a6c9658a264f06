/**
 * Only a part of what is due through a wallet; the rest stays due and is paid in another way, or from another phone. Cash needs no such
 * window: what is handed over is the part.
 */
import { memo, useState } from 'react';
import type { Till } from '../app/feed.ts';
import { useOnce, useSettled } from '../app/till.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { MoneyInput } from '../components/MoneyInput.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { readYuan } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { TENDER_KEYS } from './TenderBar.tsx';

type Wallets = Exclude<Till['methods'][number]['method'], 'cash'>;

interface PartProps {
  /** What is still to be paid, fen. */
  readonly due: number;
  readonly methods: Till['methods'];
  /** `amount` in fen, less than what is due. */
  readonly onPart: (method: Wallets, amount: number) => Promise<unknown>;
  readonly onClose: () => void;
}

export const PartWindow = memo(function PartWindow({ due, methods, onPart, onClose }: PartProps) {
  const { say } = useText();
  const [text, setText] = useState('');
  const settled = useSettled(`part ${due}`);
  const { busy, run } = useOnce();
  const amount = readYuan(text) ?? 0;
  const why = amount === 0 ? say('figure.empty') : amount >= due ? say('part.tooMuch') : undefined;
  return (
    <Dialog
      title={say('part.title')} onHide={onClose} hideLabel={say('action.back')} size="large" testId="part-window"
      footer={
        <div className="tender-keys part-keys" role="group" aria-label={say('tender.name')}>
          {methods.map(({ method, enabled, why: off }) => method !== 'cash' && (
            <Button
              key={method} label={say(`method.${method}`)} hotkey={TENDER_KEYS[method]} size="tile" mark={<MethodMark method={method} />} dead={!settled || busy}
              {...(enabled ? why !== undefined && { why } : { why: say(`why.${off ?? 'not_set_up'}`) })} onPress={() => run(() => onPart(method, amount))} testId={`part-${method}`}
            />
          ))}
        </div>
      }
    >
      <div className="cash">
        <div className="cash-figures">
          <div className="cash-figure"><span>{say('totals.due')}</span><Amount fen={due} size="large" testId="part-due" /></div>
          <div className="cash-change" role="status"><span>{say('part.rest')}</span><Amount fen={Math.max(0, due - amount)} size="giant" testId="part-rest" /></div>
          <p className="quiet">{say('part.note')}</p>
        </div>
        <MoneyInput label={say('part.amount')} text={text} onText={setText} testId="part-amount" />
      </div>
    </Dialog>
  );
});
