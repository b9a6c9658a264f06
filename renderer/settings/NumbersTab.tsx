/** Numbers for orders, payment codes and refunds: prefix, suffix, form, and the next one, which only goes forwards. */
import { useState } from 'react';
import { Choice, Section, TextField } from '../components/fields.tsx';
import { useText } from '../text/text.tsx';
import { SaveBar } from './SaveBar.tsx';
import type { TabProps } from './SettingsWindow.tsx';

const LONGEST_AFFIX = 16;
const affix = (text: string): string => text.replaceAll(/[^0-9A-Za-z_-]/g, '').slice(0, LONGEST_AFFIX);

export function NumbersTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const [sequences, setSequences] = useState(settings.sequences.map(({ next, ...rest }) => ({ ...rest, next: next === null ? '' : String(next), was: next })));
  type Sequence = (typeof sequences)[number];
  const set = (kind: Sequence['kind'], part: Partial<Sequence>): void => setSequences(sequences.map((each) => (each.kind === kind ? { ...each, ...part } : each)));
  return (
    <>
      {sequences.map(({ kind, prefix, suffix, style, next, sample }) => (
        <Section key={kind} title={say(`seq.${kind}`)}>
          <div className="form-quarter">
            <TextField name={say('seq.prefix')} value={prefix} onValue={(text) => set(kind, { prefix: affix(text) })} testId={`prefix-${kind}`} />
            <TextField name={say('seq.suffix')} value={suffix} onValue={(text) => set(kind, { suffix: affix(text) })} />
            <TextField name={say('seq.next')} kind="figures" value={next} onValue={(text) => set(kind, { next: text.replaceAll(/\D/g, '').slice(0, 5) })} />
            <Choice name={say('seq.style')} values={['serial', 'dated']} chosen={style} onChoose={(chosen) => set(kind, { style: chosen })} word={(each) => say(`seq.style.${each}`)} />
          </div>
          <p className="quiet code">{say('seq.sample', { sample })}</p>
        </Section>
      ))}
      <SaveBar onSave={() => onSave({
        sequences: sequences.map(({ kind, prefix, suffix, style, next, was }) => ({ kind, prefix, suffix, style, ...(next === '' || Number(next) === was ? {} : { next: Number(next) }) })),
      })} />
    </>
  );
}
