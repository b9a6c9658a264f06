/**
 * The pay window before a payment exists: it waits for the customer's payment code. Any scanner will do, no field needs the
 * focus; typing is possible, with the figures hidden but for the last four. The wallet follows from the code.
 */
import { memo, useState } from 'react';
import type { NoticeView } from '../../preload/contract/views.ts';
import { newRequestId, useDesk, useOnce, useSettled } from '../app/till.tsx';
import { Typing } from '../app/keys.tsx';
import { Amount } from '../components/Amount.tsx';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { LiveRegion } from '../components/small.tsx';
import { NumericPad } from '../components/NumericPad.tsx';
import { NoticeLine } from '../checkout/NoticeLine.tsx';
import { useText } from '../text/text.tsx';
import { Duplicate } from './Duplicate.tsx';
import { ScanPicture } from './ScanPicture.tsx';

const LONGEST_CODE = 24;

interface CodeWindowProps {
  readonly amount: number;
  /** The sentence about the last scan. */
  readonly notice: NoticeView | null;
}

export const CodeWindow = memo(function CodeWindow({ amount, notice }: CodeWindowProps) {
  const { ask } = useDesk();
  const { say } = useText();
  const [code, setCode] = useState('');
  const [doubted, setDoubted] = useState<string | null>(null);
  const [openedAt] = useState(notice?.seq ?? -1);
  const { busy, run } = useOnce();
  const settled = useSettled('code');
  const accept = (before: string, key: string): string =>
    key === 'Backspace' ? before.slice(0, -1) : key === 'Clear' ? '' : /^\d$/.test(key) ? `${before}${key}`.slice(0, LONGEST_CODE) : before;

  const start = async (typed: string, evenIfDuplicate: boolean): Promise<void> => {
    const answer = await ask('payment.startBarcode', { requestId: newRequestId(), code: typed, amount, evenIfDuplicate }, ['duplicate_suspected']);
    setDoubted(!answer.ok && answer.code === 'duplicate_suspected' ? typed : null);
    if (!answer.ok && answer.code === 'code_already_used') setCode('');
  };
  const submit = (): void => {
    if (code !== '') run(() => start(code, false));
  };
  return (
    <Dialog
      title={say('code.title')} onHide={() => void ask('payment.stopAskingCode', {})} hideLabel={say('action.back')} size="wide" testId="code-window"
      footer={
        <div className="acts">
          <Button label={say('code.submit')} hotkey="Enter" kind="primary" size="large" dead={!settled || busy} {...(code === '' ? { why: say('code.empty') } : {})} onPress={submit} testId="code-submit" />
        </div>
      }
    >
      <Typing text={code} setText={setCode} accept={accept} />
      <div className="ask-code">
        <div className="ask-code-scan">
          <Amount fen={amount} size="giant" testId="code-amount" />
          <ScanPicture />
          <p className="ask-code-lead">{say('code.lead')}</p>
          <p className="ask-code-hint">{say('code.hint')}</p>
        </div>
        <div className="ask-code-type">
          <label className="field">
            <span className="field-name">{say('code.type')}</span>
            <input
              type="password" inputMode="none" autoComplete="off" maxLength={LONGEST_CODE} className="input code" data-scan="safe" data-testid="code-input"
              value={code} onChange={(event) => setCode(event.target.value.replaceAll(/\D/g, ''))}
              onKeyDown={(event) => {
                if (event.key === 'Enter') submit();
              }}
            />
          </label>
          <p className="code-shown code" aria-live="off">{maskedCode(code) || say('code.none')}</p>
          <NumericPad kind="code" onKey={(key) => setCode(accept(code, key))} />
        </div>
      </div>
      {notice && notice.seq > openedAt && <NoticeLine notice={notice} />}
      <LiveRegion text={say('code.lead')} />
      {doubted !== null && <Duplicate amount={amount} onNo={() => setDoubted(null)} onYes={() => start(doubted, true)} />}
    </Dialog>
  );
});

/** All but the last four figures hidden, in groups of four. */
export function maskedCode(code: string): string {
  const shown = '•'.repeat(Math.max(0, code.length - 4)) + code.slice(-4);
  return shown.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
