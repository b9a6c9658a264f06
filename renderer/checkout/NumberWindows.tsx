/** Small windows in which one figure is keyed: a quantity, a weight, an amount without a product, a discount. */
import { memo, useState } from 'react';
import type { ReactNode } from 'react';
import type { AskInput } from '../../preload/contract/routes.ts';
import { Typing } from '../app/keys.tsx';
import { useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { MoneyInput } from '../components/MoneyInput.tsx';
import { NumericPad } from '../components/NumericPad.tsx';
import { fieldText, readYuan } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';

type Discount = AskInput<'sale.setDiscount'>['discount'];

interface WindowProps {
  readonly title: string;
  readonly onClose: () => void;
}

interface AcceptProps extends WindowProps {
  readonly value: number | undefined;
  readonly onAccept: (value: number) => Promise<unknown>;
  readonly children: ReactNode;
}

/** Frame of all of them: Enter takes the figure, Esc leaves everything as it was. */
function FigureWindow({ title, onClose, value, onAccept, children }: AcceptProps) {
  const { say } = useText();
  const { busy, run } = useOnce();
  return (
    <Dialog
      title={title} onHide={onClose} hideLabel={say('action.back')} size="small" testId="figure-window"
      footer={
        <div className="acts">
          <Button
            label={say('action.take')} hotkey="Enter" kind="primary" size="large" dead={busy} {...(value === undefined ? { why: say('figure.empty') } : {})} testId="figure-take"
            onPress={() => run(async () => {
              if (value !== undefined) await onAccept(value);
            })}
          />
        </div>
      }
    >
      {children}
    </Dialog>
  );
}

interface QuantityProps extends WindowProps {
  readonly unit: 'piece' | 'kg';
  /** Thousandths: two pieces 2000, 1.234 kg 1234. */
  readonly onQuantity: (thousandths: number) => Promise<unknown>;
}

/** Pieces, or a weight in grams as scales show it. */
export const QuantityWindow = memo(function QuantityWindow({ title, unit, onClose, onQuantity }: QuantityProps) {
  const { say } = useText();
  const [text, setText] = useState('');
  const longest = unit === 'piece' ? 3 : 6;
  const accept = (before: string, key: string): string => {
    if (key === 'Clear') return '';
    if (key === 'Backspace') return before.slice(0, -1);
    return /^\d$/.test(key) ? `${before}${key}`.replace(/^0+/, '').slice(0, longest) : before;
  };
  const figure = text === '' ? undefined : Number(text);
  return (
    <FigureWindow title={title} onClose={onClose} value={figure} onAccept={(value) => onQuantity(unit === 'piece' ? value * 1000 : value)}>
      <Typing text={text} setText={setText} accept={accept} />
      <div className="money-input">
        <div className="money-field" role="status" data-testid="figure">
          <span className={text === '' ? 'money-hint' : 'money-text'}>{text || '0'}</span>
          <span className="caret" aria-hidden="true" />
          <span className="money-sign">{unit === 'piece' ? say('figure.pieces') : say('figure.grams')}</span>
        </div>
        <NumericPad kind="code" onKey={(key) => setText(accept(text, key))} />
      </div>
    </FigureWindow>
  );
});

/** An amount without a product; `onAmount` in fen. */
export const AmountWindow = memo(function AmountWindow({ title, onClose, onAmount }: WindowProps & { readonly onAmount: (fen: number) => Promise<unknown> }) {
  const [text, setText] = useState('');
  const fen = readYuan(text);
  return (
    <FigureWindow title={title} onClose={onClose} value={fen === 0 ? undefined : fen} onAccept={onAmount}>
      <MoneyInput label={title} text={text} onText={setText} testId="figure" />
    </FigureWindow>
  );
});

const SHARES = [500, 1000, 1500, 2000, 3000, 5000] as const;

/** A share off with one key, or an amount off; `null` takes a discount away. */
export const DiscountWindow = memo(function DiscountWindow({ title, onClose, onDiscount, now }: WindowProps & { readonly onDiscount: (discount: Discount) => Promise<unknown>; readonly now: number }) {
  const { say } = useText();
  const [text, setText] = useState(now > 0 ? fieldText(now) : '');
  const { busy, run } = useOnce();
  const fen = readYuan(text);
  return (
    <FigureWindow title={title} onClose={onClose} value={fen} onAccept={(amount) => onDiscount(amount === 0 ? null : { kind: 'amount', amount })}>
      <div className="shares" role="group" aria-label={say('discount.share')}>
        {SHARES.map((basisPoints, index) => (
          <Button key={basisPoints} label={`−${basisPoints / 100} %`} hotkey={`Alt+${index + 1}`} dead={busy} onPress={() => run(() => onDiscount({ kind: 'share', basisPoints }))} testId={`discount-${basisPoints}`} />
        ))}
      </div>
      <MoneyInput label={say('discount.amount')} text={text} onText={setText} proposed={now > 0} testId="figure" />
      <Button label={say('discount.none')} hotkey="Delete" kind="quiet" dead={busy || now === 0} onPress={() => run(() => onDiscount(null))} />
    </FigureWindow>
  );
});
