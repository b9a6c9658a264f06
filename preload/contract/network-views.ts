/** The shop's way out to the wallets. The proxy's password only goes in. */
import { z } from 'zod';
import type { ReachObstacle } from '../../main/domain/network.ts';
import { words } from './words.ts';

const ms = z.int().min(0).max(120_000);
const deadlines = z.strictObject({ alipay: z.strictObject({ pay: ms, call: ms }), wechat: z.strictObject({ pay: ms, call: ms }) });
const bounds = z.object({ min: ms, max: ms });
const walletBounds = z.object({ pay: bounds, call: bounds });

export const networkChoiceSchema = z.strictObject({
  /** `http://host:port`; empty for none. */
  proxyUrl: z.string().max(260),
  /** Empty for none. */
  proxyUser: z.string().max(120),
  /** Authorities of the company's own, PEM; empty for none. */
  extraCa: z.string().max(200_000),
  /** For `pay`, and for every other call but bills, ms. */
  deadlines,
});

export const networkChange = z.strictObject({
  choice: networkChoiceSchema,
  /** Absent leaves the password; empty forgets it. */
  password: z.string().max(200).optional(),
});

export const networkView = networkChoiceSchema.extend({
  /** False in the demo. */
  editable: z.boolean(),
  bounds: z.object({ alipay: walletBounds, wechat: walletBounds }),
  /** What the bundle holds. */
  authorities: z.array(z.object({ name: z.string(), until: z.number(), fingerprint: z.string() })),
  proxyPassword: z.object({ set: z.boolean(), fingerprint: z.string().optional(), since: z.number().optional() }),
}).strip();

/** What stood between till and wallet. The sentence is `reach.<obstacle>`. */
export const reachObstacleSchema = words<ReachObstacle>()([
  'proxy_wants_password', 'proxy_password_wrong', 'proxy_no_basic', 'proxy_forbids', 'proxy_not_found', 'proxy_refused', 'proxy_silent', 'proxy_broke', 'proxy_cannot_reach',
  'certificate_unknown', 'certificate_other_name', 'certificate_dates', 'no_name', 'no_way', 'refused', 'silent', 'cut',
]);

/** Why a way out is not saved. The sentence is `problem.<code>`. */
export const NETWORK_FAILURES = [
  'proxy_bad', 'proxy_kind', 'proxy_credentials', 'proxy_user_missing', 'ca_bad', 'ca_private_key', 'ca_not_authority', 'ca_expired', 'deadline_out_of_bounds',
] as const;

export type NetworkView = z.infer<typeof networkView>;
export type NetworkChoiceInput = z.infer<typeof networkChoiceSchema>;
