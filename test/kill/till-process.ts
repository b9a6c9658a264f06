// Runs in a process of its own, to be killed: the whole till without its window, and a cashier who never rests. The database
// is the product's own file with the product's own settings, the wires are real, and the providers are in another process.
import { readFileSync } from 'node:fs';
import { SystemClock } from '../../main/adapters/system.ts';
import { composeDemo, demoWorldSchema } from '../../main/composition.ts';
import { Dice } from '../simulation/dice.ts';
import { hurriedRules } from '../support/demo-till.ts';
import { Cashier } from './cashier.ts';
import type { FromTill, TillOrders, ToTill } from './messages.ts';

/**
 * The clock of a program that ends in the middle of its own work. The till looks at the clock at every step that matters:
 * before a commit, between commit and request, when an answer came. So the n-th look is a place in the code, not a moment,
 * and even the narrowest gap is hit.
 */
class MortalClock extends SystemClock {
  private left: number;

  constructor(dieAtLook: number | undefined) {
    super();
    this.left = dieAtLook ?? Number.POSITIVE_INFINITY;
  }

  override now(): number {
    this.left -= 1;
    if (this.left === 0) process.kill(process.pid, 'SIGKILL');
    return super.now();
  }
}

const orders = JSON.parse(process.argv[2] ?? '{}') as TillOrders;
const say = (message: FromTill): void => void process.send?.(message);

const scans = new Map<number, (code: string) => void>();
process.on('message', ({ id, code }: ToTill) => {
  scans.get(id)?.(code);
  scans.delete(id);
});
// Without the street nothing is left to do, and nobody else would end this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const running = await composeDemo({
  folder: orders.folder,
  world: demoWorldSchema.parse(JSON.parse(readFileSync(orders.worldFile, 'utf8'))),
  rules: hurriedRules(),
  clock: new MortalClock(orders.dieAtLook),
  logSink: (line) => {
    if (line.includes('"level":"error"')) process.stderr.write(`${line}\n`);
  },
});
say({ kind: 'open' });
let shown: string | undefined;
running.till.session.onChange(() => {
  const qrText = running.till.picture.till().payment?.qrText;
  if (qrText !== undefined && qrText !== shown) say({ kind: 'show', qrText });
  shown = qrText;
});

const cashier = new Cashier(running.till, new Dice(orders.seed), (wallet, customer) => new Promise((resolve) => {
  const id = scans.size === 0 ? 1 : Math.max(...scans.keys()) + 1;
  scans.set(id, resolve);
  say({ kind: 'scan', id, wallet, customer });
}));
if (orders.closing) {
  await cashier.closeDown();
  say({ kind: 'calm' });
  await running.close();
  process.disconnect?.();
} else {
  await cashier.serveForEver();
}
