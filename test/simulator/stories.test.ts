/** Stories do what they say at the providers, end when they should, and leave nothing behind; the demo shop is sound. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SCRIPTED_ENDINGS } from '../../main/simulator/scenarios.ts';
import { DEMO_PRODUCTS } from '../../main/simulator/shop/catalogue.ts';
import { ean13CheckDigit, isEan13 } from '../../main/simulator/shop/ean13.ts';
import { STORIES } from '../../main/simulator/stories.ts';
import type { StoryView } from '../../main/simulator/wallet/views.ts';
import { freshNumber, openWorld } from './world-support.ts';
import type { Opened } from './world-support.ts';

let world: Opened;
let shift = 0;

beforeAll(async () => {
  world = await openWorld({ clock: { now: () => Date.now() + shift } });
});
beforeEach(() => {
  world.simulator.stories.end('alipay');
  world.simulator.stories.end('wechat');
});
afterAll(async () => world.simulator.close());

async function tell(id: string, wallet: 'alipay' | 'wechat' = 'alipay'): Promise<void> {
  expect((await world.visitor.send('POST', `/api/phones/${wallet}/story`, { id })).status).toBe(200);
}

/** Undefined when no answer came. */
async function pay(outTradeNo: string): Promise<string | undefined> {
  const code = await world.visitor.code('alipay');
  return world.till.pay(outTradeNo, '1.15', code).then((answer) => answer.code, () => undefined);
}

describe('the list of stories', () => {
  it('has unique names, both languages, and only scripts that the gateways know', () => {
    expect(new Set(STORIES.map((story) => story.id)).size).toBe(STORIES.length);
    for (const { title, cashierSees } of STORIES) {
      expect([title.zh, title.en, cashierSees.zh, cashierSees.en].every((text) => text.length > 0)).toBe(true);
    }
    const scripts = STORIES.flatMap((story) => story.script ?? []);
    expect(SCRIPTED_ENDINGS.map((ending) => ending.digits)).toEqual(expect.arrayContaining(scripts));
  });

  it('is offered to the page as it is', async () => {
    expect((await world.visitor.get<StoryView[]>('/api/stories')).map((story) => story.id)).toEqual(STORIES.map((story) => story.id));
  });
});

describe('stories at the provider', () => {
  it('"request lost": nothing was charged, and the story is over after one loss', async () => {
    await tell('request-lost');
    const outTradeNo = freshNumber();
    // Asked without the SDK: it would send the lost request once more by itself.
    const plan = world.simulator.faults.take({ gateway: 'alipay', operation: 'pay', outTradeNo });
    expect(plan).toEqual({ kind: 'drop-before' });
    expect(world.simulator.stories.active('alipay')).toBeUndefined();
  });

  it('"502 page, yet paid": the money was taken although the answer is an error page', async () => {
    await tell('bad-gateway');
    const outTradeNo = freshNumber();
    expect(await pay(outTradeNo)).toBeUndefined();
    expect(world.simulator.alipay.trade(outTradeNo)?.capturedFen).toBe(115);
  });

  it('"declined": no money moves', async () => {
    await tell('declined');
    const outTradeNo = freshNumber();
    await pay(outTradeNo);
    expect(world.simulator.alipay.trade(outTradeNo)?.capturedFen ?? 0).toBe(0);
  });

  it('"PIN after 40 s": waits, then is paid by itself, and the next code is an ordinary one again', async () => {
    await tell('pin-after-40s');
    const code = await world.visitor.code('alipay');
    expect(code).toMatch(/0018$/);
    const outTradeNo = freshNumber();
    expect(await pay(outTradeNo)).toBe('10003');
    const phone = (await world.visitor.phones()).alipay;
    expect(phone.story).toBeNull();
    expect(phone.waiting.find((one) => one.outTradeNo === outTradeNo)?.popsUp).toBe(false);
    shift += 41_000;
    expect(world.simulator.alipay.trade(outTradeNo)?.state).toBe('paid');
    expect(await world.visitor.code('alipay')).not.toMatch(/^28000000/);
  });

  it('"pays during cancel": the order ends paid or given back, never in between', async () => {
    await tell('pays-during-cancel');
    const outTradeNo = freshNumber();
    expect(await pay(outTradeNo)).toBe('10003');
    await world.till.call('alipay.trade.cancel', { out_trade_no: outTradeNo });
    const trade = world.simulator.alipay.trade(outTradeNo);
    expect(trade?.state).toBe('reversed');
    expect(trade && trade.capturedFen - trade.refundedFen).toBe(0);
    expect(trade?.capturedFen).toBe(115);
  });

  it('"provider down for five minutes" is over after five minutes of the providers’ clock', async () => {
    await tell('provider-down', 'wechat');
    expect((await world.visitor.phones()).wechat.story).toMatchObject({ id: 'provider-down' });
    shift += 299_000;
    expect(world.simulator.faults.list()).toHaveLength(1);
    shift += 2_000;
    expect(world.simulator.faults.list()).toHaveLength(0);
    expect((await world.visitor.phones()).wechat.story).toBeNull();
  });

  it('a new story takes back what the one before it set, and leaves other faults alone', async () => {
    world.simulator.faults.add({ gateway: 'wechat', operation: 'bill', fault: { kind: 'truncated' }, times: 1 });
    await tell('cancel-lies');
    expect((await world.visitor.phones()).alipay.mood).toBe('asks-pin');
    await tell('query-lags');
    expect((await world.visitor.phones()).alipay.mood).toBe('pays-at-once');
    expect(world.simulator.faults.list().map((plan) => plan.fault.kind)).toEqual(['truncated', 'drop-after', 'not-yet-visible']);
    await world.visitor.send('DELETE', '/api/phones/alipay/story');
    expect(world.simulator.faults.list().map((plan) => plan.fault.kind)).toEqual(['truncated']);
    world.simulator.faults.clear();
  });
});

describe('the demo shop', () => {
  it('computes check digits as printed on known codes', () => {
    expect(ean13CheckDigit('400638133393')).toBe('1');
    expect(ean13CheckDigit('978020137962')).toBe('4');
    expect(() => ean13CheckDigit('12345')).toThrow(RangeError);
    expect(isEan13('4006381333932')).toBe(false);
  });

  it('has forty products with unique, readable codes and whole prices', () => {
    expect(DEMO_PRODUCTS).toHaveLength(40);
    expect(new Set(DEMO_PRODUCTS.map((product) => product.code)).size).toBe(40);
    const packed = DEMO_PRODUCTS.filter((product) => product.soldBy === 'piece');
    expect(packed.filter(({ code }) => !/^69\d{11}$/.test(code) || !isEan13(code))).toEqual([]);
    for (const product of DEMO_PRODUCTS) {
      expect(Number.isSafeInteger(product.price) && product.price > 0).toBe(true);
      expect(product.initials).toMatch(/^[a-z]+$/);
    }
  });

  it('has one product for adults, one from the scales, and the prices that break floating point', () => {
    expect(DEMO_PRODUCTS.filter((product) => product.minimumAge === 18)).toHaveLength(1);
    expect(DEMO_PRODUCTS.filter((product) => product.soldBy === 'kilogram')).toHaveLength(1);
    expect(DEMO_PRODUCTS.map((product) => product.price)).toEqual(expect.arrayContaining([1999, 29, 435, 115]));
  });
});
