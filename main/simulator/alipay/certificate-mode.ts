/** Certificate mode 公钥证书模式, as both protocols have it: which certificates a request names, and with which key it is answered. */
import { Refusal } from './refusal.ts';
import type { KeyRing } from './signing.ts';
import type { App, Keys } from './state.ts';

export interface NamedCertificates {
  readonly appSn: string | undefined;
  readonly rootSn: string | undefined;
  /** Protocol v2 demands the root's number; over v3 clients are known that leave it out and are answered. */
  readonly isRootDemanded: boolean;
}

/** Throws unless the request names this app's certificate, which must not have expired, and Alipay's root; or none, if it need not. */
export function checkCertificates(app: App, { appSn, rootSn, isRootDemanded }: NamedCertificates, keys: Keys, ring: KeyRing, now: number): void {
  const isAsked = app.trust === 'certificate' || appSn !== undefined || rootSn !== undefined;
  if (!isAsked) return;
  if (appSn === undefined) throw new Refusal('40001', 'isv.missing-app-cert-sn', '缺少应用公钥证书序列号');
  if (rootSn === undefined && isRootDemanded) throw new Refusal('40001', 'isv.missing-alipay-root-cert-sn', '缺少支付宝根证书序列号');
  if (appSn !== app.certificateSn) throw new Refusal('40002', 'isv.invalid-app-cert-sn', '应用公钥证书序列号不匹配');
  if (rootSn !== undefined && rootSn !== ring.certificate(keys.rootCertificatePem).sn) throw new Refusal('40002', 'isv.invalid-alipay-root-cert-sn', '支付宝根证书序列号不匹配');
  if (ring.certificate(app.certificatePem).validTo <= now) throw new Refusal('40002', 'isv.app-cert-expired', '应用公钥证书已过期');
}

/** The private key that an answer is signed with. */
export function answeringKey(keys: Keys, isCertificateMode: boolean): string {
  return isCertificateMode ? (keys.certifiedPrivateKeyPem ?? keys.alipayPrivateKeyPem) : keys.alipayPrivateKeyPem;
}
