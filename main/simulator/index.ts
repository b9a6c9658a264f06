/**
 * The simulated world around a till, started with one call: both providers, the customers' phones, a scanner, a printer, and
 * a desk server with pages and a control API. It ships with the app (demo mode) and shares no code with its adapters.
 */
import { join } from 'node:path';
import type { AlipayGateway } from './alipay/gateway.ts';
import { apiRoutes } from './control/api.ts';
import { fontRoutes } from './control/fonts.ts';
import { newDeskToken, startDesk } from './control/http.ts';
import type { Route } from './control/http.ts';
import { printerApiRoutes } from './control/printer/api.ts';
import { printerRoutes } from './control/printer/page.ts';
import { PrinterDesk } from './control/printer/printer-desk.ts';
import { startProviders } from './control/providers.ts';
import type { AlipayWishes, WechatWishes } from './control/providers.ts';
import { StoryTeller } from './control/story-teller.ts';
import { FaultPlan } from './faults.ts';
import { VirtualScanner } from './scanner/virtual-scanner.ts';
import { walletRoutes } from './wallet/page.ts';
import { Phone } from './wallet/phone.ts';
import type { WechatGateway } from './wechat/gateway.ts';
import { World } from './world.ts';
import type { SimClock, Wallet } from './world.ts';

export interface SimulatorOptions {
  /** Where the providers' memory is kept over restarts. Absent: it ends with the process. */
  readonly dataDir?: string;
  /** Time of the simulated providers; the real one when absent. */
  readonly clock?: SimClock;
  /** Fixed ports on 127.0.0.1; free ones when absent. */
  readonly ports?: { readonly alipay?: number; readonly wechat?: number; readonly printer?: number; readonly desk?: number };
  /** Paper in the printer, mm; 80 when absent. */
  readonly paperWidth?: 58 | 80;
  /** How long WeChat refuses a reverse while the buyer is at the PIN box, ms; its own 15 s when absent. Tests shorten it. */
  readonly wechatReverseNotBeforeMs?: number;
  /** Manners of Alipay that a till may have to live with, and kindness to other people's clients; none when absent. */
  readonly alipay?: AlipayWishes;
  /** Manners of WeChat Pay that a till may have to live with, and services for other people's clients; none when absent. */
  readonly wechat?: WechatWishes;
  /** A directory with index.css and font files, served to the pages under /fonts/. */
  readonly fontsDir?: string;
}

export interface Simulator {
  /** The providers, with the credentials that a shop would type into its till. */
  readonly alipay: AlipayGateway;
  readonly wechat: WechatGateway;
  readonly world: World;
  readonly faults: FaultPlan;
  /** The customers' phones: what the wallet page does, for tests and for a demo that plays by itself. */
  readonly phones: Readonly<Record<Wallet, Phone>>;
  readonly stories: StoryTeller;
  readonly scanner: VirtualScanner;
  readonly printer: PrinterDesk;
  readonly urls: { readonly desk: string; readonly wallet: string; readonly printer: string; readonly control: string };
  /** For the header `x-desk-token` of control calls that change something. */
  readonly deskToken: string;
  /** A file of saved orders that could not be read and was put aside. */
  readonly putAside: string | undefined;
  /** Stops everything and saves; safe to call once. */
  close(): Promise<void>;
}

/** Starts the world. Rejects with the system's error when a given port is taken; nothing is left running then. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const ports = options.ports ?? {};
  const world = new World(options.clock ?? { now: () => Date.now() });
  const now = (): number => world.clock.now();
  const faults = new FaultPlan(now);
  const scanner = new VirtualScanner(now);
  const stories = new StoryTeller(world, faults);
  const running: { close(): Promise<void> }[] = [];
  const started = <T extends { close(): Promise<void> }>(part: T): T => {
    running.unshift(part);
    return part;
  };
  const closeAll = async (): Promise<void> => {
    for (const part of running.splice(0)) await part.close();
  };
  try {
    const stateFile = options.dataDir === undefined ? undefined : join(options.dataDir, 'simulated-providers.json');
    const providers = started(await startProviders({ world, faults, ports, stateFile, wechatReverseNotBeforeMs: options.wechatReverseNotBeforeMs, alipay: options.alipay ?? {}, wechat: options.wechat ?? {} }));
    const printer = started(await PrinterDesk.start(ports.printer ?? 0, options.paperWidth ?? 80, now));
    const { alipay, wechat } = providers;
    const phones = {
      alipay: new Phone({ gateway: alipay, world, teller: stories, scanner }),
      wechat: new Phone({ gateway: wechat, world, teller: stories, scanner }),
    };
    const token = newDeskToken();
    const hasFonts = options.fontsDir !== undefined;
    const routes: Route[] = [
      ...walletRoutes(token, hasFonts),
      ...printerRoutes(token, hasFonts),
      ...apiRoutes({ world, faults, scanner, phones, teller: stories, gateways: { alipay, wechat }, onChange: providers.save }),
      ...printerApiRoutes(printer),
      ...(options.fontsDir === undefined ? [] : fontRoutes(options.fontsDir)),
    ];
    const { url } = started(await startDesk({ token, routes, port: ports.desk ?? 0 }));
    return {
      alipay, wechat, world, faults, phones, stories, scanner, printer,
      urls: { desk: url, wallet: `${url}/wallet`, printer: `${url}/printer`, control: `${url}/api` },
      deskToken: token,
      putAside: providers.putAside,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
