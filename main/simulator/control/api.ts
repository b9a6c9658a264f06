// The control API: what the pages, training and tests may do with the simulated world, as JSON over HTTP (see ../README.md).
import type { z } from 'zod';
import type { FaultPlan } from '../faults.ts';
import type { SimGateway } from '../gateway.ts';
import type { VirtualScanner } from '../scanner/virtual-scanner.ts';
import { STORIES, storyById } from '../stories.ts';
import type { Phone } from '../wallet/phone.ts';
import type { PhonesView, StoryView } from '../wallet/views.ts';
import type { Wallet, World } from '../world.ts';
import { DeskError, json } from './http.ts';
import type { DeskReply, DeskRequest, Route } from './http.ts';
import {
  balanceBody, confirmBody, declineBody, faultBody, lookBody, moodBody, noBody, parse, scanBody, storyBody, walletName,
} from './schemas.ts';
import type { StoryTeller } from './story-teller.ts';

export interface ApiParts {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly gateways: Readonly<Record<Wallet, SimGateway>>;
  readonly phones: Readonly<Record<Wallet, Phone>>;
  readonly teller: StoryTeller;
  readonly scanner: VirtualScanner;
  /** Called after a change that only the buyer's side knows (balance, mood), so that it is saved. */
  readonly onChange: () => void;
}

export function apiRoutes(parts: ApiParts): Route[] {
  return [...phoneRoutes(parts), ...storyRoutes(parts), ...faultRoutes(parts), ...truthRoutes(parts)];
}

function phoneRoutes({ phones, scanner, onChange }: ApiParts): Route[] {
  const phone = (request: DeskRequest): Phone => phones[parse(walletName, request.params['wallet'])];
  function post<T>(action: string, body: z.ZodType<T>, handle: (phone: Phone, data: T) => object): Route {
    return {
      method: 'POST',
      path: `/api/phones/:wallet/${action}`,
      handle: (request) => json(handle(phone(request), parse(body, request.body))),
    };
  }
  function saved(): object {
    onChange();
    return {};
  }
  return [
    { method: 'GET', path: '/api/phones', handle: () => json({ alipay: phones.alipay.view(), wechat: phones.wechat.view() } satisfies PhonesView) },
    post('code', noBody, (it) => it.code()),
    post('refresh', noBody, (it) => it.refreshCode()),
    post('present', noBody, (it) => ({ heard: it.present() })),
    post('look', lookBody, (it, { qrText }) => it.look(qrText)),
    post('confirm', confirmBody, (it, { outTradeNo }) => ({ result: it.confirm(outTradeNo) })),
    post('decline', declineBody, (it, { outTradeNo }) => ({ result: it.decline(outTradeNo) })),
    post('mood', moodBody, (it, { mood }) => {
      it.setMood(mood);
      return saved();
    }),
    post('balance', balanceBody, (it, { balanceFen }) => {
      it.setBalance(balanceFen);
      return saved();
    }),
    { method: 'POST', path: '/api/scan', handle: ({ body }) => json({ heard: scanOrRefuse(scanner, parse(scanBody, body).text) }) },
  ];
}

function storyRoutes({ teller, onChange }: ApiParts): Route[] {
  const stories = STORIES.map(({ id, place, way, title, cashierSees }): StoryView => ({ id, place, way, title, cashierSees }));
  return [
    { method: 'GET', path: '/api/stories', handle: () => json(stories) },
    {
      method: 'POST',
      path: '/api/phones/:wallet/story',
      handle: ({ params, body }) => {
        const story = storyById(parse(storyBody, body).id);
        if (!story) throw new DeskError(404, 'no-such-story', 'there is no story of this name');
        teller.tell(story, parse(walletName, params['wallet']));
        onChange();
        return json({});
      },
    },
    {
      method: 'DELETE',
      path: '/api/phones/:wallet/story',
      handle: ({ params }) => {
        teller.end(parse(walletName, params['wallet']));
        onChange();
        return json({});
      },
    },
  ];
}

function faultRoutes({ faults, world }: ApiParts): Route[] {
  const list = (): DeskReply => json(faults.list().map((plan) => ({ ...plan, times: Number.isFinite(plan.times) ? plan.times : null })));
  return [
    { method: 'GET', path: '/api/faults', handle: list },
    {
      method: 'POST',
      path: '/api/faults',
      handle: ({ body }) => {
        const { times, outTradeNo, lastsMs, ...plan } = parse(faultBody, body);
        faults.add({
          ...plan,
          times: times ?? Infinity,
          ...(outTradeNo === undefined ? {} : { outTradeNo }),
          ...(lastsMs === undefined ? {} : { until: world.clock.now() + lastsMs }),
        });
        return list();
      },
    },
    {
      method: 'DELETE',
      path: '/api/faults',
      handle: () => {
        faults.clear();
        return list();
      },
    },
  ];
}

/** What the providers know, for tests and for the curious. */
function truthRoutes({ gateways }: ApiParts): Route[] {
  const both = [gateways.alipay, gateways.wechat];
  return [
    { method: 'GET', path: '/api/trades', handle: () => json(both.flatMap((gateway) => gateway.trades())) },
    {
      method: 'GET',
      path: '/api/trades/:outTradeNo',
      handle: ({ params }) => {
        const trade = both.map((gateway) => gateway.trade(params['outTradeNo'] ?? '')).find((found) => found !== undefined);
        if (!trade) throw new DeskError(404, 'no-such-trade', 'neither provider knows this number');
        return json(trade);
      },
    },
    { method: 'GET', path: '/api/log/:wallet', handle: ({ params }) => json(gateways[parse(walletName, params['wallet'])].log()) },
  ];
}

function scanOrRefuse(scanner: VirtualScanner, text: string): number {
  try {
    return scanner.scan(text);
  } catch (error) {
    if (error instanceof RangeError) throw new DeskError(400, 'bad-scan', error.message);
    throw error;
  }
}
