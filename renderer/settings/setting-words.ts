/** The settings of a file by the names that they have on their pages, and their values as people read them. */
import type { SettingChange } from '../../preload/contract/settings-file.ts';
import { yuanText } from '../money/yuan.ts';
import type { TextKey, Texts } from '../text/text.tsx';

type Unit = 'fen' | 'ms' | 'share';

const SETTINGS: Readonly<Record<string, readonly [name: TextKey, unit?: Unit]>> = {
  'store.shop.nameZh': ['set.nameZh'], 'store.shop.nameEn': ['set.nameEn'], 'store.shop.address': ['set.address'], 'store.shop.phone': ['set.phone'],
  'store.receipt.language': ['set.receiptLanguage'], 'store.receipt.head': ['set.head'], 'store.receipt.foot': ['set.foot'], 'store.methods': ['settings.tab.methods'],
  'store.cashRounding': ['set.rounding'], 'store.limits.discountShare': ['set.discountShare', 'share'], 'store.limits.refund': ['set.refundLimit', 'fen'],
  'store.limits.drawerDifference': ['set.drawerDifference', 'fen'], 'store.selfApproval': ['set.selfApproval'], 'store.duplicateWindowMs': ['set.duplicate', 'ms'],
  'store.refundDays.alipay': ['set.refundDays.alipay'], 'store.refundDays.wechat': ['set.refundDays.wechat'], 'store.scan.scaleLabels': ['set.labels'], 'store.shiftRequired': ['set.shiftRequired'],
  'store.kiosk.amountLimit': ['kioskRule.amountLimit', 'fen'], 'store.kiosk.restricted': ['kioskRule.restricted'], 'store.kiosk.idleMs': ['kioskRule.idle', 'ms'],
  'store.kiosk.warnMs': ['kioskRule.warn', 'ms'], 'store.kiosk.goodbyeMs': ['kioskRule.goodbye', 'ms'], 'store.kiosk.cashHandOver': ['kioskRule.cashHandOver'],
  'store.kiosk.receipt': ['kioskRule.receipt'], 'store.kiosk.speech': ['kioskRule.speech'], 'store.kiosk.largeText': ['kioskRule.largeText'],
  'network.proxyUrl': ['net.proxyUrl'], 'network.proxyUser': ['net.proxyUser'], 'network.extraCa': ['net.extraCa'],
  'network.deadlines.alipay.pay': ['net.deadline.alipay.pay', 'ms'], 'network.deadlines.alipay.call': ['net.deadline.alipay.call', 'ms'],
  'network.deadlines.wechat.pay': ['net.deadline.wechat.pay', 'ms'], 'network.deadlines.wechat.call': ['net.deadline.wechat.call', 'ms'],
  'alipay.enabled': ['wallet.enabled'], 'wechat.enabled': ['wallet.enabled'],
};

const LONGEST = 60;

/** A page's own name for a setting; for one that no page names yet, its path in the file. */
export function nameOf({ part, path }: SettingChange, { say, lookUp }: Texts): string {
  const known = SETTINGS[`${part}.${path}`];
  if (known) return bare(lookUp(known[0]) ?? path);
  if (part === 'alipay' || part === 'wechat') return lookUp(`field.${path}`) ?? path;
  if (part === 'roles') return lookUp(`role.${path}`) ?? path;
  const [first = '', second = ''] = path.split('.');
  if (part === 'sequences') return `${lookUp(`seq.${first}`) ?? first}, ${lookUp(`seq.${second}`) ?? second}`;
  const rule = /^scan\.wallets\.(alipay|wechat)\.(lengths|prefixes)$/.exec(path);
  if (!rule) return path;
  return say(rule[2] === 'lengths' ? 'set.codeLengths' : 'set.codePrefixes', { wallet: say(rule[1] === 'alipay' ? 'method.alipay' : 'method.wechat') });
}

/** A value in the unit of its page; long ones cut. */
export function valueText({ part, path }: SettingChange, value: SettingChange['before'], { say, lookUp }: Texts): string {
  if (value === null || value === '') return say('transfer.empty');
  if (typeof value === 'boolean') return say(value ? 'set.on' : 'set.off');
  const unit = SETTINGS[`${part}.${path}`]?.[1];
  if (typeof value === 'number' && unit !== undefined) return unit === 'fen' ? yuanText(value) : String(value / (unit === 'ms' ? 1000 : 100));
  if (part === 'roles') return String(value).split(', ').map((right) => lookUp(`right.${right}`) ?? right).join(say('transfer.and'));
  const text = String(value).replaceAll(/\s+/g, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Without what explains the form of a field. */
function bare(sentence: string): string {
  return sentence.split(/[，,：:]/)[0] ?? sentence;
}
