/** How far the daily bills were compared, kept among the settings: one small value for each wallet. */
import { z } from 'zod';
import { isFen } from '../../domain/money.ts';
import type { Fen } from '../../domain/money.ts';
import type { Wallet } from '../../domain/payment.ts';
import type { BillBook, BillRecord } from '../../ports.ts';
import type { SettingDefinition, SqliteSettings } from './settings.ts';

const fenValue = z.custom<Fen>(isFen, 'not whole fen');
const dateText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const doubt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unknown_charge'), date: dateText, outTradeNo: z.string(), tradeNo: z.string(), amount: fenValue }),
  z.strictObject({ kind: z.literal('amount_differs'), date: dateText, paymentId: z.string(), outTradeNo: z.string(), books: fenValue, bill: fenValue }),
  z.strictObject({ kind: z.literal('refund_differs'), date: dateText, paymentId: z.string(), outTradeNo: z.string(), books: fenValue, bill: fenValue }),
]);
const record = z.strictObject({ wallet: z.enum(['alipay', 'wechat']), date: dateText, at: z.number(), agreed: z.int(), doubts: z.array(doubt) });

export class SettingsBillBook implements BillBook {
  readonly #settings: SqliteSettings;

  constructor(settings: SqliteSettings) {
    this.#settings = settings;
  }

  read(wallet: Wallet): BillRecord | undefined {
    return this.#settings.read(definition(wallet)) ?? undefined;
  }

  write(value: BillRecord): void {
    this.#settings.write(definition(value.wallet), value);
  }
}

function definition(wallet: Wallet): SettingDefinition<BillRecord | null> {
  return { key: `bills.${wallet}`, schema: record.nullable(), initial: null };
}
