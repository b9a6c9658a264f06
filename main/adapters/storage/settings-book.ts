/** The store's decisions on the disk. Every change is in the journal, with what was changed by whom; nothing in it is a secret. */
import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../../domain/approval.ts';
import { DEFAULT_KIOSK_RULES } from '../../domain/kiosk-rules.ts';
import { isFen } from '../../domain/money.ts';
import type { Fen } from '../../domain/money.ts';
import { DEFAULT_SETTINGS, METHODS, soundRoles } from '../../domain/settings.ts';
import type { SavedSettings } from '../../domain/settings.ts';
import type { Wallet } from '../../domain/payment.ts';
import type { Clock, Ledger, ProviderBook, SavedProvider, SettingsBook } from '../../ports.ts';
import type { Database } from './database.ts';
import type { SettingDefinition, SqliteSettings } from './settings.ts';

const fen = z.custom<Fen>(isFen, 'not whole fen').refine((amount) => amount >= 0, 'negative');
const codeRule = z.strictObject({ lengths: z.array(z.int()), prefixes: z.array(z.string()) });
const permissions = z.array(z.enum(PERMISSIONS));
const time = z.int().min(0);
const kiosk = z.strictObject({
  amountLimit: fen, restricted: z.enum(['staff', 'counter']), idleMs: time, warnMs: time, goodbyeMs: time,
  cashHandOver: z.boolean(), receipt: z.enum(['ask', 'always']), speech: z.boolean(), largeText: z.boolean(),
});

type Definitions = { readonly [Part in keyof SavedSettings]: SettingDefinition<SavedSettings[Part]> };

/** The till's own part is kept by the till's id: a database that serves two tills keeps both. */
function definitions(tillId: string, initial: SavedSettings): Definitions {
  return {
    store: {
      key: 'store',
      initial: initial.store,
      schema: z.strictObject({
        shop: z.strictObject({ nameZh: z.string(), nameEn: z.string(), address: z.string(), phone: z.string() }),
        receipt: z.strictObject({ language: z.enum(['zh', 'en']), head: z.array(z.string()), foot: z.array(z.string()) }),
        methods: z.array(z.strictObject({ method: z.enum(METHODS), visible: z.boolean(), hiddenFromRoles: z.array(z.enum(ROLES)), hiddenFromPeople: z.array(z.string()) })),
        cashRounding: z.enum(['none', 'jiao', 'yuan']),
        limits: z.strictObject({ discountShare: z.int().min(0).max(10_000), refund: fen, drawerDifference: fen }),
        selfApproval: z.boolean(),
        duplicateWindowMs: z.int().min(0),
        refundDays: z.strictObject({ alipay: z.int().min(1), wechat: z.int().min(1) }),
        scan: z.strictObject({
          wallets: z.strictObject({ alipay: codeRule, wechat: codeRule }),
          scaleLabels: z.array(z.strictObject({ prefix: z.string(), template: z.string() })),
        }),
        shiftRequired: z.boolean(),
        // Saved before there was such a part.
        kiosk: kiosk.default(DEFAULT_KIOSK_RULES),
      }),
    },
    till: {
      key: `till.${tillId}`,
      initial: initial.till,
      schema: z.strictObject({ name: z.string(), language: z.enum(['zh', 'en']), sounds: z.boolean(), displayInches: z.number().positive().nullable().default(null) }),
    },
    roles: {
      key: 'roles',
      initial: initial.roles,
      schema: z.strictObject({ cashier: permissions, supervisor: permissions, manager: permissions, owner: permissions, it: permissions }),
    },
  };
}

export interface SettingsBookDeps {
  readonly database: Database;
  readonly settings: SqliteSettings;
  readonly ledger: Pick<Ledger, 'commit'>;
  readonly clock: Clock;
  readonly tillId: string;
  /** What holds until somebody decides; a new store's when absent. */
  readonly initial?: SavedSettings;
}

export class SqliteSettingsBook implements SettingsBook {
  readonly #deps: SettingsBookDeps;
  readonly #definitions: Definitions;

  constructor(deps: SettingsBookDeps) {
    this.#deps = deps;
    this.#definitions = definitions(deps.tillId, deps.initial ?? DEFAULT_SETTINGS);
  }

  read(): SavedSettings {
    const { settings } = this.#deps;
    const { store, till, roles } = this.#definitions;
    return { store: settings.read(store), till: settings.read(till), roles: soundRoles(settings.read(roles)) };
  }

  save({ store, till, roles }: Partial<SavedSettings>, by: string): void {
    const { database, settings, ledger, clock, tillId } = this.#deps;
    database.transaction(() => {
      if (store) settings.write(this.#definitions.store, store);
      if (till) settings.write(this.#definitions.till, till);
      if (roles) settings.write(this.#definitions.roles, soundRoles(roles));
      ledger.commit({
        entries: [{
          at: clock.now(), subject: 'till', subjectId: tillId, by, note: 'settings_saved',
          event: { ...(store && { store }), ...(till && { till }), ...(roles && { roles }) },
        }],
      });
    });
  }
}

const savedProvider = z.strictObject({ enabled: z.boolean(), fields: z.record(z.string(), z.string()), accountSince: z.number().exactOptional() });

/** What of the wallets' set-up is no secret. */
export class SqliteProviderBook implements ProviderBook {
  readonly #settings: SqliteSettings;

  constructor(settings: SqliteSettings) {
    this.#settings = settings;
  }

  read(wallet: Wallet): SavedProvider {
    return this.#settings.read(definitionOf(wallet));
  }

  save(wallet: Wallet, saved: SavedProvider): void {
    this.#settings.write(definitionOf(wallet), saved);
  }
}

function definitionOf(wallet: Wallet): SettingDefinition<SavedProvider> {
  return { key: `provider.${wallet}`, schema: savedProvider, initial: { enabled: false, fields: {} } };
}
