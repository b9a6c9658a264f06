/** Where a number is typed or scanned: figures and letters reach it without the focus, so that no input method garbles them. */
import { useRef } from 'react';
import { useHotkey, useScanTarget, useTyping } from '../app/keys.tsx';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useText } from '../text/text.tsx';

const LONGEST = 64;

interface NumberBoxProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSubmit: (text: string) => void;
  readonly hint: string;
  readonly busy: boolean;
  readonly testId: string;
  /** False once Enter belongs to something else in the window. */
  readonly takesEnter: boolean;
}

export function NumberBox({ text, onText, onSubmit, hint, busy, testId, takesEnter }: NumberBoxProps) {
  const { say } = useText();
  const box = useRef<HTMLInputElement>(null);
  useTyping(text, onText, (before, char) => (/^[0-9A-Za-z_:-]$/.test(char) ? `${before}${char}`.slice(0, LONGEST) : before));
  useScanTarget((scanned) => {
    const number = scanned.trim().slice(0, LONGEST);
    onText(number);
    onSubmit(number);
  });
  useHotkey('F2', () => box.current?.focus());
  const submit = (): void => onSubmit(text.trim());
  return (
    <div className="search">
      <Icon name="scan" />
      <input
        ref={box} className="search-input code" type="text" autoComplete="off" spellCheck={false} maxLength={LONGEST} placeholder={hint} aria-label={hint} data-scan="safe" data-testid={testId}
        value={text} onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) submit();
        }}
      />
      <Button label={say('number.find')} icon="search" {...(takesEnter ? { hotkey: 'Enter' } : {})} kind={takesEnter ? 'primary' : 'plain'} dead={busy} onPress={submit} testId={`${testId}-find`} />
    </div>
  );
}
