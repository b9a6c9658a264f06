// A till where nobody is signed in: a kiosk in a real shop sells all the same, a counter sells nothing to whoever holds its scanner.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFileSealer } from '../../main/adapters/secrets.ts';
import { composeShop } from '../../main/composition.ts';
import type { RunningShop } from '../../main/composition.ts';
import type { AskName } from '../../preload/contract/names.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { PIECE } from '../e2e/support/goods.ts';
import { demoProducts } from '../../main/composition-demo.ts';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import { demoBench, fillBasket } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

const page = { id: 'page', send: () => undefined };

async function ask<Name extends AskName>({ bridge }: RunningShop, name: Name, input: AskInput<Name>): Promise<AskOutput<Name>> {
  const answer = await bridge.ask(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
  return answer.value as AskOutput<Name>;
}

describe('a kiosk in a shop, started in the morning by nobody', () => {
  const PIN = '260518';
  let folder: string;
  let shop: RunningShop;
  let left: string[];
  const open = (kiosk: boolean): RunningShop => composeShop({
    folder, tillNumber: 7, sealer: keyFileSealer(`${folder}.key`), logSink: () => undefined,
    ...(kiosk && { kiosk: { onLeave: (to: 'till' | 'quit') => void left.push(to) } }),
  });
  const kioskNow = async () => {
    let snapshot: unknown;
    const watcher = { id: 'kiosk-page', send: (message: { snapshot: unknown }) => void (snapshot = message.snapshot) };
    shop.bridge.watch(watcher, 'kiosk', 'look');
    shop.bridge.drop(watcher);
    await Promise.resolve();
    return snapshot as { step: string; sale: { receiptNo: string; lines: unknown[] } | null; staff: boolean; handOver: { code: string } | null };
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    left = [];
    shop = open(false);
    await ask(shop, 'people.firstOwner', { requestId: 'request-1', name: '周老板', pin: PIN });
    shop.till.catalogue.replaceAll(demoProducts());
    await shop.close();
    shop = open(true);
  });
  afterEach(async () => {
    await shop.close();
    removeFolder(folder);
  });

  it('takes goods, from its screen and from its own scanner, and hands them over', async () => {
    await ask(shop, 'kiosk.begin', { language: 'zh' });
    await ask(shop, 'kiosk.scan', { text: PIECE });
    shop.till.scanned({ text: PIECE, source: 'wedge', at: 0 });
    expect(await kioskNow()).toMatchObject({ step: 'scan', sale: { lines: [{ quantity: 2000 }] } });
    await ask(shop, 'kiosk.handOver', { requestId: 'request-2' });
    expect((await kioskNow()).handOver?.code).toMatch(/^\d{4}$/);
    const [sale] = shop.till.ledger.parkedSales();
    expect(sale).toMatchObject({ cashierId: 'till-7' });
  });

  it('is left by its staff with a PIN, and what is done then is theirs', async () => {
    const { approvers } = await ask(shop, 'approval.approvers', { deed: 'kiosk_exit' });
    const wish = { deed: 'kiosk_exit', subjectId: 'till-7', amount: 0 } as const;
    await expect(shop.bridge.ask(page, 'kiosk.staff', {})).resolves.toMatchObject({ ok: false, code: 'approval_needed', detail: wish });
    const { approvalId } = await ask(shop, 'approval.ask', { ...wish, reason: '换班', approverId: approvers[0]?.id ?? '', pin: PIN });
    await ask(shop, 'kiosk.staff', { approvalId });
    expect((await kioskNow()).staff).toBe(true);
    await ask(shop, 'kiosk.staffDo', { what: 'to_till' });
    expect(left).toEqual(['till']);
    expect(shop.till.picture.till()).toMatchObject({ access: { state: 'signed_out' }, cashier: { id: '' } });
    // At the counter now: its scanner waits for somebody to sign in.
    shop.till.scanned({ text: PIECE, source: 'wedge', at: 0 });
    expect(shop.till.checkout.openSale()).toBeUndefined();
  });
});

describe('a counter that was left', () => {
  let bench: DemoBench;
  beforeEach(async () => {
    bench = await demoBench();
  });
  afterEach(() => bench.close());

  it('puts nothing into the basket and charges no code, whatever its scanner reads', () => {
    const due = fillBasket(bench);
    const { till, desks } = bench.running;
    expect(till.tenders.askCode({ evenIfDuplicate: true }).ok).toBe(true);
    desks.people.signOut();
    const { code } = bench.simulator.world.issueCode(bench.simulator.world.buyerOf('alipay').id);
    for (const text of [PIECE, code]) till.scanned({ text, source: 'wedge', at: 0 });
    expect(till.picture.till()).toMatchObject({ awaitingCode: null, payment: null, sale: { totals: { due } } });
    expect(bench.simulator.alipay.trades()).toEqual([]);
  });
});
