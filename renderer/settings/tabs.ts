/** The tabs of the settings: in groups, each with its key, and under which words each is found. */
import { lookUp } from '../text/text.tsx';
import type { TextKey } from '../text/text.tsx';

export const TAB_GROUPS = [
  { group: 'shop', tabs: ['guide', 'shop', 'goods', 'people'] },
  { group: 'money', tabs: ['methods', 'alipay', 'wechat', 'network', 'rules'] },
  { group: 'codes', tabs: ['scan', 'numbers'] },
  { group: 'machine', tabs: ['devices', 'backup', 'kiosk', 'till', 'transfer', 'profile'] },
] as const;

export type SettingsTab = (typeof TAB_GROUPS)[number]['tabs'][number];

export const TABS: readonly SettingsTab[] = TAB_GROUPS.flatMap(({ tabs }): readonly SettingsTab[] => tabs);

/** The keys of the quick products, in the same order: figures first, then the row below them. */
const KEYS = '1234567890QWERTYUIOP';

/** The key of a tab, printed on it. */
export function tabKey(tab: SettingsTab): string {
  return `Alt+${KEYS[TABS.indexOf(tab)]}`;
}

/** The settings of each tab by the names that they have on it. */
const NAMES: Readonly<Record<SettingsTab, readonly TextKey[]>> = {
  guide: [],
  shop: ['set.nameZh', 'set.nameEn', 'set.address', 'set.phone', 'set.receiptLanguage', 'set.head', 'set.foot'],
  goods: ['goods.find', 'goods.add', 'goods.import', 'goods.export'],
  people: ['people.add', 'people.role', 'people.rights', 'people.roles', 'people.pin', 'people.active'],
  methods: ['set.visible', 'set.hiddenFrom'],
  alipay: ['field.appId', 'field.privateKeyPem', 'field.alipayPublicKeyPem', 'wallet.test'],
  wechat: ['field.mchid', 'field.subMchid', 'field.subAppid', 'field.apiV3Key', 'field.apiV2Key', 'field.signType', 'field.merchantSerial', 'wallet.test'],
  network: ['net.proxyUrl', 'net.proxyUser', 'net.proxyPassword', 'net.extraCa', 'net.deadline.alipay.pay', 'net.deadline.alipay.call', 'net.deadline.wechat.pay', 'net.deadline.wechat.call'],
  rules: [
    'set.discountShare', 'set.refundLimit', 'set.drawerDifference', 'set.duplicate', 'set.refundDays.alipay', 'set.refundDays.wechat', 'set.rounding', 'set.selfApproval',
    'set.shiftRequired',
  ],
  scan: ['set.codeLengths', 'set.codePrefixes', 'set.labels', 'set.try'],
  numbers: ['seq.order', 'seq.micropay', 'seq.refund', 'seq.prefix', 'seq.suffix', 'seq.next', 'seq.style'],
  devices: ['devices.printer', 'devices.paper', 'devices.drawer', 'devices.buzzer', 'devices.scanners', 'devices.pole'],
  backup: ['backup.folder', 'backup.keep', 'backup.now', 'backup.restore'],
  kiosk: [
    'kioskRule.amountLimit', 'kioskRule.restricted', 'kioskRule.cashHandOver', 'kioskRule.receipt', 'kioskRule.speech', 'kioskRule.largeText', 'kioskRule.idle', 'kioskRule.warn',
    'kioskRule.goodbye',
  ],
  till: ['set.tillName', 'set.displayInches', 'set.language', 'set.sounds', 'set.look'],
  transfer: ['transfer.export', 'transfer.import'],
  profile: ['profile.toShop', 'profile.toDemo'],
};

export interface FoundSetting {
  readonly tab: SettingsTab;
  /** What the setting is called; absent when the tab itself fits. */
  readonly name?: TextKey;
}

/** A sentence without its blanks, as people look for it. */
export function bareText(sentence: string): string {
  return sentence.replaceAll(/\{\w+\}/g, ' ').replaceAll(/\s+/g, ' ').trim();
}

/** The settings whose names have these letters in them, in either language: whoever helps may not read the till's own. */
export function findSettings(wanted: string): readonly FoundSetting[] {
  const letters = plain(wanted);
  if (letters === '') return [];
  const fits = (key: TextKey): boolean => (['zh', 'en'] as const).some((language) => plain(bareText(lookUp(language, key) ?? '')).includes(letters));
  return TABS.flatMap((tab): FoundSetting[] => [
    ...(fits(`settings.tab.${tab}`) ? [{ tab }] : []),
    ...NAMES[tab].filter(fits).map((name) => ({ tab, name })),
  ]);
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
