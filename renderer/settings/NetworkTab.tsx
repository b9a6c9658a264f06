/** The way out to the wallets: proxy, authorities of the company's own, how long to wait; and a test of it with the wallets in use. */
import { useState } from 'react';
import type { NetworkView } from '../../preload/contract/network-views.ts';
import type { AskFailure } from '../../preload/contract/routes.ts';
import type { SettingsView } from '../../preload/contract/settings-views.ts';
import { useDesk } from '../app/till.tsx';
import { Section, TextField } from '../components/fields.tsx';
import { useText } from '../text/text.tsx';
import { PemField } from './PemField.tsx';
import { WalletTest } from './ProviderTab.tsx';
import { SaveBar } from './SaveBar.tsx';

const WALLETS = ['alipay', 'wechat'] as const;
const CALLS = ['pay', 'call'] as const;
type Deadline = `${(typeof WALLETS)[number]}.${(typeof CALLS)[number]}`;
type Place = 'proxyUrl' | 'proxyUser' | 'extraCa';
interface Wrong {
  readonly place: Place;
  readonly text: string;
}

const seconds = (text: string): number => (/^\d{1,3}$/.test(text.trim()) ? Number(text) * 1000 : Number.NaN);

/** Refusals that are said at their field. */
const PLACES: Readonly<Partial<Record<AskFailure<'settings.saveNetwork'>, Place>>> = {
  proxy_bad: 'proxyUrl', proxy_kind: 'proxyUrl', proxy_credentials: 'proxyUrl', proxy_user_missing: 'proxyUser', ca_bad: 'extraCa', ca_private_key: 'extraCa', ca_not_authority: 'extraCa', ca_expired: 'extraCa',
};
const SAID_HERE = Object.keys(PLACES) as AskFailure<'settings.saveNetwork'>[];

interface NetworkProps {
  readonly settings: SettingsView;
  readonly onReload: () => Promise<void>;
}

export function NetworkTab({ settings, onReload }: NetworkProps) {
  const { say } = useText();
  const { network } = settings;
  const used = settings.providers.filter(({ enabled }) => enabled);
  return (
    <>
      <NetworkForm network={network} onReload={onReload} />
      {used.length === 0 && <p className="quiet">{say('net.noWallet')}</p>}
      {used.map(({ wallet }) => <WalletTest key={wallet} wallet={wallet} />)}
    </>
  );
}

function NetworkForm({ network, onReload }: { readonly network: NetworkView; readonly onReload: () => Promise<void> }) {
  const { ask } = useDesk();
  const { say, lookUp, dateTime } = useText();
  const { editable, bounds, authorities, proxyPassword } = network;
  const [way, setWay] = useState({ proxyUrl: network.proxyUrl, proxyUser: network.proxyUser, extraCa: network.extraCa });
  const [password, setPassword] = useState('');
  const [waiting, setWaiting] = useState<Readonly<Record<Deadline, string>>>({
    'alipay.pay': String(network.deadlines.alipay.pay / 1000), 'alipay.call': String(network.deadlines.alipay.call / 1000),
    'wechat.pay': String(network.deadlines.wechat.pay / 1000), 'wechat.call': String(network.deadlines.wechat.call / 1000),
  });
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const set = (part: Partial<typeof way>): void => {
    setWay({ ...way, ...part });
    setWrong(null);
  };
  const wrongAt = (place: Place): string | undefined => (wrong?.place === place ? wrong.text : undefined);
  const boundsOf = (wallet: (typeof WALLETS)[number], call: (typeof CALLS)[number]) => ({ min: bounds[wallet][call].min / 1000, max: bounds[wallet][call].max / 1000 });
  const isOutside = (wallet: (typeof WALLETS)[number], call: (typeof CALLS)[number]): boolean => {
    const ms = seconds(waiting[`${wallet}.${call}`]);
    return !(ms >= bounds[wallet][call].min && ms <= bounds[wallet][call].max);
  };
  const outside = WALLETS.flatMap((wallet) => CALLS.map((call) => [wallet, call] as const)).find(([wallet, call]) => isOutside(wallet, call));
  const save = async (): Promise<boolean> => {
    const of = (wallet: (typeof WALLETS)[number]) => ({ pay: seconds(waiting[`${wallet}.pay`]), call: seconds(waiting[`${wallet}.call`]) });
    const choice = { ...way, deadlines: { alipay: of('alipay'), wechat: of('wechat') } };
    const answer = await ask('settings.saveNetwork', { choice, ...(password === '' ? {} : { password }) }, SAID_HERE);
    const place = answer.ok ? undefined : PLACES[answer.code];
    setWrong(answer.ok || place === undefined ? null : { place, text: lookUp(`problem.${answer.code}`) ?? answer.code });
    if (!answer.ok) return false;
    const { proxyUrl, proxyUser, extraCa } = answer.value.network;
    setWay({ proxyUrl, proxyUser, extraCa });
    setPassword('');
    await onReload();
    return true;
  };
  const { fingerprint = '', since } = proxyPassword;
  return (
    <>
      {!editable && <p className="settings-note">{say('net.demo')}</p>}
      <Section title={say('net.proxy')}>
        <TextField name={say('net.proxyUrl')} value={way.proxyUrl} onValue={(proxyUrl) => set({ proxyUrl })} hint="http://proxy.example.com:8080" note={say('net.proxyUrl.note')} wrong={wrongAt('proxyUrl')} dead={!editable} testId="proxy-url" />
        <div className="form-pair form-pair-top">
          <TextField name={say('net.proxyUser')} value={way.proxyUser} onValue={(proxyUser) => set({ proxyUser })} note={say('net.proxyUser.note')} wrong={wrongAt('proxyUser')} dead={!editable} testId="proxy-user" />
          <TextField
            name={say('net.proxyPassword')} kind="password" value={password} onValue={setPassword} dead={!editable} testId="proxy-password"
            note={proxyPassword.set ? say('net.password.set', { fingerprint, since: since === undefined ? '' : dateTime(since) }) : say('net.password.none')}
          />
        </div>
      </Section>
      <Section title={say('net.ca')}>
        <PemField name={say('net.extraCa')} value={way.extraCa} onValue={(extraCa) => set({ extraCa })} rows={4} note={say('net.extraCa.note')} wrong={wrongAt('extraCa')} dead={!editable} testId="extra-ca" />
        {authorities.length > 0 && (
          <ul className="settings-problems" data-testid="authorities">
            {authorities.map(({ name, until, fingerprint: print }) => <li key={print}>{say('net.authority', { name, until: dateTime(until).slice(0, 10), fingerprint: print })}</li>)}
          </ul>
        )}
      </Section>
      <Section title={say('net.waiting')}>
        <p className="quiet">{say('net.waiting.note')}</p>
        <div className="form-pair form-pair-top">
          {WALLETS.flatMap((wallet) => CALLS.map((call) => (
            <TextField
              key={`${wallet} ${call}`} name={say(`net.deadline.${wallet}.${call}`)} kind="figures" value={waiting[`${wallet}.${call}`]} dead={!editable} testId={`deadline-${wallet}-${call}`}
              note={say('net.bounds', boundsOf(wallet, call))} wrong={isOutside(wallet, call) ? say('net.outOfBounds', boundsOf(wallet, call)) : undefined}
              onValue={(text) => setWaiting({ ...waiting, [`${wallet}.${call}`]: text })}
            />
          )))}
        </div>
        <p className="quiet">{say('net.now')}</p>
      </Section>
      <SaveBar onSave={save} dead={!editable} why={outside && say('net.outOfBounds', boundsOf(...outside))} />
    </>
  );
}
