/** A shop's settings in a file: written here, looked at and taken over at the next till. Keys are never in it. */
import { useRef, useState } from 'react';
import type { SettingChange, SettingsFileView } from '../../preload/contract/settings-file.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Section } from '../components/fields.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';
import { nameOf, valueText } from './setting-words.ts';

type Part = SettingChange['part'];
type Result = 'taken' | 'refused';

const PARTS: readonly Part[] = ['store', 'roles', 'sequences', 'alipay', 'wechat', 'network'];

export function TransferTab({ onReload }: { readonly onReload: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [written, setWritten] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [file, setFile] = useState<SettingsFileView | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const write = async (): Promise<void> => {
    setWritten(false);
    const answer = await ask('settings.export', {});
    setWritten(answer.ok && answer.value.saved);
  };
  const read = async (picked: File): Promise<void> => {
    setFile(null);
    const answer = await ask('settings.readFile', { text: await picked.text() }, ['file_not_settings', 'file_newer', 'file_bad', 'bad_request']);
    setFile(answer.ok ? answer.value : null);
    if (answer.ok) setWrong(null);
    else setWrong(answer.code === 'file_bad' ? say('transfer.bad', { name: String(answer.detail?.['name'] ?? '') }) : say(answer.code === 'file_newer' ? 'transfer.newer' : 'transfer.notSettings'));
  };
  return (
    <>
      <Section title={say('transfer.export')}>
        <p>{say('transfer.export.note')}</p>
        <Button label={say('transfer.export')} dead={busy} onPress={() => run(write)} testId="transfer-export" />
        {written && <p className="saved" role="status" data-testid="transfer-written">{say('transfer.written')}</p>}
      </Section>
      <Section title={say('transfer.import')}>
        <p>{say('transfer.import.note')}</p>
        <Button label={say('transfer.pick')} dead={busy} onPress={() => input.current?.click()} testId="transfer-pick" />
        <input
          ref={input} type="file" accept=".json,application/json" className="unseen" tabIndex={-1} aria-hidden="true" data-testid="transfer-file"
          onChange={(event) => {
            const picked = event.target.files?.[0];
            event.target.value = '';
            if (picked) run(() => read(picked));
          }}
        />
        {wrong !== null && <p className="field-wrong" role="alert" data-testid="transfer-wrong">{wrong}</p>}
      </Section>
      {file && <Preview key={file.made.at} file={file} onReload={onReload} />}
    </>
  );
}

/** What would change, part by part; each part is taken over by itself, and one that is refused leaves the others as they are. */
export function Preview({ file, onReload }: { readonly file: SettingsFileView; readonly onReload: () => Promise<void> }) {
  const { ask } = useDesk();
  const texts = useText();
  const { say, dateTime } = texts;
  const { busy, run } = useOnce();
  const { made, changes, wish } = file;
  const present = PARTS.filter((part) => changes.some((change) => change.part === part));
  const [chosen, setChosen] = useState<ReadonlySet<Part>>(new Set(present));
  const [results, setResults] = useState<Readonly<Partial<Record<Part, Result>>>>({});
  const left = present.filter((part) => chosen.has(part) && results[part] !== 'taken');
  const saveRoles = async (): Promise<{ readonly ok: boolean }> => {
    // Whether people may approve their own wishes is saved with the roles and belongs to the store's part: it stays as it is by now.
    const people = await ask('people.list', {});
    return people.ok && wish.roles ? ask('people.saveRoles', { roles: wish.roles, selfApproval: people.value.selfApproval }) : { ok: false };
  };
  const saveOf: Readonly<Record<Part, () => Promise<{ readonly ok: boolean }>>> = {
    store: () => ask('settings.save', { store: wish.store }),
    sequences: () => ask('settings.save', { sequences: wish.sequences }),
    alipay: () => ask('settings.saveProvider', wish.alipay),
    wechat: () => ask('settings.saveProvider', wish.wechat),
    network: () => ask('settings.saveNetwork', { choice: wish.network }),
    roles: saveRoles,
  };
  const take = async (): Promise<void> => {
    for (const part of left) {
      const { ok } = await saveOf[part]();
      setResults((before) => ({ ...before, [part]: ok ? 'taken' : 'refused' }));
      // What stands in the way is said on the screen; it must not be overwritten by the next part's.
      if (!ok) break;
    }
    await onReload();
  };
  return (
    <Section title={say('transfer.preview', { till: made.till, at: dateTime(made.at) })}>
      {present.length === 0 && <p role="status" data-testid="transfer-same">{say('transfer.same')}</p>}
      {present.map((part) => {
        const result = results[part];
        const isChosen = chosen.has(part);
        const toggle = (): void => setChosen(new Set(isChosen ? [...chosen].filter((each) => each !== part) : [...chosen, part]));
        return (
          <div key={part} className="transfer-part" data-testid={`transfer-${part}`} data-result={result}>
            <div className="switch">
              <h4>{say(`transfer.part.${part}`)}</h4>
              {result === undefined
                ? <Button label={say(isChosen ? 'transfer.take' : 'transfer.leave')} icon={isChosen ? 'tick' : 'minus'} pressed={isChosen} dead={busy} onPress={toggle} testId={`transfer-choose-${part}`} />
                : <StateBadge tone={result === 'taken' ? 'neutral' : 'alarm'} {...(result === 'taken' ? { shape: 'tick' as const } : {})} word={say(`transfer.${result}`)} />}
            </div>
            <table className="transfer-changes">
              <thead><tr><th scope="col">{say('transfer.setting')}</th><th scope="col">{say('transfer.before')}</th><th scope="col">{say('transfer.after')}</th></tr></thead>
              <tbody>
                {changes.filter((change) => change.part === part).map((change) => (
                  <tr key={change.path} data-path={change.path}>
                    <th scope="row">{nameOf(change, texts)}</th><td>{valueText(change, change.before, texts)}</td><td>{valueText(change, change.after, texts)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
      {present.length > 0 && (
        <>
          <p className="quiet">{say('transfer.keys')}</p>
          <div className="acts"><Button label={say('transfer.apply')} kind="primary" size="large" dead={busy} {...(left.length === 0 ? { why: say('transfer.nothing') } : {})} onPress={() => run(take)} testId="transfer-apply" /></div>
        </>
      )}
    </Section>
  );
}
