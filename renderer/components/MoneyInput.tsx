/**
 * An amount being keyed. It is no text field: the keyboard's figures reach it without any focus and without an input method,
 * fingers use the pad, and a scan never lands in it.
 */
import { useCallback } from 'react';
import { useTyping } from '../app/keys.tsx';
import { keyYuan, readYuan } from '../money/yuan.ts';
import { NumericPad } from './NumericPad.tsx';

interface MoneyInputProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Shown pale while nothing is keyed. */
  readonly hint?: string;
  readonly testId?: string;
  /** The next key begins a new amount instead of adding to a proposed one. */
  readonly proposed?: boolean;
}

export function MoneyInput({ label, text, onText, hint = '0.00', testId, proposed = false }: MoneyInputProps) {
  const accept = useCallback((before: string, key: string) => keyYuan(proposed && before === text ? '' : before, key), [proposed, text]);
  useTyping(text, onText, accept);
  return (
    <div className="money-input">
      <div className="money-field" role="status" aria-label={label} data-testid={testId} data-fen={readYuan(text)} data-proposed={proposed || undefined}>
        <span className="money-sign" aria-hidden="true">¥</span>
        <span className={text === '' ? 'money-hint' : 'money-text'}>{text === '' ? hint : text}</span>
        <span className="caret" aria-hidden="true" />
      </div>
      <NumericPad kind="amount" onKey={(key) => onText(accept(text, key))} />
    </div>
  );
}
