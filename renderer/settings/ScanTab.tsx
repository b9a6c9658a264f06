/** By what a scan is told apart: payment codes of each wallet, labels of scales; what is dangerous about the rules, and a place to try them. */
import { useEffect, useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { StoreSettingsInput } from '../../preload/contract/settings-views.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Section, TextField } from '../components/fields.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { readList } from './comma-list.ts';
import { SaveBar } from './SaveBar.tsx';
import type { TabProps } from './SettingsWindow.tsx';

type ScanSettings = StoreSettingsInput['scan'];
type Warnings = AskOutput<'settings.checkScan'>['warnings'];

const WALLETS = ['alipay', 'wechat'] as const;
const SHORTEST = 6;
const LONGEST = 48;
/** Typing goes on: the rules are judged when it rests, ms. */
const REST_MS = 300;

const isLength = (text: string): boolean => /^\d{1,2}$/.test(text) && Number(text) >= SHORTEST && Number(text) <= LONGEST;
const isPrefix = (text: string): boolean => /^\d{1,8}$/.test(text);
const isLabel = (line: string): boolean => /^\d{1,6}\s+[PIAWCpiawc-]{12,24}$/.test(line);

export function ScanTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const { store } = settings;
  const [texts, setTexts] = useState({
    alipayLengths: store.scan.wallets.alipay.lengths.join(', '), alipayPrefixes: store.scan.wallets.alipay.prefixes.join(', '),
    wechatLengths: store.scan.wallets.wechat.lengths.join(', '), wechatPrefixes: store.scan.wallets.wechat.prefixes.join(', '),
  });
  const [labels, setLabels] = useState(store.scan.scaleLabels.map(({ prefix, template }) => `${prefix} ${template}`).join('\n'));
  const labelLines = labels.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const badLabels = labelLines.filter((line) => !isLabel(line));
  const lists = {
    alipay: { lengths: readList(texts.alipayLengths, isLength), prefixes: readList(texts.alipayPrefixes, isPrefix) },
    wechat: { lengths: readList(texts.wechatLengths, isLength), prefixes: readList(texts.wechatPrefixes, isPrefix) },
  };
  const wrongIn = (wallet: (typeof WALLETS)[number], part: 'lengths' | 'prefixes'): string | undefined => {
    const { values, bad } = lists[wallet][part];
    if (bad.length > 0) return part === 'lengths' ? say('scan.badLength', { what: bad.join(' '), shortest: SHORTEST, longest: LONGEST }) : say('scan.badPrefix', { what: bad.join(' ') });
    return values.length === 0 ? say('scan.none') : undefined;
  };
  const wrong = WALLETS.some((wallet) => wrongIn(wallet, 'lengths') !== undefined || wrongIn(wallet, 'prefixes') !== undefined) || badLabels.length > 0;
  const ruleOf = (wallet: (typeof WALLETS)[number]) => ({ lengths: lists[wallet].lengths.values.map(Number), prefixes: [...lists[wallet].prefixes.values] });
  const scan: ScanSettings = {
    wallets: { alipay: ruleOf('alipay'), wechat: ruleOf('wechat') },
    scaleLabels: labelLines.filter(isLabel).map((line) => line.split(/\s+/)).map(([prefix = '', template = '']) => ({ prefix, template: template.toUpperCase() })),
  };
  return (
    <>
      <Section title={say('settings.tab.scan')}>
        <div className="form-pair form-pair-top">
          {WALLETS.flatMap((wallet) => (['lengths', 'prefixes'] as const).map((part) => {
            const name = `${wallet}${part === 'lengths' ? 'Lengths' : 'Prefixes'}` as const;
            return (
              <TextField
                key={name} name={say(part === 'lengths' ? 'set.codeLengths' : 'set.codePrefixes', { wallet: say(`method.${wallet}`) })} value={texts[name]} wrong={wrongIn(wallet, part)}
                note={say('scan.note')} onValue={(text) => setTexts({ ...texts, [name]: text })} testId={`scan-${wallet}-${part}`}
              />
            );
          }))}
        </div>
        <TextField name={say('set.labels')} value={labels} onValue={setLabels} rows={3} wrong={badLabels.length > 0 ? say('scan.badLabel', { what: badLabels.join(', ') }) : undefined} testId="scan-labels" />
        {!wrong && <Dangers rules={scan} known={settings.warnings} />}
      </Section>
      <TryScan rules={scan} wrong={wrong} />
      <SaveBar onSave={() => onSave({ store: { ...store, scan } })} {...(wrong ? { why: say('scan.wrong') } : {})} />
    </>
  );
}

/** What works and is dangerous, told while the rules are being written and not only when they are saved. */
function Dangers({ rules, known }: { readonly rules: ScanSettings; readonly known: Warnings }) {
  const { ask } = useDesk();
  const { say } = useText();
  const [warnings, setWarnings] = useState(known);
  const written = JSON.stringify(rules);
  useEffect(() => {
    let stale = false;
    const look = async (): Promise<void> => {
      const answer = await ask('settings.checkScan', { rules: JSON.parse(written) as ScanSettings }, ['scale_rule_bad']);
      if (!stale && answer.ok) setWarnings(answer.value.warnings);
    };
    const timer = window.setTimeout(() => void look(), REST_MS);
    return () => {
      stale = true;
      window.clearTimeout(timer);
    };
  }, [ask, written]);
  return (
    <div className="settings-dangers" role="status" data-testid="scan-warnings" data-count={warnings.length}>
      {warnings.map(({ code, about }) => <p key={`${code} ${about}`} className="settings-warning">{say(`settings.warning.${code}`, { about })}</p>)}
    </div>
  );
}

function TryScan({ rules, wrong }: { readonly rules: ScanSettings; readonly wrong: boolean }) {
  const { ask } = useDesk();
  const { say, lookUp } = useText();
  const { busy, run } = useOnce();
  const [text, setText] = useState('');
  const [is, setIs] = useState<AskOutput<'settings.tryScan'> | null>(null);
  const attempt = async (place: 'basket' | 'payment' | 'receipt'): Promise<void> => {
    const answer = await ask('settings.tryScan', { text, place, rules });
    if (answer.ok) setIs(answer.value);
  };
  const word = is && (lookUp(`scanned.${is.kind}`) ?? lookUp(`misplaced.${is.kind}`) ?? is.kind);
  return (
    <Section title={say('set.try')}>
      <TextField name={say('set.try')} value={text} onValue={setText} testId="try-scan" />
      <div className="choice">
        {(['basket', 'payment', 'receipt'] as const).map((place) => <Button key={place} label={say(`set.try.${place}`)} dead={busy || wrong || text === ''} onPress={() => run(() => attempt(place))} testId={`try-${place}`} />)}
      </div>
      {word !== null && <p role="status" data-testid="try-result">{say('set.try.is', { kind: word })} {is?.wallet && say(`method.${is.wallet}`)} {is?.item} {is?.amount !== undefined && `¥ ${yuanText(is.amount)}`} {is?.grams !== undefined && `${is.grams} g`}</p>}
    </Section>
  );
}
