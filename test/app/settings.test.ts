// Settings: in force at once, forwards only where numbers are concerned, money for those who may decide over it, and no secret comes back.
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFileSealer } from '../../main/adapters/secrets.ts';
import { composeShop } from '../../main/composition.ts';
import type { RunningShop } from '../../main/composition.ts';
import { fen } from '../../main/domain/money.ts';
import type { AskName } from '../../preload/contract/names.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import { demoBench, fillBasket, paymentWhen } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

const page = { id: 'page', send: () => undefined };

async function ask<Name extends AskName>({ bridge }: RunningShop, name: Name, input: AskInput<Name>): Promise<AskOutput<Name>> {
  const answer = await bridge.ask(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
  return answer.value as AskOutput<Name>;
}

describe('settings of the demo shop', () => {
  let bench: DemoBench;
  let pin: string;
  beforeEach(async () => {
    bench = await demoBench();
    pin = bench.running.till.picture.till().demo?.approver.pin ?? '';
    await bench.running.desks.people.signIn('demo-owner', pin);
  });
  afterEach(() => bench.close());

  const settings = async () => (await ask(bench.running, 'settings.get', {})).settings;
  const refusal = (input: AskInput<'settings.save'>) => bench.running.bridge.ask(page, 'settings.save', input);

  it('hold with the next key, and after a restart', async () => {
    const { store } = await settings();
    const mine = {
      ...store, shop: { ...store.shop, nameZh: '北窗便利店' }, cashRounding: 'yuan' as const, limits: { ...store.limits, discountShare: 100 },
      receipt: { ...store.receipt, head: ['天天低价'], foot: ['七天无理由退货'] },
      methods: [...store.methods].toReversed().map((method) => (method.method === 'wechat' ? { ...method, hiddenFromRoles: ['owner' as const] } : method)),
    };
    await ask(bench.running, 'settings.save', { store: mine, till: { name: '前台', language: 'en', sounds: false, displayInches: 15.6 } });
    for (const again of [false, true]) {
      if (again) {
        await bench.restart();
        await bench.running.desks.people.signIn('demo-owner', pin);
      }
      const view = bench.running.till.picture.till();
      expect(view.shop.nameZh).toBe('北窗便利店');
      expect(view).toMatchObject({ sounds: false, prefs: { language: 'en' }, till: { name: '前台', number: 1 } });
      expect(view.methods.map(({ method }) => method)).toEqual(['cash', 'alipay', 'mobile']);
    }
    fillBasket(bench, 3);
    expect(bench.running.till.checkout.setDiscount({ kind: 'share', basisPoints: 200 }, () => undefined)).toMatchObject({ ok: false, code: 'approval_needed' });
    expect(bench.running.till.tenders.startQr({ wallet: 'wechat', evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'wallet_off' });
    const due = bench.running.till.picture.till().sale?.totals.due ?? 0;
    bench.running.till.tenders.cash(fen(due));
    const finished = bench.running.till.picture.till().finished;
    expect(finished?.sale.totals.rounding).toBe(due % 100);
    const paper = JSON.stringify(bench.running.till.ledger.printJobOfSale(finished?.sale.id ?? '')?.document);
    for (const words of ['北窗便利店', '天天低价', '七天无理由退货']) expect(paper).toContain(words);
  });

  it('that decide over money are not for those who only set tills up', async () => {
    const { store } = await settings();
    const saved = await bench.running.desks.people.save({ name: '小柯', role: 'it', active: true, granted: [], denied: [], pin: '4826' });
    if (!saved.ok) throw new Error(saved.code);
    await bench.running.desks.people.signIn(saved.value.personId, '4826');
    await expect(refusal({ store: { ...store, shop: { ...store.shop, phone: '010-1' } } })).resolves.toMatchObject({ ok: true });
    await expect(refusal({ store: { ...store, limits: { ...store.limits, refund: 10_000_000 } } })).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    await expect(refusal({ store: { ...store, selfApproval: true } })).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    await bench.running.desks.people.signIn('demo', pin);
    await expect(bench.running.bridge.ask(page, 'settings.get', {})).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
  });

  it('a refund limit and refund days hold at once', async () => {
    const { store } = await settings();
    await ask(bench.running, 'settings.save', { store: { ...store, limits: { ...store.limits, refund: 50 }, refundDays: { alipay: 7, wechat: 30 } } });
    fillBasket(bench, 2);
    const { world } = bench.simulator;
    const started = bench.running.till.tenders.startBarcode({ code: world.issueCode(world.buyerOf('alipay').id).code, evenIfDuplicate: true });
    if (!started.ok) throw new Error(started.code);
    const paid = await paymentWhen(bench, started.value.paymentId, 'paid');
    expect(bench.running.till.refunds.lookUp(paid.outSn)[0]?.daysLeft).toBe(6);
    expect(bench.running.till.refunds.start(paid.id, fen(51), () => undefined)).toMatchObject({ ok: false, code: 'approval_needed' });
    expect(bench.running.till.refunds.start(paid.id, fen(50), () => undefined)).toMatchObject({ ok: true });
  });

  it('every method stays listed once; a wrong scale rule is not saved; a dangerous one is said', async () => {
    const { store } = await settings();
    const [first] = store.methods;
    if (!first) throw new Error('no methods');
    await expect(refusal({ store: { ...store, methods: [first, first, first, first] } })).resolves.toMatchObject({ ok: false, code: 'methods_incomplete' });
    await expect(refusal({ store: { ...store, scan: { ...store.scan, scaleLabels: [{ prefix: '26', template: 'PPIIIIIIIIIIC' }] } } })).resolves.toMatchObject({ ok: false, code: 'scale_rule_bad' });
    const dangerous = { ...store.scan, scaleLabels: [{ prefix: '26', template: 'PPIIIIIAAAAAWWWWWC' }] };
    const { warnings } = await ask(bench.running, 'settings.save', { store: { ...store, scan: dangerous } });
    expect(warnings).toContainEqual({ code: 'scale_label_like_payment_code', about: '26 (18)' });
    expect((await settings()).warnings).toEqual(warnings);
    const code = '280000000000000006';
    await expect(ask(bench.running, 'settings.tryScan', { text: code, place: 'payment', rules: store.scan })).resolves.toMatchObject({ kind: 'payment_code', wallet: 'alipay' });
    await expect(ask(bench.running, 'settings.tryScan', { text: code, place: 'basket', rules: store.scan })).resolves.toMatchObject({ kind: 'payment_code_in_basket' });
  });

  it('numbers only go forwards, and every wallet takes them', async () => {
    fillBasket(bench, 1);
    bench.running.till.tenders.startQr({ wallet: 'alipay', evenIfDuplicate: true });
    const before = (await settings()).sequences.find(({ kind }) => kind === 'order');
    const next = before?.next ?? 0;
    const order = { kind: 'order' as const, prefix: 'NC', suffix: 'A', style: 'serial' as const };
    await expect(refusal({ sequences: [{ ...order, next: next - 1 }] })).resolves.toMatchObject({ ok: false, code: 'only_forwards' });
    await expect(refusal({ sequences: [{ ...order, prefix: 'X'.repeat(16), suffix: 'Y'.repeat(16) }] })).resolves.toMatchObject({ ok: false, code: 'sequence_bad' });
    await expect(refusal({ sequences: [{ ...order, prefix: 'GTM', suffix: '' }] })).resolves.toMatchObject({ ok: false, code: 'numbers_alike' });
    await ask(bench.running, 'settings.save', { sequences: [{ ...order, next: next + 100 }] });
    const after = (await settings()).sequences.find(({ kind }) => kind === 'order');
    expect(after).toMatchObject({ prefix: 'NC', suffix: 'A', next: next + 100 });
    const serial = bench.running.till.ledger.takeSerial('order');
    expect(serial.number).toBe(after?.sample);
  });

  it('the wallets of the demo can be tried and not changed; a test says which step fails', async () => {
    const { providers } = await settings();
    expect(providers.every(({ editable, secrets }) => !editable && secrets[0]?.set === true)).toBe(true);
    await expect(bench.running.bridge.ask(page, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields: {}, secrets: {} })).resolves.toMatchObject({ ok: false, code: 'not_editable' });
    for (const wallet of ['alipay', 'wechat'] as const) {
      const good = await ask(bench.running, 'settings.testProvider', { wallet });
      expect(good, JSON.stringify(good)).toMatchObject({ ok: true });
      // WeChat Pay answers "no such order" with an error, and errors prove nothing about its key: that is not called right.
      const signature = wallet === 'alipay' ? 'ok' : 'skipped';
      expect(good.steps.map(({ step, state }) => [step, state])).toEqual([['settings', 'ok'], ['reach', 'ok'], ['clock', 'ok'], ['signature', signature], ['query', 'ok']]);
      bench.simulator.faults.add({ gateway: wallet, operation: 'query', fault: { kind: 'drop-before' }, times: 1 });
      const lost = await ask(bench.running, 'settings.testProvider', { wallet });
      expect(lost).toMatchObject({ ok: false, steps: [{ step: 'settings', state: 'ok' }, { step: 'reach', state: 'failed', code: 'connection_lost' }, { state: 'skipped' }, { state: 'skipped' }, { state: 'skipped' }] });
    }
    bench.simulator.faults.add({ gateway: 'alipay', operation: 'query', fault: { kind: 'signature', flaw: 'wrong' }, times: 1 });
    const forged = await ask(bench.running, 'settings.testProvider', { wallet: 'alipay' });
    expect(forged.steps.find(({ state }) => state === 'failed')).toMatchObject({ step: 'signature', code: 'bad_signature' });
    expect(forged.steps.at(-1)).toMatchObject({ step: 'query', state: 'skipped' });
    expect(bench.simulator.alipay.trades()).toEqual([]);
    expect(bench.simulator.wechat.trades()).toEqual([]);
  });
});

describe('a real shop', () => {
  let folder: string;
  let shop: RunningShop;
  const lines: string[] = [];
  // The way out ends at a port of this machine where nobody listens: no test speaks to a real wallet.
  const network = { proxyUrl: 'http://127.0.0.1:9' };
  const open = (): RunningShop => composeShop({ folder, tillNumber: 7, network, sealer: keyFileSealer(join(folder, 'apart.key')), logSink: (line) => void lines.push(line) });
  beforeEach(() => {
    folder = temporaryFolder();
    lines.length = 0;
    shop = open();
  });
  afterEach(async () => {
    await shop.close();
    removeFolder(folder);
  });

  const key = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const theirs = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const fields = { environment: 'production', appId: '2014072300007148', trust: 'public-key', alipayPublicKeyPem: theirs.publicKey };
  const alipay = () => shop.desks.providers.view().find(({ wallet }) => wallet === 'alipay');
  const method = () => shop.till.picture.till().methods.find((each) => each.method === 'alipay');

  it('begins with nobody, no wallet, and an owner', async () => {
    expect(shop.till.picture.till()).toMatchObject({ access: { state: 'first_run' }, demo: null, profile: 'shop' });
    expect(method()).toEqual({ method: 'alipay', enabled: false, why: 'not_set_up' });
    await ask(shop, 'people.firstOwner', { requestId: 'request-1', name: '周老板', pin: '260518' });
    expect(shop.till.picture.till().access).toMatchObject({ state: 'signed_in', role: 'owner' });
  });

  it('says all that is missing or wrong, turns the wallet on when it is whole, and gives no secret back', async () => {
    await ask(shop, 'people.firstOwner', { requestId: 'request-1', name: '周老板', pin: '260518' });
    await ask(shop, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields: { ...fields, appId: '' }, secrets: {} });
    expect(alipay()?.problems.map(({ code, name }) => [code, name])).toEqual([['field_missing', 'appId'], ['secret_missing', 'privateKeyPem']]);
    await ask(shop, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields, secrets: { privateKeyPem: 'rubbish' } });
    expect(alipay()?.problems).toMatchObject([{ code: 'secret_bad', name: 'privateKeyPem' }]);
    expect(method()?.enabled).toBe(false);
    const { provider } = await ask(shop, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields, secrets: { privateKeyPem: key.privateKey } });
    expect(provider.problems).toEqual([]);
    expect(provider.secrets[0]).toMatchObject({ name: 'privateKeyPem', set: true, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(method()).toEqual({ method: 'alipay', enabled: true });

    const answers = JSON.stringify([await ask(shop, 'settings.get', {}), await ask(shop, 'people.list', {}), shop.till.picture.till()]);
    const inside = key.privateKey.split('\n')[3] ?? '';
    expect(answers).not.toContain(inside);
    expect(lines.join('\n')).not.toContain(inside);
    for (const file of readdirSync(folder).filter((name) => name.startsWith('guitai.db'))) expect(readFileSync(join(folder, file)).toString('latin1')).not.toContain(inside);
    const notes = shop.till.ledger.history('till', 'till-7');
    expect(notes.filter(({ note }) => note === 'provider_saved')).toHaveLength(3);
  });

  it('finds its wallets again after a restart, and forgets a secret when it is told to', async () => {
    await ask(shop, 'people.firstOwner', { requestId: 'request-1', name: '周老板', pin: '260518' });
    const owner = shop.till.session.person?.id ?? '';
    await ask(shop, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields, secrets: { privateKeyPem: key.privateKey } });
    await shop.close();
    shop = open();
    expect(shop.till.picture.till().access.state).toBe('signed_out');
    expect(method()?.enabled).toBe(true);
    await ask(shop, 'people.signIn', { personId: owner, pin: '260518' });
    await ask(shop, 'settings.saveProvider', { wallet: 'alipay', enabled: true, fields, secrets: { privateKeyPem: '' } });
    expect(method()).toMatchObject({ enabled: false, why: 'not_set_up' });
    expect(alipay()?.problems).toMatchObject([{ code: 'secret_missing' }]);
  });
});
