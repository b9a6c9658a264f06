// Runs in a process of its own and dies at a named place of one payment. Started again, it goes on with what it finds, and
// takes the customer's next code when the sale is still to be paid.
import { readFileSync } from 'node:fs';
import { SystemClock, UuidIds } from '../../main/adapters/system.ts';
import { composeDemo, demoWorldSchema } from '../../main/composition.ts';
import type { RunningTill } from '../../main/composition.ts';
import { fen } from '../../main/domain/money.ts';
import { hurriedRules } from '../support/demo-till.ts';

/** Places that only the process itself can tell; the others are seen from outside. */
export type InnerPlace = 'before the journal' | 'after the journal' | 'after the reply';

export interface PaymentOrders {
  readonly folder: string;
  readonly worldFile: string;
  readonly amount: number;
  readonly code: string;
  readonly dieAt?: InnerPlace;
}

const orders = JSON.parse(process.argv[2] ?? '{}') as PaymentOrders;
const now = { running: undefined as RunningTill | undefined, isPaying: false };

function dieAt(place: InnerPlace): void {
  if (now.isPaying && orders.dieAt === place) process.kill(process.pid, 'SIGKILL');
}

/** The number is taken, and the next thing would be the payment's own line in the journal. */
class MortalIds extends UuidIds {
  override next(): string {
    dieAt('before the journal');
    return super.next();
  }
}

/** The first look at the clock once the intent is on the disk is the one before the request. */
class MortalClock extends SystemClock {
  override now(): number {
    if (now.isPaying && now.running?.till.ledger.recentPayments(1)[0]?.call === 'pay') dieAt('after the journal');
    return super.now();
  }
}

// Without the test nobody would end this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

now.running = await composeDemo({
  folder: orders.folder,
  world: demoWorldSchema.parse(JSON.parse(readFileSync(orders.worldFile, 'utf8'))),
  rules: hurriedRules(), clock: new MortalClock(), ids: new MortalIds(),
  // The door writes this line when the whole answer is there and nobody has read it yet.
  logSink: (line) => {
    if (line.includes('"http.answer"') && /"[a-z.]+\.(?:code)?pay"/.test(line)) dieAt('after the reply');
  },
});
const { till } = now.running;
if (!till.checkout.openSale() && till.ledger.salesClosedSince(0).length === 0) till.checkout.keyAmount(fen(orders.amount), '');
const timer = setInterval(() => {
  if (!till.picture.till().sale?.can.pay) return;
  clearInterval(timer);
  now.isPaying = true;
  till.tenders.startBarcode({ code: orders.code, evenIfDuplicate: true });
}, 10);
