/** This till: what people call it, its language, its voice, its look, and how large the screen is that customers see. */
import { useState } from 'react';
import { THEMES } from '../app/look.ts';
import type { Theme } from '../app/look.ts';
import { useDesk } from '../app/till.tsx';
import { Choice, Section, Switch, TextField } from '../components/fields.tsx';
import { useText } from '../text/text.tsx';
import { INCHES } from './bounds.ts';
import { SaveBar } from './SaveBar.tsx';
import type { TabProps } from './SettingsWindow.tsx';

const [LEAST, MOST] = INCHES;

/** Inches from a field: null while it is empty, undefined when it is no size of a screen. */
export function readInches(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const inches = /^\d{1,3}(\.\d)?$/.test(text.trim()) ? Number(text) : 0;
  return inches >= LEAST && inches <= MOST ? inches : undefined;
}

export function TillTab({ settings, onSave, theme }: TabProps & { readonly theme: Theme }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { till } = settings;
  const [name, setName] = useState(till.name);
  const [language, setLanguage] = useState(till.language);
  const [sounds, setSounds] = useState(till.sounds);
  const [inches, setInches] = useState(till.displayInches === null ? '' : String(till.displayInches));
  const displayInches = readInches(inches);
  return (
    <>
      <Section title={say('settings.tab.till')}>
        <div className="form-pair form-pair-top">
          <TextField name={say('set.tillName')} value={name} onValue={(text) => setName(text.slice(0, 40))} hint={say('set.tillName.hint')} note={say('set.tillNumber', { number: till.number })} testId="till-name" />
          <TextField name={say('set.displayInches')} kind="figures" value={inches} onValue={(text) => setInches(text.replaceAll(/[^\d.]/g, '').slice(0, 5))} note={say('set.displayInches.note')} testId="display-inches" />
        </div>
        <Choice name={say('set.language')} values={['zh', 'en']} chosen={language} onChoose={setLanguage} word={(each) => say(`kiosk.language.${each}`)} />
        <Switch name={say('set.sounds')} on={sounds} onChange={setSounds} words={[say('set.on'), say('set.off')]} testId="sounds" />
        <Choice name={say('set.look')} values={THEMES} chosen={theme} onChoose={(chosen) => void ask('prefs.set', { theme: chosen })} word={(each) => say(`look.${each}`)} note={say('set.look.note')} />
      </Section>
      <SaveBar
        why={displayInches === undefined ? say('set.displayInches.bad', { least: LEAST, most: MOST }) : undefined}
        onSave={async () => displayInches !== undefined && onSave({ till: { name, language, sounds, displayInches } })}
      />
    </>
  );
}
