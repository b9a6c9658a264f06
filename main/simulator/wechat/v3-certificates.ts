/**
 * APIv3 "获取平台证书": the platform certificates (two while one follows the other), each sealed with the merchant's APIv3 key.
 * Public-key merchants have none; both answers to that are seen in the field, an empty list and 404.
 */
import type { Outcome } from './exchange.ts';
import type { Platform } from './platform.ts';
import { badField, Refusal } from './refusal.ts';
import { seal } from './sealed.ts';
import { rfc3339 } from './time.ts';
import type { V3Call } from './v3-call.ts';
import { queryOf } from './v3-call.ts';
import type { V3Route } from './v3-wire.ts';

export type CertificateList = 'listed' | 'empty' | 'not-found';

export function certificateRoutes(platform: Platform, answer: CertificateList): readonly V3Route[] {
  const list = (call: V3Call): Outcome => {
    const { algorithm_type = 'RSA' } = queryOf(call, [], ['algorithm_type']);
    if (!['RSA', 'SM2', 'ALL'].includes(algorithm_type)) throw badField('algorithm_type', '不支持的算法', algorithm_type, 'query');
    if (answer === 'not-found') throw new Refusal('RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥');
    const isThere = answer === 'listed' && algorithm_type !== 'SM2';
    const listed = platform.certificates().map(({ serial, certificatePem, effectiveAt, expiresAt }) => ({
      serial_no: serial,
      effective_time: rfc3339(effectiveAt),
      expire_time: rfc3339(expiresAt),
      encrypt_certificate: seal(call.merchant.apiV3Key, 'certificate', certificatePem),
    }));
    return { status: 200, fields: { data: isThere ? listed : [] } };
  };
  return [{ method: 'GET', path: /^\/v3\/certificates$/, operation: 'other', handler: { work: list } }];
}
