/** Whose a page of settings is: the whole shop's, and then the same at every till, or this till's alone. */
import type { SettingsView } from '../../preload/contract/settings-views.ts';
import { useText } from '../text/text.tsx';
import type { SettingsTab } from './tabs.ts';

const SCOPES = {
  shop: 'shop', methods: 'shop', rules: 'shop', scan: 'shop', network: 'shop', kiosk: 'shop', alipay: 'wallet', wechat: 'wallet', numbers: 'numbers', people: 'people',
  devices: 'till', till: 'till', goods: 'till', backup: 'till',
} as const satisfies Partial<Record<SettingsTab, string>>;

export function Scope({ tab, till }: { readonly tab: SettingsTab; readonly till: SettingsView['till'] }) {
  const { say } = useText();
  const scopes: Partial<Record<SettingsTab, (typeof SCOPES)[keyof typeof SCOPES]>> = SCOPES;
  const scope = scopes[tab];
  if (scope === undefined) return null;
  return <p className="settings-scope" data-testid="settings-scope" data-scope={scope}>{scope === 'shop' || scope === 'people' ? say(`scope.${scope}`) : say(`scope.${scope}`, { till: till.id })}</p>;
}
