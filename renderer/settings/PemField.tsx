/** A key or certificate: pasted, or read from its file. */
import { useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/fields.tsx';
import { useText } from '../text/text.tsx';
import { pemOf } from './pem-file.ts';

interface PemFieldProps {
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly rows: number;
  readonly note?: string;
  readonly hint?: string;
  readonly wrong?: string | undefined;
  readonly dead?: boolean;
  readonly testId: string;
}

export function PemField({ onValue, wrong, dead = false, testId, ...field }: PemFieldProps) {
  const { say } = useText();
  const input = useRef<HTMLInputElement>(null);
  const [unreadable, setUnreadable] = useState(false);
  const read = async (file: File): Promise<void> => {
    const text = pemOf(new Uint8Array(await file.arrayBuffer()));
    setUnreadable(text === undefined);
    if (text !== undefined) onValue(text);
  };
  return (
    <div className="pem-field">
      <TextField {...field} onValue={onValue} wrong={unreadable ? say('file.bad') : wrong} dead={dead} testId={testId} />
      <Button label={say('file.pick')} size="small" dead={dead} onPress={() => input.current?.click()} testId={`${testId}-pick`} />
      <input
        ref={input} type="file" className="unseen" tabIndex={-1} aria-hidden="true" data-testid={`${testId}-file`}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file, mended, may be chosen again.
          event.target.value = '';
          if (file) void read(file);
        }}
      />
    </div>
  );
}
