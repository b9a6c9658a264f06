/** The very till of the demo, composed without Electron: real SQLite file, real sockets, real SDKs, simulated providers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeDemo } from '../../main/composition.ts';
import type { DemoWorld, RunningTill } from '../../main/composition.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { AskingRules, Payment, PaymentRules } from '../../main/domain/payment.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import { worldOf } from '../../main/composition.ts';

/** The product's rules with all waiting shortened, so that a test of forty seconds takes less than one. */
export function hurriedRules(changes: Partial<AskingRules> = {}): PaymentRules {
  const hurry = (rules: AskingRules): AskingRules => ({
    ...rules, firstAskMs: 30, afterUncertainMs: 30, askEveryMs: 50, giveUpMs: rules.giveUpMs === 0 ? 0 : 1_500, cancelNotBeforeMs: 0,
    qrLifeMs: rules.qrLifeMs === 0 ? 0 : 3_000, retryMs: [50, 100, 200], inFlightMs: 300, recheckMs: [300, 600], checkGapMs: 50, ...changes,
  });
  return {
    alipay: { barcode: hurry(DEFAULT_RULES.alipay.barcode), qr: hurry(DEFAULT_RULES.alipay.qr) },
    wechat: { barcode: hurry(DEFAULT_RULES.wechat.barcode), qr: hurry(DEFAULT_RULES.wechat.qr) },
  };
}

export interface DemoBench {
  readonly simulator: Simulator;
  readonly world: DemoWorld;
  readonly folder: string;
  /** The till as it runs now. */
  running: RunningTill;
  /** Closes the till and opens it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function demoBench(rules: PaymentRules = hurriedRules()): Promise<DemoBench> {
  const folder = mkdtempSync(join(tmpdir(), 'guitai-test-'));
  const simulator = await startSimulator({ wechatReverseNotBeforeMs: 0 });
  const world = worldOf(simulator);
  const open = (): Promise<RunningTill> => composeDemo({ folder, world, rules, logSink: () => undefined });
  const bench: DemoBench = {
    simulator, world, folder,
    running: await open(),
    restart: async () => {
      await bench.running.close();
      bench.running = await open();
    },
    close: async () => {
      await bench.running.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** Puts the first quick key's product into the basket and returns what is due, fen. */
export function fillBasket({ running }: DemoBench, pieces = 1): number {
  const [product] = running.till.catalogue.quickKeys();
  if (!product) throw new Error('the demo shop is empty');
  running.till.checkout.addProduct(product.id, pieces * 1000);
  return running.till.picture.till().sale?.totals.due ?? 0;
}

/** Waits until something holds; fails with what was waited for. */
export async function until<T>(what: string, probe: () => T | undefined | false, limitMs = 10_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

export function paymentWhen({ running }: DemoBench, paymentId: string, phase: Payment['phase']): Promise<Payment> {
  return until(`payment is ${phase} (is ${running.till.ledger.payment(paymentId)?.phase})`, () => {
    const payment = running.till.ledger.payment(paymentId);
    return payment?.phase === phase ? payment : undefined;
  });
}
