/** Settings of store and till, tab by tab, and the way from an empty program to the first customer. */
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import type { AskInput } from '../../preload/contract/routes.ts';
import type { SettingsView } from '../../preload/contract/settings-views.ts';
import type { DeskName } from '../app/DeskMenu.tsx';
import type { Till } from '../app/feed.ts';
import { useDesk } from '../app/till.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { useText } from '../text/text.tsx';
import { BackupTab } from './BackupTab.tsx';
import { DevicesTab } from './DevicesTab.tsx';
import { GoodsTab } from './GoodsTab.tsx';
import { Guide } from './Guide.tsx';
import { KioskTab } from './KioskTab.tsx';
import { NetworkTab } from './NetworkTab.tsx';
import { NumbersTab } from './NumbersTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { ProfileTab } from './ProfileTab.tsx';
import { ProviderTab } from './ProviderTab.tsx';
import { ScanTab } from './ScanTab.tsx';
import { Scope } from './Scope.tsx';
import { SettingsNav } from './SettingsNav.tsx';
import { leadTo } from './lead.ts';
import { MethodsTab, RulesTab, ShopTab } from './StoreTabs.tsx';
import { bareText } from './tabs.ts';
import type { FoundSetting, SettingsTab } from './tabs.ts';
import { TransferTab } from './TransferTab.tsx';
import { TillTab } from './TillTab.tsx';

export type SettingsChange = AskInput<'settings.save'>;

export interface TabProps {
  readonly settings: SettingsView;
  /** True when it was saved. */
  readonly onSave: (change: SettingsChange) => Promise<boolean>;
}

interface WindowProps {
  readonly till: Till;
  readonly onClose: () => void;
  readonly onDesk: (desk: DeskName) => void;
}

export const SettingsWindow = memo(function SettingsWindow({ till, onClose, onDesk }: WindowProps) {
  const { say } = useText();
  return (
    <Dialog title={say('settings.title')} onHide={onClose} hideLabel={say('action.back')} size="wide" testId="settings-window">
      <Loaded till={till} onDesk={onDesk} />
    </Dialog>
  );
});

function Loaded({ till, onDesk }: Pick<WindowProps, 'till' | 'onDesk'>) {
  const { ask } = useDesk();
  const [settings, setSettings] = useState<SettingsView | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const answer = await ask('settings.get', {});
    if (answer.ok) setSettings(answer.value.settings);
  }, [ask]);
  useEffect(() => {
    // The answer comes later; nothing is set while drawing.
    void Promise.resolve().then(load);
  }, [load]);
  const save = async (change: SettingsChange): Promise<boolean> => {
    const answer = await ask('settings.save', change);
    if (answer.ok) await load();
    return answer.ok;
  };
  return settings && <SettingsDesk settings={settings} till={till} onSave={save} onReload={load} onDesk={onDesk} />;
}

interface DeskProps extends TabProps {
  readonly till: Till;
  readonly onReload: () => Promise<void>;
  readonly onDesk: (desk: DeskName) => void;
  readonly begin?: SettingsTab;
}

export function SettingsDesk({ settings, till, onSave, onReload, onDesk, begin = 'guide' }: DeskProps) {
  const { say, lookUp } = useText();
  const [at, setAt] = useState<FoundSetting>({ tab: begin });
  const body = useRef<HTMLDivElement>(null);
  const { tab } = at;
  const props: TabProps = { settings, onSave };
  const openTab = (next: SettingsTab): void => setAt({ tab: next });
  useEffect(() => {
    const sentence = at.name === undefined ? undefined : lookUp(at.name);
    return body.current && sentence !== undefined ? leadTo(body.current, bareText(sentence)) : undefined;
  }, [at, lookUp]);
  return (
    <div className="settings" data-testid="settings-desk" data-tab={tab}>
      <SettingsNav open={tab} onOpen={setAt} />
      <div className="settings-body" key={tab} ref={body}>
        <Scope tab={tab} till={settings.till} />
        {tab === 'guide' && settings.warnings.map(({ code, about }) => <p key={`${code} ${about}`} className="settings-warning" role="status">{say(`settings.warning.${code}`, { about })}</p>)}
        {tab === 'guide' && <Guide settings={settings} till={till} onTab={openTab} onDesk={onDesk} />}
        {tab === 'shop' && <ShopTab {...props} />}
        {tab === 'methods' && <MethodsTab {...props} />}
        {(tab === 'alipay' || tab === 'wechat') && <ProviderTab key={tab} settings={settings} wallet={tab} onReload={onReload} />}
        {tab === 'network' && <NetworkTab settings={settings} onReload={onReload} />}
        {tab === 'rules' && <RulesTab {...props} />}
        {tab === 'scan' && <ScanTab {...props} />}
        {tab === 'numbers' && <NumbersTab {...props} />}
        {tab === 'people' && <PeopleTab isOwner={till.access.role === 'owner'} />}
        {tab === 'devices' && <DevicesTab />}
        {tab === 'goods' && <GoodsTab />}
        {tab === 'backup' && <BackupTab now={till.now} />}
        {tab === 'kiosk' && <KioskTab {...props} />}
        {tab === 'till' && <TillTab {...props} theme={till.prefs.theme} />}
        {tab === 'transfer' && <TransferTab onReload={onReload} />}
        {tab === 'profile' && <ProfileTab />}
      </div>
    </div>
  );
}
