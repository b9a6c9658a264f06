/**
 * What is used of npm `wechatpay-node-v3` 2.2: its requests, their signatures, and its `createHttp()`, through which our own
 * door becomes its transport. Added here is what it lacks: barcode payment and its reversal, partner mode, the `Wechatpay-Serial`
 * header that names the key of the answer, one nonce of full strength, and the till's own clock.
 *
 * Not used: its transport (no deadline), its `verifySign` (no time window, fetches certificates by itself), and its
 * `decipher_gcm` (does not check the tag). Answers are verified in `signature.ts`.
 */
import { randomBytes } from 'node:crypto';
import Pay from 'wechatpay-node-v3';
import type { Clock } from '../../../ports.ts';
import type { HttpResult } from '../../http.ts';
import type { Budget } from './heard.ts';
import { WECHAT_MAIN } from './hosts.ts';
import type { Hosts } from './hosts.ts';
import type { Merchant } from './settings.ts';

type Transport = Parameters<Pay['createHttp']>[0];
type Output = Awaited<ReturnType<Transport['get']>>;
type Fields = Readonly<Record<string, unknown>>;

/** The library writes this host into every address; it is no part of what is signed. */
const LIBRARY_HOST = WECHAT_MAIN;

export interface MerchantKey extends Merchant {
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

export interface NativeBody {
  readonly description: string;
  readonly out_trade_no: string;
  readonly notify_url: string;
  readonly time_expire: string;
  readonly amount: { readonly total: number; readonly currency: 'CNY' };
}

export interface RefundBody {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly reason: string;
  readonly amount: { readonly refund: number; readonly total: number; readonly currency: 'CNY' };
}

/**
 * The library with what a till needs besides. In partner mode orders have paths of their own and name both merchants, which the
 * library's own methods cannot do; refunds and bills keep their paths and name the shop.
 */
export class WechatLibrary extends Pay {
  private readonly clock: Clock;
  private readonly subMchid: string | undefined;
  /** Where orders live. */
  private readonly transactions: string;
  /** Who sells, with and without the app, and as a query. */
  private readonly seller: Fields;
  private readonly merchants: Fields;
  private readonly merchantsQuery: string;

  constructor(key: MerchantKey, clock: Clock, transport: Transport) {
    const { appid, mchid, subMchid, subAppid } = key;
    // The certificate is only read for its serial number, which is given; the library insists on a buffer.
    super({ appid, mchid, serial_no: key.merchantSerial, publicKey: Buffer.alloc(0), privateKey: Buffer.from(key.privateKeyPem) });
    this.clock = clock;
    this.subMchid = subMchid;
    const isPartner = subMchid !== undefined;
    this.transactions = `/v3/pay/${isPartner ? 'partner/' : ''}transactions`;
    this.merchants = isPartner ? { sp_mchid: mchid, sub_mchid: subMchid } : { mchid };
    // WeChat Pay answers 500 to a partner's call without sp_appid, whatever older documents say.
    this.seller = isPartner ? { sp_appid: appid, ...(subAppid !== undefined && { sub_appid: subAppid }), ...this.merchants } : { appid, mchid };
    this.merchantsQuery = isPartner ? `sp_mchid=${mchid}&sub_mchid=${subMchid}` : `mchid=${mchid}`;
    this.createHttp(transport);
  }

  /** 付款码支付 POST …/codepay */
  codepay(body: CodepayBody): Promise<Output> {
    return this.post(`${this.transactions}/codepay`, { ...this.seller, ...body });
  }

  /** Native 下单 POST …/native */
  native(body: NativeBody): Promise<Output> {
    return this.subMchid === undefined ? this.transactions_native(body) : this.post(`${this.transactions}/native`, { ...this.seller, ...body });
  }

  /** 查询订单 GET …/out-trade-no/{out_trade_no} */
  order(outTradeNo: string): Promise<Output> {
    return this.subMchid === undefined ? this.query({ out_trade_no: outTradeNo }) : this.read(`${this.transactions}/out-trade-no/${outTradeNo}?${this.merchantsQuery}`);
  }

  /** 撤销订单 POST …/out-trade-no/{out_trade_no}/reverse */
  reverse(outTradeNo: string): Promise<Output> {
    return this.post(`${this.transactions}/out-trade-no/${outTradeNo}/reverse`, this.seller);
  }

  /** 关闭订单 POST …/out-trade-no/{out_trade_no}/close */
  closeOrder(outTradeNo: string): Promise<Output> {
    return this.subMchid === undefined ? this.close(outTradeNo) : this.post(`${this.transactions}/out-trade-no/${outTradeNo}/close`, this.merchants);
  }

  /** 申请退款 POST /v3/refund/domestic/refunds */
  refund(body: RefundBody): Promise<Output> {
    return this.refunds({ ...this.shop(), ...body });
  }

  /** 查询单笔退款 GET /v3/refund/domestic/refunds/{out_refund_no} */
  refundOf(outRefundNo: string): Promise<Output> {
    return this.find_refunds(this.subMchid === undefined ? outRefundNo : `${outRefundNo}?sub_mchid=${this.subMchid}`);
  }

  /** 申请交易账单 GET /v3/bill/tradebill: all movements of a day `yyyy-mm-dd`, packed. */
  tradeBill(date: string): Promise<Output> {
    return this.tradebill({ bill_date: date, bill_type: 'ALL', tar_type: 'GZIP', ...this.shop() });
  }

  /** 下载账单: `path` begins with a slash and holds the token. */
  billFile(path: string): Promise<Output> {
    return this.downloadBill(LIBRARY_HOST + path);
  }

  /** 获取平台证书 GET /v3/certificates, unopened. */
  certificates(): Promise<Output> {
    return this.read('/v3/certificates');
  }

  private shop(): { readonly sub_mchid?: string } {
    return this.subMchid === undefined ? {} : { sub_mchid: this.subMchid };
  }

  private read(path: string): Promise<Output> {
    return this.httpService.get(LIBRARY_HOST + path, this.getHeaders(this.buildAuthorization('GET', LIBRARY_HOST + path)));
  }

  private post(path: string, body: Fields): Promise<Output> {
    return this.httpService.post(LIBRARY_HOST + path, body, this.getHeaders(this.buildAuthorization('POST', LIBRARY_HOST + path, body)));
  }

  /** As the library's own, with the till's clock and a random nonce that cannot be guessed. */
  protected override buildAuthorization(method: string, url: string, params?: Record<string, unknown>): string {
    const nonce = randomBytes(16).toString('hex');
    const timestamp = String(Math.floor(this.clock.now() / 1000));
    const signature = this.getSignature(method, nonce, timestamp, url.replace(LIBRARY_HOST, ''), params);
    return this.getAuthorization(nonce, timestamp, signature);
  }
}

/** Our door as the library's transport, for one call. What came back is kept as it came, whatever the library makes of it. */
export class DoorTransport implements Transport {
  /** Undefined until the library has asked. */
  result: HttpResult | undefined;
  private readonly hosts: Hosts;
  private readonly budget: Budget;
  private readonly keyOfAnswer: string | undefined;

  /** `keyOfAnswer` names the key that WeChat Pay shall sign its answer with; absent when none is known yet. */
  constructor(hosts: Hosts, budget: Budget, keyOfAnswer: string | undefined) {
    this.hosts = hosts;
    this.budget = budget;
    this.keyOfAnswer = keyOfAnswer;
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
    if (!url.startsWith(`${LIBRARY_HOST}/`)) throw new TypeError('the library asks for another host');
    this.result = await this.hosts.send(url.slice(LIBRARY_HOST.length), {
      ...this.budget,
      method,
      headers: {
        'accept': 'application/json',
        'authorization': String(headers['Authorization']),
        'user-agent': 'guitai',
        ...(this.keyOfAnswer === undefined ? {} : { 'wechatpay-serial': this.keyOfAnswer }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    return { status: this.result.kind === 'answer' ? this.result.status : 0 };
  }
}
