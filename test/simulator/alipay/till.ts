/** A merchant's till for the tests: the stock SDK, unchanged, against a gateway of its own on a clock that tests move. */
import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';
import { FaultPlan } from '../../../main/simulator/faults.ts';
import { World, type Buyer } from '../../../main/simulator/world.ts';
import { startAlipayGateway, type AlipayCredentials, type AlipayGateway, type AlipayGatewayOptions } from '../../../main/simulator/alipay/gateway.ts';

export interface Till {
  readonly gateway: AlipayGateway;
  readonly world: World;
  readonly faults: FaultPlan;
  readonly buyer: Buyer;
  readonly sdk: AlipaySdk;
  /** Moves the providers' clock, ms. It stands still otherwise. */
  pass(ms: number): void;
  code(): string;
  call(method: string, bizContent: Record<string, unknown>, common?: Record<string, unknown>): Promise<AlipaySdkCommonResult>;
  close(): Promise<void>;
}

let serial = 0;

/** A number that no other test used. */
export function freshNumber(): string {
  serial += 1;
  return `T${process.pid}_${serial}`;
}

export function sdkFor(credentials: AlipayCredentials, camelcase = false): AlipaySdk {
  return new AlipaySdk({
    appId: credentials.appId,
    privateKey: credentials.appPrivateKeyPem,
    keyType: 'PKCS8',
    alipayPublicKey: credentials.alipayPublicKeyPem,
    gateway: credentials.gatewayUrl,
    endpoint: credentials.endpoint,
    camelcase,
  });
}

export async function openTill(options: Partial<AlipayGatewayOptions> = {}): Promise<Till> {
  process.env['TZ'] = 'Asia/Shanghai';
  let now = Date.now();
  const world = options.world ?? new World({ now: () => now });
  const faults = options.faults ?? new FaultPlan();
  const gateway = await startAlipayGateway({ timestampToleranceMs: false, ...options, world, faults });
  const buyer = world.buyerOf('alipay');
  const sdk = sdkFor(gateway);
  return {
    gateway,
    world,
    faults,
    buyer,
    sdk,
    pass: (ms) => {
      now += ms;
    },
    code: () => world.issueCode(buyer.id).code,
    call: async (method, bizContent, common = {}) => sdk.exec(method, { bizContent, ...common }, { validateSign: true }),
    close: async () => gateway.close(),
  };
}
