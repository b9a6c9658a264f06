/** The file with a shop's settings: written without secrets, read with all suspicion. Read only means looked at; saving goes by the usual questions. */
import { SETTINGS_FILE_FORMAT, SETTINGS_FILE_VERSION, settingsFileHead, settingsFileSchema } from '../../preload/contract/settings-file.ts';
import type { SettingsFile, SettingsFileView } from '../../preload/contract/settings-file.ts';
import { storeSettingsSchema } from '../../preload/contract/settings-views.ts';
import type { SettingsView, StoreSettingsInput } from '../../preload/contract/settings-views.ts';
import { refused } from '../app/outcome.ts';
import type { Outcome } from '../app/outcome.ts';
import type { RolePermissions } from '../domain/approval.ts';
import { differences } from '../app/setting-differences.ts';

type Settings = Pick<SettingsView, 'store' | 'sequences' | 'providers' | 'network' | 'till'> & { readonly roles: RolePermissions };
type Wallet = 'alipay' | 'wechat';
type RoleTable = NonNullable<SettingsFile['roles']>;

/** The text of the file. Persons are known to one till only, so nobody is named. */
export function writeSettingsFile({ store, sequences, providers, network, till, roles }: Settings, now: number): string {
  const wallet = (name: Wallet) => {
    const provider = providers.find((each) => each.wallet === name);
    return { enabled: provider?.enabled ?? false, fields: fieldsOf(provider) };
  };
  const { proxyUrl, proxyUser, extraCa, deadlines } = network;
  const file: SettingsFile = {
    format: SETTINGS_FILE_FORMAT, version: SETTINGS_FILE_VERSION, made: { at: new Date(now).toISOString(), till: till.number },
    store: { ...store, methods: store.methods.map((method) => ({ ...method, hiddenFromPeople: [] })) },
    sequences: sequences.map(({ kind, prefix, suffix, style }) => ({ kind, prefix, suffix, style })),
    wallets: { alipay: wallet('alipay'), wechat: wallet('wechat') },
    network: { proxyUrl, proxyUser, extraCa, deadlines },
    roles: inOrder(roles),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What a file would change here, and what to save for it. `file_bad` names the first place that is wrong. */
export function readSettingsFile(text: string, now: Settings): Outcome<SettingsFileView, 'file_not_settings' | 'file_newer' | 'file_bad'> {
  const raw = parsed(text);
  const head = settingsFileHead.safeParse(raw);
  if (!head.success) return refused('file_not_settings');
  if (head.data.version > SETTINGS_FILE_VERSION) return refused('file_newer');
  const file = settingsFileSchema.safeParse(raw);
  if (!file.success) return refused('file_bad', { name: file.error.issues[0]?.path.join('.') ?? '' });
  const store = storeSettingsSchema.safeParse({ ...now.store, ...file.data.store });
  if (!store.success) return refused('file_bad', { name: ['store', ...(store.error.issues[0]?.path ?? [])].join('.') });
  const { made, sequences, wallets, network, roles } = file.data;
  const wishOf = (name: Wallet) => ({ wallet: name, ...wallets[name], secrets: {} });
  const wish = { store: withOwnPeople(store.data, now.store), sequences, alipay: wishOf('alipay'), wechat: wishOf('wechat'), network, ...(roles && { roles: inOrder(roles) }) };
  return { ok: true, value: { made: { at: Date.parse(made.at), till: made.till }, wish, changes: changesOf(now, wish) } };
}

function changesOf(now: Settings, { store, sequences, alipay, wechat, network, roles }: SettingsFileView['wish']): SettingsFileView['changes'] {
  const ofWallet = (name: Wallet, { enabled, fields }: SettingsFileView['wish']['alipay']) => {
    const provider = now.providers.find((each) => each.wallet === name);
    return differences({ enabled: provider?.enabled ?? false, ...fieldsOf(provider) }, { enabled, ...fields }).map((change) => ({ part: name, ...change }));
  };
  const named = (list: readonly { readonly kind: string; readonly prefix: string; readonly suffix: string; readonly style: string }[]) =>
    Object.fromEntries(list.map(({ kind, prefix, suffix, style }) => [kind, { prefix, suffix, style }]));
  const { proxyUrl, proxyUser, extraCa, deadlines } = now.network;
  return [
    ...differences(now.store, store).map((change) => ({ part: 'store' as const, ...change })),
    ...differences(named(now.sequences), named(sequences)).map((change) => ({ part: 'sequences' as const, ...change })),
    ...ofWallet('alipay', alipay), ...ofWallet('wechat', wechat),
    ...differences({ proxyUrl, proxyUser, extraCa, deadlines }, network).map((change) => ({ part: 'network' as const, ...change })),
    ...(roles ? differences(inOrder(now.roles), roles) : []).map((change) => ({ part: 'roles' as const, ...change })),
  ];
}

/** Rights in one order, so that the same ones are the same. */
function inOrder({ cashier, supervisor, manager, owner, it }: RolePermissions): RoleTable {
  return { cashier: cashier.toSorted(), supervisor: supervisor.toSorted(), manager: manager.toSorted(), owner: owner.toSorted(), it: it.toSorted() };
}

/** From whom a way to pay is hidden stays this till's own. */
function withOwnPeople(store: StoreSettingsInput, own: StoreSettingsInput): StoreSettingsInput {
  const hidden = (method: string): string[] => own.methods.find((each) => each.method === method)?.hiddenFromPeople ?? [];
  return { ...store, methods: store.methods.map((method) => ({ ...method, hiddenFromPeople: hidden(method.method) })) };
}

function fieldsOf(provider: SettingsView['providers'][number] | undefined): Record<string, string> {
  return Object.fromEntries((provider?.fields ?? []).map(({ name, value }) => [name, value]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Any other file.
    return undefined;
  }
}
