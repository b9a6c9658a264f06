/** APIv3 "获取平台证书": the platform certificate, sealed with the merchant's APIv3 key; nothing for public-key merchants. */
import type { Outcome } from './exchange.ts';
import type { Platform } from './platform.ts';
import { badField } from './refusal.ts';
import { seal } from './sealed.ts';
import { rfc3339 } from './time.ts';
import type { V3Call } from './v3-call.ts';
import { queryOf } from './v3-call.ts';
import type { V3Route } from './v3-wire.ts';

export function certificateRoutes(platform: Platform, mode: 'public-key' | 'certificate'): readonly V3Route[] {
  const list = (call: V3Call): Outcome => {
    const { algorithm_type = 'RSA' } = queryOf(call, [], ['algorithm_type']);
    if (!['RSA', 'SM2', 'ALL'].includes(algorithm_type)) throw badField('algorithm_type', '不支持的算法', algorithm_type, 'query');
    const { platformSerial, platformCertificatePem, effectiveAt, expiresAt } = platform.state;
    const isThere = mode === 'certificate' && algorithm_type !== 'SM2';
    const certificate = () => ({
      serial_no: platformSerial,
      effective_time: rfc3339(effectiveAt),
      expire_time: rfc3339(expiresAt),
      encrypt_certificate: seal(call.merchant.apiV3Key, 'certificate', platformCertificatePem),
    });
    return { status: 200, fields: { data: isThere ? [certificate()] : [] } };
  };
  return [{ method: 'GET', path: /^\/v3\/certificates$/, operation: 'other', handler: { work: list } }];
}
