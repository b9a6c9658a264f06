/** Tests of the simulated world as a whole: started on free ports, driven over real HTTP like a page or a script would. */
import { get as httpGet } from 'node:http';
import { AlipaySdk } from 'alipay-sdk';
import type { AlipaySdkCommonResult } from 'alipay-sdk';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator, SimulatorOptions } from '../../main/simulator/index.ts';
import type { CodeView, PhonesView } from '../../main/simulator/wallet/views.ts';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export class DeskVisitor {
  readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  async send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(this.simulator.urls.desk + path, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'x-desk-token': this.simulator.deskToken }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answered: T = await response.json();
    return { status: response.status, body: answered };
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send<T>('GET', path)).body;
  }

  async post<T>(path: string, body?: object): Promise<T> {
    return (await this.send<T>('POST', path, body)).body;
  }

  async phones(): Promise<PhonesView> {
    return this.get<PhonesView>('/api/phones');
  }

  async code(wallet: 'alipay' | 'wechat'): Promise<string> {
    return (await this.post<CodeView>(`/api/phones/${wallet}/code`)).groups.join('');
  }
}

/** The status of a GET whose Host header fetch would not let us set. */
export function statusWithHost(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpGet(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}

let serial = 0;

export function freshNumber(): string {
  serial += 1;
  return `W${process.pid}_${serial}`;
}

/** A till that speaks Alipay through the stock SDK. */
export class AlipayTill {
  private readonly sdk: AlipaySdk;

  constructor({ alipay }: Simulator) {
    process.env['TZ'] = 'Asia/Shanghai';
    this.sdk = new AlipaySdk({
      appId: alipay.appId, privateKey: alipay.appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: alipay.alipayPublicKeyPem,
      gateway: alipay.gatewayUrl, endpoint: alipay.endpoint, camelcase: false,
    });
  }

  pay(outTradeNo: string, yuan: string, authCode: string): Promise<AlipaySdkCommonResult> {
    return this.call('alipay.trade.pay', { out_trade_no: outTradeNo, total_amount: yuan, subject: '测试', auth_code: authCode, scene: 'bar_code' });
  }

  call(method: string, bizContent: Record<string, unknown>): Promise<AlipaySdkCommonResult> {
    return this.sdk.exec(method, { bizContent }, { validateSign: true });
  }
}

export interface Opened {
  readonly simulator: Simulator;
  readonly visitor: DeskVisitor;
  readonly till: AlipayTill;
}

export async function openWorld(options: SimulatorOptions = {}): Promise<Opened> {
  const simulator = await startSimulator(options);
  return { simulator, visitor: new DeskVisitor(simulator), till: new AlipayTill(simulator) };
}
