/**
 * WeChat Pay's addresses. Every host serves the same paths to the same credentials, and the host is no part of what is signed, so
 * a request may go to the second one, but only as the very same bytes and only when certainly not one of them reached the
 * first. Whatever may have been received is never sent again from here: that is for a query to find out.
 */
import type { Clock } from '../../../ports.ts';
import type { HttpDoor, HttpRequest, HttpResult } from '../../http.ts';

/** The nearest access point; also the host that the library and bills write into addresses. */
export const WECHAT_MAIN = 'https://api.mch.weixin.qq.com';
/** The remote access point. */
export const WECHAT_BACKUP = 'https://api2.mch.weixin.qq.com';

const OFFICIAL: ReadonlySet<string> = new Set([WECHAT_MAIN, WECHAT_BACKUP, 'https://api.wechatpay.cn', 'https://api2.wechatpay.cn']);
const THIS_MACHINE = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** After the first host could not be reached, the second one is asked first for so long: each try costs seconds of the deadline. */
const AVOID_MS = 60_000;
/** The door's own reasons: the second host would not help, or there is no time left for it. */
const NOT_THE_LINE = new Set(['ORIGIN_NOT_ALLOWED', 'ABORTED', 'DEADLINE']);

/** Throws RangeError for an origin that is neither WeChat Pay's nor on this machine: a stray setting must not lead payments elsewhere. */
export function checkedWechatUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.origin !== text || !(OFFICIAL.has(text) || THIS_MACHINE.has(url.hostname))) throw new RangeError(`not an address of WeChat Pay: ${text}`);
  return text;
}

/** True for an address on one of WeChat Pay's own hosts, which a bill's download address must be. */
export function isOfficial(url: URL): boolean {
  return OFFICIAL.has(url.origin);
}

export type HostRequest = Omit<HttpRequest, 'url'>;

export class Hosts {
  private readonly urls: readonly string[];
  private readonly door: HttpDoor;
  private readonly clock: Clock;
  private avoidFirstUntil = 0;

  /** Throws RangeError for an address that is not WeChat Pay's. */
  constructor(settings: { readonly baseUrl: string; readonly backupUrl?: string | undefined }, door: HttpDoor, clock: Clock) {
    const { baseUrl, backupUrl } = settings;
    this.urls = (backupUrl === undefined ? [baseUrl] : [baseUrl, backupUrl]).map(checkedWechatUrl);
    this.door = door;
    this.clock = clock;
  }

  /** Sends a request to the path of one host, or, if that certainly never received it, of the other. One deadline for both. */
  async send(path: string, request: HostRequest): Promise<HttpResult> {
    let spent = 0;
    let result: HttpResult | undefined;
    for (const url of this.inOrder()) {
      const outcome = await this.door.send({ ...request, url: url + path, deadlineMs: request.deadlineMs - spent });
      result = { ...outcome, ms: spent + outcome.ms };
      spent = result.ms;
      if (outcome.kind !== 'never_sent' || NOT_THE_LINE.has(outcome.code)) return result;
      this.avoidFirstUntil = url === this.urls[0] ? this.clock.now() + AVOID_MS : 0;
      if (spent >= request.deadlineMs) return result;
    }
    if (!result) throw new TypeError('WeChat Pay has no address');
    return result;
  }

  private inOrder(): readonly string[] {
    return this.clock.now() < this.avoidFirstUntil ? this.urls.toReversed() : this.urls;
  }
}
