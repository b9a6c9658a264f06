/** Two lives on one machine, the demo and the shop: never mixed up, and never left while money is on its way. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeShop, keyFileSealer, readProfile, writeProfile } from '../../main/composition.ts';
import type { ProfileChoice, RunningShop } from '../../main/composition.ts';
import { ProfileDesk } from '../../main/app/profile-desk.ts';
import { demoBench, fillBasket } from '../support/demo-till.ts';

let folder: string;
let begun: ProfileChoice[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guitai-profile-'));
  begun = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openShop(): RunningShop {
  mkdirSync(join(folder, 'shop'), { recursive: true });
  return composeShop({
    folder: join(folder, 'shop'), tillNumber: 12, sealer: keyFileSealer(join(folder, 'key')), logSink: () => undefined,
    profiles: { chosen: { profile: 'shop', shopTill: 12 }, begin: (choice) => begun.push(choice) },
  });
}

describe('a shop that was just chosen', () => {
  it('has nobody in it, sells nothing, and can be left for the demo again', async () => {
    const shop = openShop();
    const asked = await shop.bridge.ask({ id: 'till', send: () => undefined }, 'sale.keyAmount', { amount: 100, name: 'x' });
    expect(asked).toMatchObject({ ok: false, code: 'not_signed_in' });
    expect(shop.till.picture.till().access.state).toBe('first_run');
    expect(shop.desks.profiles.choose('demo', undefined)).toEqual({ ok: true, value: {} });
    expect(begun).toEqual([{ profile: 'demo', shopTill: 12 }]);
    await shop.close();
  });

  it('tells no wallet that it is there while none is set up', async () => {
    const lines: string[] = [];
    mkdirSync(join(folder, 'shop'), { recursive: true });
    const shop = composeShop({ folder: join(folder, 'shop'), tillNumber: 12, sealer: keyFileSealer(join(folder, 'key')), logSink: (line) => void lines.push(line) });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await shop.close();
    expect(lines.filter((line) => line.includes('"http'))).toEqual([]);
  });

  it('is left by nobody without the right once it has an owner', async () => {
    const shop = openShop();
    expect(await shop.desks.people.firstOwner('王', '739154')).toMatchObject({ ok: true });
    shop.desks.people.signOut();
    expect(shop.desks.profiles.choose('demo', undefined)).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(begun).toEqual([]);
    await shop.close();
  });

  it('is not left in the middle of a sale', async () => {
    const shop = openShop();
    await shop.desks.people.firstOwner('王', '739154');
    shop.till.checkout.keyAmount(500 as never, '');
    expect(shop.desks.profiles.choose('demo', undefined)).toMatchObject({ ok: false, code: 'payments_open' });
    await shop.close();
  });
});

describe('from the demo', () => {
  it('the shop is begun with a till number, asked for once; the demo may be left at any time', async () => {
    const bench = await demoBench();
    try {
      const { till, desks } = bench.running;
      fillBasket(bench);
      const desk = (shopTill: number | null): ProfileDesk => new ProfileDesk({ till, people: desks.people, chosen: { profile: 'demo', shopTill }, begin: (choice) => begun.push(choice) });
      expect(desk(null).choose('shop', undefined)).toMatchObject({ ok: false, code: 'till_number_needed' });
      expect(desk(null).choose('shop', 3)).toMatchObject({ ok: true });
      expect(desk(3).choose('shop', 8)).toMatchObject({ ok: true });
      expect(begun).toEqual([{ profile: 'shop', shopTill: 3 }, { profile: 'shop', shopTill: 3 }]);
      expect(desks.profiles.choose('shop', 3)).toMatchObject({ ok: false, code: 'not_here' });
    } finally {
      await bench.close();
    }
  });
});

describe('the file that says which profile to open', () => {
  it('is the demo while there is none, and comes back as it was written', () => {
    const file = join(folder, 'profile.json');
    expect(readProfile(file)).toEqual({ profile: 'demo', shopTill: null });
    writeProfile(file, { profile: 'shop', shopTill: 7 });
    expect(readProfile(file)).toEqual({ profile: 'shop', shopTill: 7 });
  });

  it.each(['', '{"profile":"shop","shopTill":0}', '{"profile":"other","shopTill":1}', 'null'])('that cannot be understood (%s) opens nothing by guess, and is left as it is', (text) => {
    const file = join(folder, 'profile.json');
    writeFileSync(file, text);
    expect(() => readProfile(file)).toThrow(/Put it back from a copy/);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });
});
