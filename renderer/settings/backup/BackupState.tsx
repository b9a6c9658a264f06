/** How the copies of the books are doing: in a word and a shape, then what that means and what to do. */
import type { BackupView } from '../../../preload/contract/backup-views.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import type { Tone } from '../../components/StateBadge.tsx';
import { useText } from '../../text/text.tsx';
import { sizeWords, whenWords } from './words.ts';

type State = 'none' | 'yet' | 'running' | 'fine' | 'failed';

const TONES: Readonly<Record<State, Tone>> = { none: 'check', yet: 'neutral', running: 'wait', fine: 'proven', failed: 'alarm' };

export function stateOf({ folder, running, trouble, last }: BackupView): State {
  if (folder === null) return 'none';
  if (running) return 'running';
  if (trouble) return 'failed';
  return last ? 'fine' : 'yet';
}

export function BackupState({ view, now }: { readonly view: BackupView; readonly now: number }) {
  const texts = useText();
  const { say } = texts;
  const state = stateOf(view);
  const { last, trouble, nextAt, sameDisk } = view;
  const when = (at: number): string => whenWords(at, now, texts);
  const word = {
    none: () => say('backup.none'), yet: () => say('backup.none.yet'), running: () => say('backup.running'), failed: () => say('backup.failed'),
    fine: () => say('backup.fine', { when: when(last?.at ?? now) }),
  }[state]();
  return (
    <div className="device-health" role="status" data-testid="backup-state" data-state={state} {...(trouble && { 'data-trouble': trouble.reason })}>
      <p className="device-state"><StateBadge tone={TONES[state]} word={word} large /></p>
      {state === 'none' && <p>{say('backup.none.say')}</p>}
      {state === 'yet' && <p>{say('backup.none.yet.say')}</p>}
      {state === 'fine' && last && <p>{say('backup.fine.say', { size: sizeWords(last.bytes) })} {nextAt !== null && say('backup.next', { when: when(nextAt) })}</p>}
      {state === 'failed' && trouble && (
        <>
          <p>{say('backup.failed.since', { when: when(trouble.since) })} {say(`backup.trouble.${trouble.reason}`)}</p>
          <p className="device-advice">{say(`backup.trouble.${trouble.reason}.next`)}</p>
          <p>{last ? say('backup.last.before', { when: when(last.at) }) : say('backup.last.never')}</p>
        </>
      )}
      {sameDisk && <p className="settings-warning" data-testid="backup-same-disk">{say('backup.sameDisk')}</p>}
    </div>
  );
}
