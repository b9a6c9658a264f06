// Starts both providers with what they remember, and keeps that memory on disk from then on.
import { startAlipayGateway } from '../alipay/gateway.ts';
import type { AlipayGateway, AlipayGatewayOptions } from '../alipay/gateway.ts';
import type { FaultPlan } from '../faults.ts';
import { startWechatGateway } from '../wechat/gateway.ts';
import type { WechatGateway, WechatGatewayOptions, WechatGatewayState } from '../wechat/gateway.ts';
import type { World } from '../world.ts';
import { StateFile } from './state-file.ts';
import type { SavedState } from './state-file.ts';

export interface Providers {
  readonly alipay: AlipayGateway;
  readonly wechat: WechatGateway;
  /** Name of a file of saved orders that could not be read and was put aside; the providers began anew. */
  readonly putAside: string | undefined;
  /** Writes the memory now; nothing happens without a file. */
  readonly save: () => void;
  close(): Promise<void>;
}

/** What may be chosen of the simulated Alipay where it is one of both providers. */
export type AlipayWishes = Pick<AlipayGatewayOptions, 'strict' | 'timestampToleranceMs' | 'escapeSlashes' | 'gatewayErrorNode' | 'acceptRsa' | 'refundWindowDays' | 'payAfterEmptyCancel' | 'https'>;

/** What may be chosen of the simulated WeChat Pay where it is one of both providers. */
export type WechatWishes = Pick<WechatGatewayOptions, 'mode' | 'merchant' | 'https' | 'mutualTls' | 'withoutCertificates' | 'endingsByAmount' | 'probeNotifications'>;

export interface ProviderOptions {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly stateFile: string | undefined;
  readonly ports: { readonly alipay?: number; readonly wechat?: number };
  readonly wechatReverseNotBeforeMs: number | undefined;
  readonly alipay?: AlipayWishes;
  readonly wechat?: WechatWishes;
}

/** Rejects when a port is taken. Saved orders that do not fit are put aside and reported, never overwritten. */
export async function startProviders(options: ProviderOptions): Promise<Providers> {
  const file = options.stateFile === undefined ? undefined : new StateFile(options.stateFile);
  const loaded = file?.load();
  if (!file || !loaded?.state) return startWith(options, file, undefined, loaded?.putAside);
  try {
    return await startWith(options, file, loaded.state, undefined);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    return startWith(options, file, undefined, file.putAside());
  }
}

async function startWith(
  { world, faults, ports, wechatReverseNotBeforeMs, alipay: alipayWishes, wechat: wishes }: ProviderOptions, file: StateFile | undefined, state: SavedState | undefined, putAside: string | undefined,
): Promise<Providers> {
  const wechatState: WechatGatewayState | undefined = state && JSON.parse(state.wechat);
  let save = (): void => undefined;
  const common = { world, faults, onChange: () => save() };
  const alipay = await startAlipayGateway({
    ...common,
    ...alipayWishes,
    ...(ports.alipay === undefined ? {} : { port: ports.alipay }),
    ...(state ? { state: state.alipay } : {}),
  });
  let wechat: WechatGateway;
  try {
    wechat = await startWechatGateway({
      ...common,
      ...wishes,
      ...(ports.wechat === undefined ? {} : { port: ports.wechat }),
      ...(wechatState ? { state: wechatState } : {}),
      ...(wechatReverseNotBeforeMs === undefined ? {} : { reverseNotBeforeMs: wechatReverseNotBeforeMs }),
    });
  } catch (error) {
    await alipay.close();
    throw error;
  }
  for (const saved of state?.buyers ?? []) {
    const buyer = world.buyers.get(saved.id);
    if (buyer) Object.assign(buyer, saved);
  }
  if (file) {
    save = () =>
      file.save({
        alipay: alipay.exportState(),
        wechat: JSON.stringify(wechat.exportState()),
        buyers: [...world.buyers.values()].map(({ id, balanceFen, pinAboveFen, mood }) => ({ id, balanceFen, pinAboveFen, mood })),
      });
    save();
  }
  return {
    alipay,
    wechat,
    putAside,
    save: () => save(),
    close: async () => {
      await Promise.all([alipay.close(), wechat.close()]);
      save();
      save = () => undefined;
    },
  };
}
