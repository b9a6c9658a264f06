/** What is still missing before the first customer, in the order in which to do it. */
import type { SettingsView } from '../../preload/contract/settings-views.ts';
import type { DeskName } from '../app/DeskMenu.tsx';
import type { Till } from '../app/feed.ts';
import { Button } from '../components/Button.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { usePeople } from '../people/SignIn.tsx';
import { useText } from '../text/text.tsx';
import type { SettingsTab } from './tabs.ts';

interface GuideProps {
  readonly settings: SettingsView;
  readonly till: Till;
  readonly onTab: (tab: SettingsTab) => void;
  readonly onDesk: (desk: DeskName) => void;
}

export function Guide({ settings, till, onTab, onDesk }: GuideProps) {
  const { say } = useText();
  const people = usePeople();
  const works = (wallet: 'alipay' | 'wechat'): boolean => settings.providers.some((provider) => provider.wallet === wallet && provider.enabled && provider.problems.length === 0);
  const approvers = (people ?? []).filter((person) => person.active && person.pin.set && person.role !== 'cashier');
  const wallet = (name: 'alipay' | 'wechat') => ({ id: name, text: say('guide.wallet', { wallet: say(`method.${name}`) }), done: works(name), go: () => onTab(name) });
  const steps = [
    { id: 'shop', text: say('guide.shop'), done: settings.store.shop.nameZh.trim() !== '', go: () => onTab('shop') },
    wallet('alipay'),
    wallet('wechat'),
    { id: 'people', text: say('guide.people'), done: settings.store.selfApproval || approvers.length > 1, go: () => onTab('people') },
    { id: 'backup', text: say('guide.backup'), done: till.backup.state !== 'none', go: () => onTab('backup') },
    ...(settings.store.shiftRequired ? [{ id: 'shift', text: say('guide.shift'), done: till.shift !== null, go: () => onDesk('shift') }] : []),
  ];
  const left = steps.filter(({ done }) => !done).length;
  const next = steps.find(({ done }) => !done);
  return (
    <div className="guide" data-testid="guide" data-left={left}>
      <h3>{left === 0 ? say('guide.ready') : say('guide.title', { count: left })}</h3>
      <p className="quiet">{say('guide.text')}</p>
      <ol className="rows">
        {steps.map(({ id, text, done, go }, index) => (
          <li key={id} className="row" aria-current={id === next?.id ? 'step' : undefined}>
            <span className="guide-number">{index + 1}</span>
            <span className="row-main">{text}</span>
            {done ? <StateBadge tone="neutral" shape="tick" word={say('guide.done')} /> : <Button label={say('guide.go')} kind={id === next?.id ? 'primary' : 'plain'} {...(id === next?.id ? { hotkey: 'Enter' } : {})} onPress={go} testId={`guide-${id}`} />}
          </li>
        ))}
      </ol>
    </div>
  );
}
