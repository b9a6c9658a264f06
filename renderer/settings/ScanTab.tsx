/** By what a scan is told apart: payment codes of each wallet, labels of scales; and a place to try it. */
import { useState } from 'react';
import type { AskOutput } from '../../preload/contract/routes.ts';
import type { StoreSettingsInput } from '../../preload/contract/settings-views.ts';
import { useDesk, useOnce } from '../app/till.tsx';
import { Button } from '../components/Button.tsx';
import { Section, TextField } from '../components/fields.tsx';
import { yuanText } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { SaveBar } from './SaveBar.tsx';
import type { TabProps } from './SettingsWindow.tsx';

type ScanSettings = StoreSettingsInput['scan'];

const list = (text: string): string[] => text.split(/[,，\s]+/).filter((part) => part !== '');

/** `10-15` in a list stands for all between; lists are written so where they can be. */
function figures(text: string): string[] {
  return list(text).flatMap((part) => {
    const range = /^(\d{1,3})-(\d{1,3})$/.exec(part);
    if (!range) return [part];
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => String(first + index));
  });
}

export function ScanTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const { store } = settings;
  const [codes, setCodes] = useState({
    alipayLengths: store.scan.wallets.alipay.lengths.join(', '), alipayPrefixes: store.scan.wallets.alipay.prefixes.join(', '),
    wechatLengths: store.scan.wallets.wechat.lengths.join(', '), wechatPrefixes: store.scan.wallets.wechat.prefixes.join(', '),
  });
  const [labels, setLabels] = useState(store.scan.scaleLabels.map(({ prefix, template }) => `${prefix} ${template}`).join('\n'));
  const set = (part: Partial<typeof codes>): void => setCodes({ ...codes, ...part });
  const scan: ScanSettings = {
    wallets: {
      alipay: { lengths: figures(codes.alipayLengths).map(Number), prefixes: figures(codes.alipayPrefixes) },
      wechat: { lengths: figures(codes.wechatLengths).map(Number), prefixes: figures(codes.wechatPrefixes) },
    },
    scaleLabels: labels.split('\n').map((line) => line.trim().split(/\s+/)).filter((parts) => parts.length === 2).map(([prefix = '', template = '']) => ({ prefix, template: template.toUpperCase() })),
  };
  const alipay = { wallet: say('method.alipay') };
  const wechat = { wallet: say('method.wechat') };
  return (
    <>
      <Section title={say('settings.tab.scan')}>
        <div className="form-pair">
          <TextField name={say('set.codeLengths', alipay)} value={codes.alipayLengths} onValue={(alipayLengths) => set({ alipayLengths })} />
          <TextField name={say('set.codePrefixes', alipay)} value={codes.alipayPrefixes} onValue={(alipayPrefixes) => set({ alipayPrefixes })} />
          <TextField name={say('set.codeLengths', wechat)} value={codes.wechatLengths} onValue={(wechatLengths) => set({ wechatLengths })} />
          <TextField name={say('set.codePrefixes', wechat)} value={codes.wechatPrefixes} onValue={(wechatPrefixes) => set({ wechatPrefixes })} />
        </div>
        <TextField name={say('set.labels')} value={labels} onValue={setLabels} rows={3} />
      </Section>
      <TryScan rules={scan} />
      <SaveBar onSave={() => onSave({ store: { ...store, scan } })} />
    </>
  );
}

function TryScan({ rules }: { readonly rules: ScanSettings }) {
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
        {(['basket', 'payment', 'receipt'] as const).map((place) => <Button key={place} label={say(`set.try.${place}`)} dead={busy || text === ''} onPress={() => run(() => attempt(place))} testId={`try-${place}`} />)}
      </div>
      {word !== null && <p role="status" data-testid="try-result">{say('set.try.is', { kind: word })} {is?.wallet && say(`method.${is.wallet}`)} {is?.item} {is?.amount !== undefined && `¥ ${yuanText(is.amount)}`} {is?.grams !== undefined && `${is.grams} g`}</p>}
    </Section>
  );
}
