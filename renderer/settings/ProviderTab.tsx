/** One wallet: public fields, keys that go in and never come out, what is still wrong, and a test that moves no money. */
import { useState } from 'react';
import type { ProviderTestView, ProviderView, SettingsView } from '../../preload/contract/settings-views.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Choice, Section, Switch, TextField } from '../components/fields.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import type { Tone } from '../components/StateBadge.tsx';
import { useText } from '../text/text.tsx';
import { PemField } from './PemField.tsx';
import { SaveBar } from './SaveBar.tsx';

type Entry = ProviderView['secrets'][number] | ProviderView['fields'][number];
type Condition = NonNullable<Entry['when']>;
type Problem = ProviderView['problems'][number];

interface ProviderProps {
  readonly settings: SettingsView;
  readonly wallet: ProviderView['wallet'];
  readonly onReload: () => Promise<void>;
}

export function ProviderTab({ settings, wallet, onReload }: ProviderProps) {
  const provider = settings.providers.find((each) => each.wallet === wallet);
  if (!provider) return null;
  return <Provider provider={provider} secrets={settings.secrets} onReload={onReload} />;
}

function Provider({ provider, secrets, onReload }: { readonly provider: ProviderView; readonly secrets: SettingsView['secrets']; readonly onReload: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say, lookUp, dateTime, language } = useText();
  const { wallet, editable } = provider;
  const [enabled, setEnabled] = useState(provider.enabled);
  const [fields, setFields] = useState<Readonly<Record<string, string>>>(Object.fromEntries(provider.fields.map(({ name, value }) => [name, value])));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  /** The field into which somebody's private key was pasted. */
  const [leak, setLeak] = useState<string | null>(null);
  const nameOf = (name: string): string => lookUp(`field.${name}`) ?? name;
  const hintOf = (name: string): string | undefined => lookUp(`hint.${wallet}.${name}`) ?? lookUp(`hint.${name}`);
  const holds = ({ field, is }: Condition): boolean => fields[field] === is;
  const isOfUse = ({ when }: Entry): boolean => when === undefined || holds(when);
  const titleOf = ({ name, required }: Entry): string => ((typeof required === 'boolean' ? required : holds(required)) ? `${nameOf(name)} *` : nameOf(name));
  const flawText = ({ flaw, sentence }: Problem): string | undefined => (flaw === undefined ? undefined : lookUp(`flaw.${flaw}`)) ?? sentence;
  const wrongOf = (name: string, isTouched: boolean): string | undefined => {
    if (name === leak) return say('problem.private_key_in_field');
    const problem = isTouched ? undefined : provider.problems.find((each) => each.name === name);
    return problem && (flawText(problem) ?? say(`settings.problem.${problem.code}`, { name: nameOf(name) }));
  };
  const set = (name: string, value: string): void => {
    setFields({ ...fields, [name]: value });
    if (name === leak) setLeak(null);
  };
  const save = async (): Promise<boolean> => {
    const answer = await ask('settings.saveProvider', { wallet, enabled, fields, secrets: Object.fromEntries(Object.entries(typed).filter(([, text]) => text.trim() !== '')) }, ['private_key_in_field']);
    setLeak(!answer.ok && answer.code === 'private_key_in_field' ? String(answer.detail?.['name'] ?? '') : null);
    if (!answer.ok) return false;
    setTyped({});
    await onReload();
    return true;
  };
  return (
    <>
      {!editable && <p className="settings-note">{say('wallet.demo')}</p>}
      {secrets.broken && <p className="settings-warning" role="alert">{say('wallet.broken')}</p>}
      {editable && secrets.protection === 'account' && <p className="settings-note">{say('wallet.account')}</p>}
      <Section title={say(`method.${wallet}`)}>
        <Switch name={say('wallet.enabled')} on={enabled} onChange={setEnabled} words={[say('set.on'), say('set.off')]} dead={!editable} testId="wallet-enabled" />
        {provider.problems.length > 0 && <ul className="settings-problems">{provider.problems.map((problem) => {
          const { code, name, flaw = '', sentence } = problem;
          // The sentence bears the dates and numbers; where the language of the screen is its own, it is all that is needed.
          const inWords = language === 'en' ? undefined : flawText(problem);
          return <li key={`${name} ${flaw}`}><StateBadge tone="check" word={say(`settings.problem.${code}`, { name: nameOf(name) })} />{inWords !== undefined && <span>{inWords}</span>}{sentence !== undefined && sentence !== inWords && <span className="quiet" lang="en">{sentence}</span>}</li>;
        })}</ul>}
        <div className="form-pair form-pair-top">
          {provider.fields.filter(isOfUse).map((field) => {
            const { name, long, choices } = field;
            const hint = hintOf(name);
            const value = fields[name] ?? '';
            const wrong = wrongOf(name, value.trim() !== field.value);
            const shared = { value, wrong, dead: !editable, onValue: (text: string) => set(name, text), testId: `field-${name}`, ...(hint === undefined ? {} : { note: hint }) };
            if (choices) return <Choice key={name} name={nameOf(name)} values={choices} chosen={value} dead={!editable} onChoose={shared.onValue} word={(value) => lookUp(`choice.${value}`) ?? value} {...(hint === undefined ? {} : { note: hint })} />;
            return long ? <PemField key={name} name={titleOf(field)} {...shared} rows={3} /> : <TextField key={name} name={titleOf(field)} {...shared} />;
          })}
        </div>
        {provider.secrets.filter(isOfUse).map((secret) => {
          const { name, long, set: isSet, fingerprint = '', since } = secret;
          const kept = isSet ? say('wallet.secret.set', { fingerprint, since: since === undefined ? '' : dateTime(since) }) : say('wallet.secret.none');
          const note = [hintOf(name), kept].filter((part) => part !== undefined).join(say('wallet.secret.and'));
          const shared = { name: titleOf(secret), value: typed[name] ?? '', wrong: wrongOf(name, (typed[name] ?? '') !== ''), dead: !editable, hint: say('wallet.secret.hint'), note, onValue: (value: string) => setTyped({ ...typed, [name]: value }), testId: `secret-${name}` };
          return long ? <PemField key={name} {...shared} rows={2} /> : <TextField key={name} {...shared} kind="password" />;
        })}
      </Section>
      <WalletTest wallet={wallet} />
      <SaveBar onSave={save} dead={!editable} />
    </>
  );
}

const STATES: Readonly<Record<ProviderTestView['steps'][number]['state'], Tone>> = { ok: 'proven', warning: 'check', failed: 'alarm', skipped: 'neutral' };

export function WalletTest({ wallet }: { readonly wallet: ProviderView['wallet'] }) {
  const { ask } = useDesk();
  const { say } = useText();
  const { busy, run } = useOnce();
  const [result, setResult] = useState<ProviderTestView | null>(null);
  const test = async (): Promise<void> => {
    const answer = await ask('settings.testProvider', { wallet });
    if (answer.ok) setResult(answer.value);
  };
  return (
    <Section title={say('wallet.testOf', { wallet: say(`method.${wallet}`) })}>
      <p className="quiet">{say('wallet.test.saved')}</p>
      <Button label={say('wallet.test')} icon="search" dead={busy} onPress={() => run(test)} testId={`wallet-test-${wallet}`} />
      {result && <TestResult result={result} />}
    </Section>
  );
}

function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

export function TestResult({ result }: { readonly result: ProviderTestView }) {
  const { say, lookUp } = useText();
  return (
    <div className="test-result" role="status" ref={intoSight} data-testid="wallet-test-result" data-ok={result.ok}>
      <p><strong>{result.ok ? say('wallet.test.ok', { ms: result.ms }) : say('wallet.test.failed')}</strong></p>
      <ul className="test-steps">
        {result.steps.map(({ step, state, code, obstacle, providerCode, providerText }) => (
          <li key={step}>
            <StateBadge tone={STATES[state]} word={`${say(`wallet.step.${step}`)} / ${say(`wallet.state.${state}`)}`} />
            {obstacle !== undefined && <strong data-testid="reach" data-obstacle={obstacle}>{say(`reach.${obstacle}`)}</strong>}
            {code !== undefined && obstacle === undefined && <span>{lookUp(`failure.${code}`) ?? code} {lookUp(`failure.${code}.next`)}</span>}
            {providerCode !== undefined && <span className="code quiet">{providerCode} {providerText}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
