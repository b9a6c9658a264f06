/**
 * What is used of npm `wechatpay-node-v3` 2.2: its requests, their signatures, and its `createHttp()`, through which our own
 * door becomes its transport. Added here is what it lacks: barcode payment and its reversal, the `Wechatpay-Serial` header that
 * public-key mode needs on every request, one nonce of full strength, and the till's own clock.
 *
 * Not used: its transport (no deadline), its `verifySign` (no time window, fetches certificates by itself), and its
 * `decipher_gcm` (does not check the tag). Answers are verified in `signature.ts`.
 */
import { randomBytes } from 'node:crypto';
import Pay from 'wechatpay-node-v3';
import type { Clock } from '../../../ports.ts';
import type { HttpDoor, HttpRequest, HttpResult } from '../../http.ts';

type Transport = Parameters<Pay['createHttp']>[0];
type Output = Awaited<ReturnType<Transport['get']>>;

/** The library writes this host into every address; it is no part of what is signed. */
const LIBRARY_HOST = 'https://api.mch.weixin.qq.com';

export interface MerchantKey {
  readonly appid: string;
  readonly mchid: string;
  /** Serial number of the merchant's API certificate. */
  readonly merchantSerial: string;
  /** The merchant's private key, PEM. */
  readonly privateKeyPem: string;
}

export interface CodepayBody {
  readonly description: string;
  readonly out_trade_no: string;
  readonly payer: { readonly auth_code: string };
  readonly amount: { readonly total: number; readonly currency: 'CNY' };
  readonly scene_info: { readonly device_id: string; readonly store_info: { readonly out_id: string } };
}

/** The library with the two interfaces of 付款码支付 that it has not. */
export class BarcodePay extends Pay {
  private readonly clock: Clock;

  constructor(key: MerchantKey, clock: Clock, transport: Transport) {
    // The certificate is only read for its serial number, which is given; the library insists on a buffer.
    super({
      appid: key.appid, mchid: key.mchid, serial_no: key.merchantSerial,
      publicKey: Buffer.alloc(0), privateKey: Buffer.from(key.privateKeyPem),
    });
    this.clock = clock;
    this.createHttp(transport);
  }

  /** POST /v3/pay/transactions/codepay */
  codepay(body: CodepayBody): Promise<Output> {
    return this.post('/v3/pay/transactions/codepay', { appid: this.appid, mchid: this.mchid, ...body });
  }

  /** POST /v3/pay/transactions/out-trade-no/{out_trade_no}/reverse */
  reverse(outTradeNo: string): Promise<Output> {
    return this.post(`/v3/pay/transactions/out-trade-no/${outTradeNo}/reverse`, { appid: this.appid, mchid: this.mchid });
  }

  private post(path: string, body: Record<string, unknown>): Promise<Output> {
    return this.httpService.post(LIBRARY_HOST + path, body, this.getHeaders(this.buildAuthorization('POST', path, body)));
  }

  /** As the library's own, with the till's clock and a random nonce that cannot be guessed. */
  protected override buildAuthorization(method: string, url: string, params?: Record<string, unknown>): string {
    const nonce = randomBytes(16).toString('hex');
    const timestamp = String(Math.floor(this.clock.now() / 1000));
    const signature = this.getSignature(method, nonce, timestamp, url.replace(LIBRARY_HOST, ''), params);
    return this.getAuthorization(nonce, timestamp, signature);
  }
}

export interface TransportSettings {
  /** `https://api.mch.weixin.qq.com`, its backup, or a simulator; without a trailing slash. */
  readonly baseUrl: string;
  /** Names the key that WeChat Pay shall sign its answer with. */
  readonly publicKeyId: string;
}

/** Our door as the library's transport, for one call. What came back is kept as it came, whatever the library makes of it. */
export class DoorTransport implements Transport {
  /** Undefined until the library has asked. */
  result: HttpResult | undefined;
  private readonly door: HttpDoor;
  private readonly settings: TransportSettings;
  private readonly budget: Pick<HttpRequest, 'deadlineMs' | 'ownConnection' | 'name'>;

  constructor(door: HttpDoor, settings: TransportSettings, budget: Pick<HttpRequest, 'deadlineMs' | 'ownConnection' | 'name'>) {
    this.door = door;
    this.settings = settings;
    this.budget = budget;
  }

  get(url: string, headers: Record<string, unknown>): Promise<Output> {
    return this.send('GET', url, headers);
  }

  /** The body is written exactly as the library signed it. */
  post(url: string, params: Record<string, unknown>, headers: Record<string, unknown>): Promise<Output> {
    return this.send('POST', url, headers, JSON.stringify(params));
  }

  upload(): Promise<Output> {
    return Promise.reject(new TypeError('a till uploads nothing'));
  }

  private async send(method: 'GET' | 'POST', url: string, headers: Record<string, unknown>, body?: string): Promise<Output> {
    if (this.result) throw new TypeError('one transport carries one request');
    this.result = await this.door.send({
      ...this.budget,
      method,
      url: url.replace(LIBRARY_HOST, this.settings.baseUrl),
      headers: {
        'accept': 'application/json',
        'authorization': String(headers['Authorization']),
        'user-agent': 'guitai',
        'wechatpay-serial': this.settings.publicKeyId,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    return { status: this.result.kind === 'answer' ? this.result.status : 0 };
  }
}
