// A wrong clock: said before the first customer, no payment begun with it, and back by itself when it is right.
import { afterEach, describe, expect, it } from 'vitest';
import { composeDemo, worldOf } from '../../main/composition.ts';
import type { RunningTill } from '../../main/composition.ts';
import { SystemClock } from '../../main/adapters/system.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import { hurriedRules, until } from '../support/demo-till.ts';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';

/** The machine's clock, wrong by as much as the test says. Timers go as they do. */
class WrongClock extends SystemClock {
  aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

let folder: string;
let simulator: Simulator;
let running: RunningTill;
const clock = new WrongClock();
const lines: string[] = [];

async function start(aheadMs: number): Promise<void> {
  folder = temporaryFolder();
  clock.aheadMs = aheadMs;
  lines.length = 0;
  simulator = await startSimulator();
  running = await composeDemo({ folder, world: worldOf(simulator), rules: hurriedRules(), clock, logSink: (line) => void lines.push(line) });
}

afterEach(async () => {
  await running.close();
  await simulator.close();
  removeFolder(folder);
});

const methods = () => Object.fromEntries(running.till.picture.till().methods.map(({ method, ...rest }) => [method, rest]));

describe('a clock that is wrong', () => {
  it.each([600_000, -600_000])('by %i ms turns the wallets off by the first answer, and nothing is sent for a customer', async (aheadMs) => {
    await start(aheadMs);
    await until('both wallets are off', () => ['alipay', 'wechat'].every((wallet) => methods()[wallet]?.enabled === false));
    expect(methods()).toMatchObject({ mobile: { enabled: false, why: 'clock_wrong' }, alipay: { why: 'clock_wrong' }, wechat: { why: 'clock_wrong' }, cash: { enabled: true } });
    expect(running.till.picture.till().clock.state).toBe('wrong');
    expect(lines.some((line) => line.includes('"clock.state"') && line.includes('"wrong"'))).toBe(true);
    const [product] = running.till.catalogue.quickKeys();
    running.till.checkout.addProduct(product?.id ?? '', 1000);
    expect(running.till.tenders.startQr({ wallet: 'alipay', evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'clock_wrong' });
    expect(running.till.tenders.startBarcode({ code: '130000000000000001', evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'clock_wrong' });
    expect(running.till.tenders.askCode({ evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'clock_wrong' });
    expect(running.till.ledger.recentPayments(5)).toEqual([]);
  });

  it('by two minutes is a warning and no more', async () => {
    await start(120_000);
    await until('it is noticed', () => running.till.picture.till().clock.state === 'off');
    expect(methods()).toMatchObject({ alipay: { enabled: true }, wechat: { enabled: true }, mobile: { enabled: true } });
  });

  it('and set right again brings the wallets back by itself', async () => {
    await start(-600_000);
    await until('wallets are off', () => methods()['mobile']?.enabled === false);
    // The next look is due on the machine's clock, which jumps past it when it is set right.
    clock.aheadMs = 0;
    await until('wallets are back', () => methods()['mobile']?.enabled === true, 25_000);
    await until('both were compared', () => running.till.picture.till().clock.state !== 'wrong');
    expect(running.till.picture.till().clock.state).toBe('right');
  });

  it('is not claimed where it is right, nor where nobody answered', async () => {
    await start(0);
    await until('it was compared', () => running.till.picture.till().clock.state !== 'unknown');
    expect(running.till.picture.till().clock.state).toBe('right');
  });
});
