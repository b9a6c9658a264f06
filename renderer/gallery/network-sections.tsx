/** The way out, what stands in it, and settings that come from another till, for the gallery. */
import type { ReactNode } from 'react';
import type { SettingsFileView } from '../../preload/contract/settings-file.ts';
import type { SettingsView } from '../../preload/contract/settings-views.ts';
import { NetworkTab } from '../settings/NetworkTab.tsx';
import { TestResult } from '../settings/ProviderTab.tsx';
import { Preview } from '../settings/TransferTab.tsx';
import { SETTINGS } from './desk-fixtures.ts';
import { NOW } from './fixtures.ts';

const later = async (): Promise<void> => undefined;

const DEMO: SettingsView = { ...SETTINGS, network: { ...SETTINGS.network, editable: false, proxyUrl: '', proxyUser: '', extraCa: '', authorities: [], proxyPassword: { set: false } } };

const FILE: SettingsFileView = {
  made: { at: NOW - 3_600_000, till: 1 },
  changes: [
    { part: 'store', path: 'shop.nameZh', before: '我的小店', after: '南窗便利店' },
    { part: 'store', path: 'limits.refund', before: 50_000, after: 88_800 },
    { part: 'store', path: 'scan.wallets.wechat.prefixes', before: '10, 11, 12, 13, 14, 15', after: '10, 11, 12, 13, 14, 15, 31' },
    { part: 'store', path: 'selfApproval', before: true, after: false },
    { part: 'roles', path: 'supervisor', before: 'refund, sell', after: 'payment_force, refund, sell' },
    { part: 'sequences', path: 'order.prefix', before: 'GTQ', after: 'NC' },
    { part: 'wechat', path: 'mchid', before: '', after: '1900000001' },
    { part: 'network', path: 'deadlines.alipay.pay', before: 10_000, after: 12_000 },
  ],
  wish: {
    store: SETTINGS.store, sequences: [], alipay: { wallet: 'alipay', enabled: true, fields: {}, secrets: {} }, wechat: { wallet: 'wechat', enabled: true, fields: {}, secrets: {} },
    network: { proxyUrl: '', proxyUser: '', extraCa: '', deadlines: SETTINGS.network.deadlines },
  },
};

export const NETWORK_WINDOWS: Readonly<Record<string, () => ReactNode>> = {
  'settings-network-demo': () => <NetworkTab settings={DEMO} onReload={later} />,
  'wallet-test-proxy': () => (
    <TestResult result={{
      ok: false, ms: 12,
      steps: [
        { step: 'settings', state: 'ok' }, { step: 'reach', state: 'failed', code: 'never_sent', obstacle: 'proxy_wants_password', providerCode: 'PROXY_407' },
        { step: 'clock', state: 'skipped' }, { step: 'signature', state: 'skipped' }, { step: 'query', state: 'skipped' },
      ],
    }} />
  ),
  'settings-import': () => <Preview file={FILE} onReload={later} />,
  'settings-import-same': () => <Preview file={{ ...FILE, changes: [] }} onReload={later} />,
};
