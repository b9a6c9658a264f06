/** The shop's way out on the disk. Settings of a till that never chose one hold a direct way and the advised deadlines. */
import { z } from 'zod';
import { DEADLINE_BOUNDS, DEFAULT_DEADLINES } from '../../domain/network.ts';
import type { CallDeadlines, DeadlineCall } from '../../domain/network.ts';
import type { Wallet } from '../../domain/payment.ts';
import type { NetworkBook, NetworkChoice } from '../../ports.ts';
import type { SettingDefinition, SqliteSettings } from './settings.ts';

/** A deadline that a later program allows no more falls back to the advised one; the way out beside it stays. */
function deadlines(wallet: Wallet) {
  const one = (call: DeadlineCall) => z.int().min(DEADLINE_BOUNDS[wallet][call].min).max(DEADLINE_BOUNDS[wallet][call].max).catch(DEFAULT_DEADLINES[wallet][call]);
  const schema: z.ZodType<CallDeadlines> = z.strictObject({ pay: one('pay'), call: one('call') });
  return schema;
}

const SCHEMA: z.ZodType<NetworkChoice> = z.strictObject({
  proxyUrl: z.string(), proxyUser: z.string(), extraCa: z.string(), deadlines: z.strictObject({ alipay: deadlines('alipay'), wechat: deadlines('wechat') }),
});

/** A direct way out. */
export const DEFAULT_NETWORK: NetworkChoice = { proxyUrl: '', proxyUser: '', extraCa: '', deadlines: DEFAULT_DEADLINES };

export class SqliteNetworkBook implements NetworkBook {
  readonly #settings: SqliteSettings;
  readonly #definition: SettingDefinition<NetworkChoice>;

  /** `initial` holds until somebody chooses. */
  constructor(settings: SqliteSettings, initial: NetworkChoice = DEFAULT_NETWORK) {
    this.#settings = settings;
    this.#definition = { key: 'network', schema: SCHEMA, initial };
  }

  read(): NetworkChoice {
    return this.#settings.read(this.#definition);
  }

  save(choice: NetworkChoice): void {
    this.#settings.write(this.#definition, choice);
  }
}
