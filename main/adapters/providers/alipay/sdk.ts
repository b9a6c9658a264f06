/**
 * What is used of npm `alipay-sdk` 4.14: its shaping and signing of protocol v2 requests.
 *
 * Imported is its network-free module `util`, by its file, because the package exports only its whole. The whole brings urllib
 * with undici, which at import replaces `net.Socket.prototype.destroy` for the entire process (a second destroy with the same
 * Error then throws: printers and every other connection would be affected) and costs about 100 ms and 20 MB; its transport
 * also resends a lost POST once without telling and follows redirects with it. Requests leave through our own door instead.
 *
 * Answers are verified in `answer.ts`, not by the SDK's `checkResponseSign`: that lives in the same class, cannot find
 * `error_response`, and throws a bare TypeError when the signature is missing. A test holds that both accept the same answers.
 */
import { randomUUID } from 'node:crypto';
import type { AlipaySdkConfig } from 'alipay-sdk';
import { sign } from '../../../../node_modules/alipay-sdk/dist/esm/util.js';
import { chinaTime } from './china-time.ts';

/** Who signs, and for whom. */
export interface Signer {
  readonly appId: string;
  /** The app's private key, PEM, PKCS#1 or PKCS#8. */
  readonly privateKeyPem: string;
  /** In certificate mode: `app_cert_sn` and `alipay_root_cert_sn`. */
  readonly certificates?: { readonly appSn: string; readonly rootSn: string } | undefined;
  readonly appAuthToken?: string | undefined;
}

export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type BizContent = Readonly<Record<string, unknown>>;

/**
 * The POST of one call: common parameters in the query, `biz_content` in the form, as the SDK itself sends them. Empty values
 * are left out: the gateway drops them when it rebuilds the signed text, and the signature would fail.
 */
export function signedRequest(gatewayUrl: string, method: string, bizContent: BizContent, signer: Signer, at: number): SignedRequest {
  const filled = Object.fromEntries(Object.entries(bizContent).filter(([, value]) => value !== undefined && value !== ''));
  const config: Partial<AlipaySdkConfig> = {
    appId: signer.appId, privateKey: signer.privateKeyPem, signType: 'RSA2', charset: 'utf-8', version: '1.0',
    ...(signer.certificates && { appCertSn: signer.certificates.appSn, alipayRootCertSn: signer.certificates.rootSn }),
  };
  const own = { timestamp: chinaTime(at), bizContent: filled, ...(signer.appAuthToken && { appAuthToken: signer.appAuthToken }) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `sign` reads no other fields than these.
  const params: Record<string, string> = sign(method, own, config as Required<AlipaySdkConfig>);
  const { biz_content: content = '', ...common } = params;
  return {
    url: `${gatewayUrl}?${new URLSearchParams(common).toString()}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
      'accept': 'application/json',
      'user-agent': 'guitai',
      'alipay-request-id': randomUUID().replaceAll('-', ''),
    },
    body: new URLSearchParams({ biz_content: content }).toString(),
  };
}
