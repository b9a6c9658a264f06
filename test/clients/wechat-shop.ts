/** What the tests with `wechatpay-axios-plugin` have in common: its settings, its failures, and a shop's server that hears notices. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { WechatCredentials } from '../../main/simulator/wechat/gateway.ts';

export type Fields = Readonly<Record<string, unknown>>;

let serial = 0;
/** An order number that no other test used. */
export const number = (): string => `C${process.pid}${Date.now()}${(serial += 1)}`;

/** The fields of a flat answer as texts. */
export function texts(data: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
}

/** What the client wants of every merchant, even one that only uses v2. */
export const v3Of = ({ mchid, merchantSerial, merchantPrivateKeyPem, publicKeyId, publicKeyPem }: WechatCredentials) =>
  ({ mchid, serial: merchantSerial, privateKey: merchantPrivateKeyPem, certs: { [publicKeyId]: publicKeyPem } });

/** The client's failures: an AxiosError whose code and answer tell why. */
export async function failure(doing: Promise<unknown>): Promise<{ readonly code: string; readonly status: number | undefined; readonly data: Fields }> {
  const error: unknown = await doing.then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof Error)) throw new Error('the client was content');
  const response: unknown = Reflect.get(error, 'response');
  const of = (name: string): unknown => (typeof response === 'object' && response !== null ? Reflect.get(response, name) : undefined);
  const [status, data] = [of('status'), of('data')];
  return { code: String(Reflect.get(error, 'code')), status: typeof status === 'number' ? status : undefined, data: typeof data === 'object' && data !== null ? { ...data } : {} };
}

export interface Heard {
  readonly about: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A shop's server for notices: each order has an address of its own. */
export class NoticeShop {
  private readonly heard: Heard[] = [];
  answer = '';
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(): Promise<NoticeShop> {
    const server = createServer();
    const shop = new NoticeShop(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () => {
        shop.heard.push({ about: request.url ?? '', headers: request.headers, body });
        response.end(shop.answer);
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return shop;
  }

  /** What was told about an order so far, oldest first. */
  told(no: string): readonly Heard[] {
    return this.heard.filter(({ about }) => about === `/${no}`);
  }

  /** The address for notices about an order. */
  url(no: string): string {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the shop has no port');
    return `http://127.0.0.1:${address.port}/${no}`;
  }

  close(): void {
    this.server.close();
  }
}
