/** The way back: which copies lie in a folder, and one of them in the place of the books. */
import { useState } from 'react';
import type { BackupView, FolderLookView } from '../../../preload/contract/backup-views.ts';
import { newRequestId, useDesk, useOnce } from '../../app/till.tsx';
import { Button } from '../../components/Button.tsx';
import { Section } from '../../components/fields.tsx';
import { AskFirst } from '../../payment/AskFirst.tsx';
import { useText } from '../../text/text.tsx';
import { sizeWords, whenWords } from './words.ts';

type Copy = FolderLookView['copies'][number];

export function Restore({ folder, now }: { readonly folder: string; readonly now: number }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [look, setLook] = useState<FolderLookView | null>(null);
  const [chosen, setChosen] = useState<Copy | null>(null);
  const find = async (): Promise<void> => {
    const answer = await ask('backup.look', { folder });
    if (answer.ok) setLook(answer.value.look);
  };
  const restore = async (name: string): Promise<void> => {
    setChosen(null);
    await ask('backup.restore', { requestId: newRequestId(), folder, name });
  };
  return (
    <Section title={say('backup.restore')}>
      <p>{say('backup.restore.lead')}</p>
      <div className="acts acts-start"><Button label={say('backup.restore.look')} icon="search" size="large" dead={busy || folder === ''} onPress={() => run(find)} testId="backup-look" /></div>
      {look && <Copies look={look} now={now} onChoose={setChosen} />}
      {chosen && <AskRestore copy={chosen} now={now} onYes={async () => restore(chosen.name)} onNo={() => setChosen(null)} />}
    </Section>
  );
}

export function Copies({ look, now, onChoose }: { readonly look: FolderLookView; readonly now: number; readonly onChoose: (copy: Copy) => void }) {
  const texts = useText();
  const { say } = texts;
  if (look.state === 'missing' || look.state === 'slow') return <p role="status" data-testid="backup-copies" data-count="0">{say(`backup.trouble.${look.state}`)} {say(`backup.trouble.${look.state}.next`)}</p>;
  if (look.copies.length === 0) return <p role="status" data-testid="backup-copies" data-count="0">{say('backup.restore.none')}</p>;
  return (
    <ul className="rows" data-testid="backup-copies" data-count={look.copies.length}>
      {look.copies.map((copy) => (
        <li key={copy.name} className="row">
          <span className="row-main">
            <strong>{whenWords(copy.at, now, texts)}</strong>
            <span className="quiet">{say('backup.restore.copy', { till: copy.till, size: sizeWords(copy.bytes) })}{!copy.ofTheseBooks && ` · ${say('backup.restore.others')}`}</span>
          </span>
          <Button label={say('backup.restore.use')} size="small" onPress={() => onChoose(copy)} testId={`restore-${copy.name}`} />
        </li>
      ))}
    </ul>
  );
}

export function AskRestore({ copy, now, onYes, onNo }: { readonly copy: Copy; readonly now: number; readonly onYes: () => Promise<void>; readonly onNo: () => void }) {
  const texts = useText();
  const { say } = texts;
  const when = whenWords(copy.at, now, texts);
  return (
    <AskFirst title={say('backup.restore.ask', { when })} yes={say('backup.restore.use')} no={say('action.back')} onYes={onYes} onNo={onNo} tone="alarm">
      <p>{say('backup.restore.note', { when })}</p>
    </AskFirst>
  );
}

/** What became of a restore before this start. */
export function RestoreNews({ restored, now }: { readonly restored: NonNullable<BackupView['restored']>; readonly now: number }) {
  const texts = useText();
  const { say, lookUp } = texts;
  if (restored.kind === 'restored') return <p className="settings-note" role="status" data-testid="backup-restored">{say('backup.restored', { name: restored.name, when: restored.at === null ? '?' : whenWords(restored.at, now, texts) })}</p>;
  return <p className="settings-warning" role="status" data-testid="backup-refused" data-reason={restored.reason}>{say('backup.refused')} {lookUp(`backup.refused.${restored.reason}`) ?? say('backup.refused.other')}</p>;
}
