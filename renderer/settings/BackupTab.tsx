/** Where the copies of the books go, how they are doing, and the way back from one. */
import { useCallback, useEffect, useState } from 'react';
import type { BackupView } from '../../preload/contract/backup-views.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Section, TextField } from '../components/fields.tsx';
import { useText } from '../text/text.tsx';
import { BackupState } from './backup/BackupState.tsx';
import { Restore, RestoreNews } from './backup/Restore.tsx';
import { SaveBar } from './SaveBar.tsx';

const ASK_AGAIN_MS = 1_500;
const MOST = 365;

export function BackupTab({ now }: { readonly now: number }) {
  const { ask } = useDesk();
  const [view, setView] = useState<BackupView | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const answer = await ask('backup.get', {});
    if (answer.ok) setView(answer.value.backup);
  }, [ask]);
  useEffect(() => {
    // The answer comes later; nothing is set while drawing.
    void Promise.resolve().then(load);
    const timer = window.setInterval(() => void load(), ASK_AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [load]);
  return view && <Backup view={view} now={now} onView={setView} />;
}

export function Backup({ view, now, onView }: { readonly view: BackupView; readonly now: number; readonly onView: (view: BackupView) => void }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [typed, setTyped] = useState<string | null>(null);
  const [keepText, setKeepText] = useState<string | null>(null);
  const folder = typed ?? view.folder ?? '';
  const keep = Number(keepText ?? view.keep);
  const isBad = !Number.isInteger(keep) || keep < 1 || keep > MOST;
  const isSaved = folder === (view.folder ?? '');
  const pick = async (): Promise<void> => {
    const answer = await ask('backup.pick', {});
    if (answer.ok && answer.value.folder !== null) setTyped(answer.value.folder);
  };
  const save = async (): Promise<boolean> => {
    const answer = await ask('backup.save', { folder: folder.trim() === '' ? null : folder.trim(), keep });
    if (!answer.ok) return false;
    onView(answer.value.backup);
    setTyped(null);
    setKeepText(null);
    return true;
  };
  const copyNow = async (): Promise<void> => {
    const answer = await ask('backup.run', {});
    if (answer.ok) onView(answer.value.backup);
  };
  return (
    <>
      {view.restored && <RestoreNews restored={view.restored} now={now} />}
      <Section title={say('backup.title')}>
        <p>{say('backup.lead')}</p>
        <BackupState view={view} now={now} />
        <TextField name={say('backup.folder')} note={say('backup.folder.note')} value={folder} onValue={setTyped} testId="backup-folder" />
        <div className="acts acts-start">
          {view.canPick && <Button label={say('backup.pick')} icon="search" size="large" dead={busy} onPress={() => run(pick)} testId="backup-pick" />}
          <Button label={say('backup.now')} size="large" dead={busy || view.running || view.folder === null} {...(isSaved ? {} : { why: say('backup.now.first') })} onPress={() => run(copyNow)} testId="backup-now" />
        </div>
        <TextField name={say('backup.keep')} kind="figures" value={keepText ?? String(view.keep)} onValue={(text) => setKeepText(text.replaceAll(/\D/g, '').slice(0, 3))} testId="backup-keep" />
      </Section>
      <Restore folder={folder.trim()} now={now} />
      <SaveBar onSave={save} {...(isBad ? { why: say('backup.keep.bad') } : {})} />
    </>
  );
}
