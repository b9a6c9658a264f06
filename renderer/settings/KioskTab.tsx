/** Self-checkout: what staff look at first, when the machine begins anew, and what each customer begins with. Holds from the next touch on. */
import { useState } from 'react';
import type { StoreSettingsInput } from '../../preload/contract/settings-views.ts';
import { Choice, Section, Switch, TextField } from '../components/fields.tsx';
import { fieldText, readYuan } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { SECONDS } from './bounds.ts';
import { SaveBar } from './SaveBar.tsx';
import type { TabProps } from './SettingsWindow.tsx';

type Rules = StoreSettingsInput['kiosk'];
type Time = keyof typeof SECONDS;

const TIMES = [['idleMs', 'kioskRule.idle'], ['warnMs', 'kioskRule.warn'], ['goodbyeMs', 'kioskRule.goodbye']] as const satisfies readonly (readonly [Time, string])[];

/** Milliseconds from a field of seconds; undefined while it is none that this time may have. */
export function readSeconds(text: string, time: Time): number | undefined {
  const [least, most] = SECONDS[time];
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : -1;
  return seconds >= least && seconds <= most ? seconds * 1000 : undefined;
}

export function KioskTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const { store } = settings;
  const [rules, setRules] = useState(store.kiosk);
  const [limit, setLimit] = useState(fieldText(store.kiosk.amountLimit));
  const [seconds, setSeconds] = useState<Readonly<Record<Time, string>>>({ idleMs: String(rules.idleMs / 1000), warnMs: String(rules.warnMs / 1000), goodbyeMs: String(rules.goodbyeMs / 1000) });
  const set = (part: Partial<Rules>): void => setRules({ ...rules, ...part });
  const words: [string, string] = [say('set.on'), say('set.off')];
  const whole = wholeRules(rules, limit, seconds);
  return (
    <>
      <Section title={say('kioskRule.checks')}>
        <div className="form-pair form-pair-top">
          <TextField name={say('kioskRule.amountLimit')} kind="figures" value={limit} onValue={setLimit} note={say('kioskRule.amountLimit.note')} testId="kiosk-limit" />
          <Choice name={say('kioskRule.restricted')} values={['staff', 'counter']} chosen={rules.restricted} onChoose={(restricted) => set({ restricted })} word={(each) => say(`kioskRule.restricted.${each}`)} />
        </div>
        <Switch name={say('kioskRule.cashHandOver')} on={rules.cashHandOver} onChange={(cashHandOver) => set({ cashHandOver })} words={words} testId="kiosk-hand-over-rule" />
      </Section>
      <Section title={say('kioskRule.customer')}>
        <Choice name={say('kioskRule.receipt')} values={['ask', 'always']} chosen={rules.receipt} onChoose={(receipt) => set({ receipt })} word={(each) => say(`kioskRule.receipt.${each}`)} />
        <Switch name={say('kioskRule.speech')} on={rules.speech} onChange={(speech) => set({ speech })} words={words} testId="kiosk-speech" />
        <Switch name={say('kioskRule.largeText')} on={rules.largeText} onChange={(largeText) => set({ largeText })} words={words} testId="kiosk-large-rule" />
      </Section>
      <Section title={say('kioskRule.times')}>
        <div className="form-third">
          {TIMES.map(([time, name]) => {
            const [least, most] = SECONDS[time];
            return <TextField key={time} name={say(name)} kind="figures" value={seconds[time]} onValue={(text) => setSeconds({ ...seconds, [time]: text.replaceAll(/\D/g, '').slice(0, 3) })} note={say('kioskRule.range', { least, most })} testId={`kiosk-${time}`} />;
          })}
        </div>
      </Section>
      <SaveBar why={whole ? undefined : say('kioskRule.bad')} onSave={async () => whole !== undefined && onSave({ store: { ...store, kiosk: whole } })} />
    </>
  );
}

/** The rules with what stands in the fields, or undefined while one of them is not a figure that may stand there. */
function wholeRules(rules: Rules, limit: string, seconds: Readonly<Record<Time, string>>): Rules | undefined {
  const amountLimit = readYuan(limit);
  const [idleMs, warnMs, goodbyeMs] = [readSeconds(seconds.idleMs, 'idleMs'), readSeconds(seconds.warnMs, 'warnMs'), readSeconds(seconds.goodbyeMs, 'goodbyeMs')];
  if (amountLimit === undefined || idleMs === undefined || warnMs === undefined || goodbyeMs === undefined) return undefined;
  return { ...rules, amountLimit, idleMs, warnMs, goodbyeMs };
}
