// What may be sent to the control API. Unknown fields are refused: a mistyped name in a test must not pass silently.
import { z } from 'zod';
import type { Fault } from '../faults.ts';
import { DeskError } from './http.ts';

export const walletName = z.enum(['alipay', 'wechat']);
export const noBody = z.undefined().or(z.strictObject({}));
export const scanBody = z.strictObject({ text: z.string().min(1).max(512) });
export const lookBody = z.strictObject({ qrText: z.string().trim().min(1).max(8192) });
/** The simulated wallet takes any six digits. */
export const confirmBody = z.strictObject({ outTradeNo: z.string().min(1).max(64), pin: z.string().regex(/^\d{6}$/) });
export const declineBody = z.strictObject({ outTradeNo: z.string().min(1).max(64) });
export const moodBody = z.strictObject({ mood: z.enum(['pays-at-once', 'asks-pin', 'declines', 'never-answers', 'no-money']) });
export const balanceBody = z.strictObject({ balanceFen: z.int().min(0).max(10_000_000_000) });
export const storyBody = z.strictObject({ id: z.string() });
export const printerBody = z.strictObject({
  state: z.enum(['ok', 'near-end', 'paper-out', 'cover-open', 'slow', 'dead', 'garbage']).optional(),
  paperWidth: z.union([z.literal(58), z.literal(80)]).optional(),
});

const milliseconds = z.int().min(0).max(3_600_000);

const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop-before') }),
  z.strictObject({ kind: z.literal('drop-after') }),
  z.strictObject({ kind: z.literal('delay-answer'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('delay-work'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('drip'), everyMs: milliseconds }),
  z.strictObject({
    kind: z.literal('http-error'),
    status: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]),
    work: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('redirect'), location: z.url() }),
  z.strictObject({ kind: z.literal('system-error'), work: z.boolean() }),
  z.strictObject({ kind: z.literal('too-many-requests') }),
  z.strictObject({ kind: z.literal('truncated') }),
  z.strictObject({ kind: z.literal('signature'), flaw: z.enum(['missing', 'wrong', 'unknown-key', 'stale']) }),
  z.strictObject({ kind: z.literal('wrong-content'), flaw: z.enum(['amount', 'number', 'merchant']) }),
  z.strictObject({ kind: z.literal('not-yet-visible') }),
  z.strictObject({ kind: z.literal('lies-done') }),
]) satisfies z.ZodType<Fault>;

export const faultBody = z.strictObject({
  gateway: walletName,
  operation: z.enum(['pay', 'precreate', 'query', 'cancel', 'close', 'refund', 'refundQuery', 'bill', 'billDownload', 'other', 'any']),
  fault,
  /** Null = until cleared. */
  times: z.int().min(1).nullable().default(1),
  outTradeNo: z.string().optional(),
  lastsMs: milliseconds.optional(),
});

/** Parses or answers 400 with the first thing that is wrong. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new DeskError(400, 'bad-request', issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'the request is not understood');
}
