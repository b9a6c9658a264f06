/** Shop and receipt, ways to pay, limits and rules: each tab edits a copy and saves it whole. */
import { useState } from 'react';
import type { StoreSettingsInput } from '../../preload/contract/settings-views.ts';
import { Button } from '../components/Button.tsx';
import { Choice, Section, Switch, TextField } from '../components/fields.tsx';
import { MethodMark } from '../components/WalletMark.tsx';
import { fieldText, readYuan } from '../money/yuan.ts';
import { useText } from '../text/text.tsx';
import { SaveBar } from './SaveBar.tsx';
import type { TabProps } from './SettingsWindow.tsx';

const LINES = 6;
const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, LINES);
/** A whole number from a field; -1 while it is none, which the core refuses. */
const whole = (text: string): number => (/^\d{1,7}$/.test(text) ? Number(text) : -1);
const ON_OFF = ['set.on', 'set.off'] as const;

export function ShopTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const { store } = settings;
  const [shop, setShop] = useState(store.shop);
  const [language, setLanguage] = useState(store.receipt.language);
  const [head, setHead] = useState(store.receipt.head.join('\n'));
  const [foot, setFoot] = useState(store.receipt.foot.join('\n'));
  const set = (part: Partial<StoreSettingsInput['shop']>): void => setShop({ ...shop, ...part });
  return (
    <>
      <Section title={say('settings.tab.shop')}>
        <div className="form-pair">
          <TextField name={say('set.nameZh')} value={shop.nameZh} onValue={(nameZh) => set({ nameZh })} testId="shop-name-zh" />
          <TextField name={say('set.nameEn')} value={shop.nameEn} onValue={(nameEn) => set({ nameEn })} />
          <TextField name={say('set.address')} value={shop.address} onValue={(address) => set({ address })} />
          <TextField name={say('set.phone')} value={shop.phone} onValue={(phone) => set({ phone })} />
        </div>
        <Choice name={say('set.receiptLanguage')} values={['zh', 'en']} chosen={language} onChoose={setLanguage} word={(each) => say(`kiosk.language.${each}`)} />
        <div className="form-pair">
          <TextField name={say('set.head')} value={head} onValue={setHead} rows={3} />
          <TextField name={say('set.foot')} value={foot} onValue={setFoot} rows={3} />
        </div>
      </Section>
      <SaveBar onSave={() => onSave({ store: { ...store, shop, receipt: { language, head: lines(head), foot: lines(foot) } } })} />
    </>
  );
}

const ROLES = ['cashier', 'supervisor', 'manager', 'it'] as const;

export function MethodsTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const { store } = settings;
  const [methods, setMethods] = useState(store.methods);
  type Method = (typeof methods)[number];
  const change = (method: Method['method'], part: Partial<Method>): void => setMethods(methods.map((each) => (each.method === method ? { ...each, ...part } : each)));
  const move = (at: number, by: number): void => {
    const next = [...methods];
    const [taken] = next.splice(at, 1);
    if (taken) next.splice(at + by, 0, taken);
    setMethods(next);
  };
  return (
    <>
      <Section title={say('settings.tab.methods')}>
        <ol className="rows">
          {methods.map(({ method, visible, hiddenFromRoles }, index) => {
            const name = say(`method.${method}`);
            return (
              <li key={method} className="row method-row">
                <MethodMark method={method} />
                <span className="row-main"><strong>{name}</strong>
                  <span className="choice" role="group" aria-label={say('set.hiddenFrom')}>
                    <span className="quiet">{say('set.hiddenFrom')}</span>
                    {ROLES.map((role) => {
                      const hidden = hiddenFromRoles.includes(role);
                      return <Button key={role} label={say(`role.${role}`)} size="small" pressed={hidden} onPress={() => change(method, { hiddenFromRoles: hidden ? hiddenFromRoles.filter((each) => each !== role) : [...hiddenFromRoles, role] })} />;
                    })}
                  </span>
                </span>
                <Button label={visible ? say('set.visible') : say('set.off')} icon={visible ? 'tick' : 'minus'} pressed={visible} onPress={() => change(method, { visible: !visible })} testId={`method-${method}`} />
                <Button label={say('set.up', { name })} icon="up" bare size="small" dead={index === 0} onPress={() => move(index, -1)} />
                <Button label={say('set.down', { name })} icon="hide" bare size="small" dead={index === methods.length - 1} onPress={() => move(index, 1)} />
              </li>
            );
          })}
        </ol>
      </Section>
      <SaveBar onSave={() => onSave({ store: { ...store, methods } })} />
    </>
  );
}

export function RulesTab({ settings, onSave }: TabProps) {
  const { say } = useText();
  const { store } = settings;
  const words = ON_OFF.map((key) => say(key)) as [string, string];
  const [rounding, setRounding] = useState(store.cashRounding);
  const [selfApproval, setSelfApproval] = useState(store.selfApproval);
  const [shiftRequired, setShiftRequired] = useState(store.shiftRequired);
  const [figures, setFigures] = useState({
    discount: String(store.limits.discountShare / 100), refund: fieldText(store.limits.refund), difference: fieldText(store.limits.drawerDifference),
    duplicate: String(store.duplicateWindowMs / 1000), alipay: String(store.refundDays.alipay), wechat: String(store.refundDays.wechat),
  });
  const set = (part: Partial<typeof figures>): void => setFigures({ ...figures, ...part });
  const save = () => onSave({
    store: {
      ...store, cashRounding: rounding, selfApproval, shiftRequired, duplicateWindowMs: whole(figures.duplicate) * 1000,
      limits: { discountShare: whole(figures.discount) * 100, refund: readYuan(figures.refund) ?? -1, drawerDifference: readYuan(figures.difference) ?? -1 },
      refundDays: { alipay: whole(figures.alipay), wechat: whole(figures.wechat) },
    },
  });
  return (
    <>
      <Section title={say('settings.tab.rules')}>
        <div className="form-pair">
          <TextField name={say('set.discountShare')} kind="figures" value={figures.discount} onValue={(discount) => set({ discount })} />
          <TextField name={say('set.refundLimit')} kind="figures" value={figures.refund} onValue={(refund) => set({ refund })} testId="refund-limit" />
          <TextField name={say('set.drawerDifference')} kind="figures" value={figures.difference} onValue={(difference) => set({ difference })} />
          <TextField name={say('set.duplicate')} kind="figures" value={figures.duplicate} onValue={(duplicate) => set({ duplicate })} />
          <TextField name={say('set.refundDays.alipay')} kind="figures" value={figures.alipay} onValue={(alipay) => set({ alipay })} />
          <TextField name={say('set.refundDays.wechat')} kind="figures" value={figures.wechat} onValue={(wechat) => set({ wechat })} />
        </div>
        <Choice name={say('set.rounding')} values={['none', 'jiao', 'yuan']} chosen={rounding} onChoose={setRounding} word={(each) => say(`set.rounding.${each}`)} />
        <Switch name={say('set.selfApproval')} on={selfApproval} onChange={setSelfApproval} words={words} />
        <Switch name={say('set.shiftRequired')} on={shiftRequired} onChange={setShiftRequired} words={words} testId="shift-required" />
      </Section>
      <SaveBar onSave={save} />
    </>
  );
}
