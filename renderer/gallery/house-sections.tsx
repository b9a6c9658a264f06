/** The desks behind the counter, for the gallery: menu, signing in, shift, settings tab by tab. */
import type { ReactNode } from 'react';
import { DeskMenu } from '../app/DeskMenu.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { useText } from '../text/text.tsx';
import type { PlainKey } from '../text/text.tsx';
import { SignInScreen } from '../people/SignIn.tsx';
import { People } from '../settings/PeopleTab.tsx';
import { RoleRights } from '../settings/RoleRights.tsx';
import { Profile } from '../settings/ProfileTab.tsx';
import { TestResult } from '../settings/ProviderTab.tsx';
import { SettingsDesk } from '../settings/SettingsWindow.tsx';
import type { SettingsTab } from '../settings/tabs.ts';
import { ReportFigures } from '../shift/ShiftReport.tsx';
import { Opened } from '../shift/ShiftWindow.tsx';
import { BACKUP_WINDOWS } from './backup-sections.tsx';
import { DEVICE_WINDOWS } from './device-sections.tsx';
import { GOODS_WINDOWS } from './goods-sections.tsx';
import { PEOPLE, REPORT, ROLE_TABLE, SETTINGS } from './desk-fixtures.ts';
import { NOW, till } from './fixtures.ts';
import { NETWORK_WINDOWS } from './network-sections.tsx';

const nothing = (): void => undefined;
const later = async (): Promise<void> => undefined;
const saved = async (): Promise<boolean> => true;

const SHIFT = {
  id: 'sh1', phase: 'open', openedAt: NOW - 28_800_000, openedBy: '林小满', float: 50_000,
  moves: [{ id: 'm1', kind: 'out', amount: 100_000, reason: '送银行', by: '周店长', at: NOW - 7_200_000 }, { id: 'm2', kind: 'in', amount: 20_000, reason: '换零钱', by: '林小满', at: NOW - 3_600_000 }],
} as const;

function Framed({ title, children }: { readonly title: PlainKey; readonly children: ReactNode }) {
  const { say } = useText();
  return <Dialog title={say(title)} onHide={nothing} size="wide">{children}</Dialog>;
}

const framed = (title: PlainKey, content: ReactNode): ReactNode => <Framed title={title}>{content}</Framed>;
const TABS: readonly SettingsTab[] = ['guide', 'shop', 'methods', 'alipay', 'wechat', 'network', 'rules', 'scan', 'numbers', 'kiosk', 'till', 'transfer'];

export const HOUSE_SCREENS: Readonly<Record<string, () => ReactNode>> = {
  'sign-in': () => <SignInScreen till={till({ access: { state: 'signed_out', role: null, may: [] } })} />,
  'first-run': () => <SignInScreen till={till({ profile: 'shop', demo: null, access: { state: 'first_run', role: null, may: [] } })} />,
};

export const HOUSE_WINDOWS: Readonly<Record<string, () => ReactNode>> = {
  'menu': () => <DeskMenu till={till()} onDesk={nothing} onClose={nothing} />,
  'shift-none': () => framed('shift.title', <Opened view={{ open: null, earlier: [] }} tab="overview" onChange={later} />),
  'shift-moves': () => framed('shift.title', <Opened view={{ open: { ...SHIFT, moves: [...SHIFT.moves] }, earlier: [] }} tab="moves" onChange={later} />),
  'shift-count': () => framed('shift.title', <Opened view={{ open: { ...SHIFT, moves: [] }, earlier: [] }} tab="count" onChange={later} />),
  'shift-counted': () => framed('shift.title', <Opened view={{ open: { ...SHIFT, moves: [], phase: 'counted', counted: 132_300, expected: 132_350, difference: -50 }, earlier: [] }} tab="count" onChange={later} />),
  'shift-report': () => framed('shift.title', <ReportFigures report={REPORT} />),
  ...Object.fromEntries(TABS.map((tab) => [`settings-${tab}`, () => framed('settings.title', <SettingsDesk settings={SETTINGS} till={till()} onSave={saved} onReload={later} onDesk={nothing} begin={tab} />)])),
  ...Object.fromEntries(Object.entries(GOODS_WINDOWS).map(([name, draw]) => [name, () => framed('settings.title', draw())])),
  ...Object.fromEntries(Object.entries(BACKUP_WINDOWS).map(([name, draw]) => [name, () => framed('settings.title', draw())])),
  ...Object.fromEntries(Object.entries(NETWORK_WINDOWS).map(([name, draw]) => [name, () => framed('settings.title', draw())])),
  ...Object.fromEntries(Object.entries(DEVICE_WINDOWS).map(([name, draw]) => [name, () => framed('settings.title', draw())])),
  'settings-people': () => framed('settings.title', <People people={PEOPLE} onChange={later} />),
  'settings-roles': () => framed('settings.title', <RoleRights roles={ROLE_TABLE} selfApproval={false} editable begin="open" />),
  'settings-profile': () => framed('settings.title', <Profile view={{ profile: 'demo', shopTill: null }} />),
  'wallet-test': () => framed('method.alipay', <TestResult result={{ ok: false, ms: 812, steps: [{ step: 'settings', state: 'ok' }, { step: 'reach', state: 'ok' }, { step: 'clock', state: 'warning', code: 'clock_wrong' }, { step: 'signature', state: 'failed', code: 'merchant_config', providerCode: 'isv.invalid-signature', providerText: '无效签名' }, { step: 'query', state: 'skipped' }] }} />),
};
