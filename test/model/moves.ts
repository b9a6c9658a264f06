/**
 * Everything that can happen next. The till's part is the product's `decide`; network, provider, customer and cashier do
 * whatever they are able to, at any moment and in any order.
 */
import type { Payment, PaymentCall } from '../../main/domain/payment.ts';
import { OLD } from './bounds.ts';
import type { Offer } from './bounds.ts';
import type { Move as AnyMove } from './breadth.ts';
import type { ModelEvent } from './steps.ts';
import { UNCERTAIN, cancelled, onCancel, onPay, onPrecreate, onQuery } from './provider.ts';
import type { Reply } from './provider.ts';
import type { Answer, Attempt, Counter, Order, Wire, World } from './world.ts';

type Move = AnyMove<World>;

const ANSWERED = { pay: 'pay_answered', precreate: 'precreate_answered', query: 'query_answered', cancel: 'cancel_answered' } as const;
const NEVER_SENT = { kind: 'never_sent', failure: { code: 'never_sent' } } as const;

export function moves(counter: Counter, world: World): Move[] {
  const found: Move[] = [];
  world.attempts.forEach((attempt, index) => {
    tillMoves(counter, world, index, attempt, found);
    networkMoves(counter, world, index, attempt, found);
    outsideMoves(counter, world, index, attempt, found);
  });
  saleMoves(counter, world, found);
  if (world.crashes > 0 && world.attempts.length > 0) found.push(...crash(counter, { ...world, crashes: world.crashes - 1 }));
  return found;
}

function withAttempt(world: World, index: number, attempt: Attempt): World {
  return { ...world, attempts: world.attempts.map((old, at) => (at === index ? attempt : old)) };
}

/** The till decides, saves and sends. Undefined when it does nothing about the event. */
export function told(counter: Counter, world: World, index: number, who: string, event: ModelEvent): Move | undefined {
  const attempt = world.attempts[index];
  if (!attempt) return undefined;
  const name = `${index + 1} ${who}`;
  const step = counter.book.step(attempt.payment, stepName(event), event);
  if (step.isIgnored && step.broken === undefined && !('answer' in event)) return undefined;
  const isOver = 'answer' in event || event.type === 'restarted';
  const wire: Wire | null = step.call === null ? (isOver ? null : attempt.wire) : { call: step.call, answer: null };
  return { name, to: withAttempt(world, index, { ...attempt, payment: step.to, wire }), broken: step.broken };
}

const answerNames = new WeakMap<Answer, string>();

function stepName(event: ModelEvent): string {
  if ('answer' in event) {
    const name = answerNames.get(event.answer) ?? JSON.stringify(event.answer);
    answerNames.set(event.answer, name);
    return event.type + name;
  }
  return event.type === 'bill_read' ? event.type + event.evidence.kind : event.type === 'void_failed' ? event.type + String(event.late) : event.type;
}

function tillMoves(counter: Counter, world: World, index: number, attempt: Attempt, found: Move[]): void {
  const tell = (from: World, who: string, event: ModelEvent): void => {
    const move = told(counter, from, index, who, event);
    if (move) found.push(move);
  };
  const payment = counter.book.at(attempt.payment);
  // The last look is the one that counts: by then late copies have arrived, and a code that was shown is dead.
  const tooEarly = (payment.phase === 'paid' && attempt.lateCancel) || isLastLook(payment) && (attempt.latePay || attempt.lateCancel || (payment.kind === 'qr' && !counter.book.expired(attempt.payment)));
  if (payment.wakeAt !== null && !tooEarly) tell(world, 'till wakes', { type: 'woke' });
  tell(world, 'cashier checks', { type: 'check_asked', by: 'c' });
  tell(world, 'cashier cancels', { type: 'cancel_asked', by: 'c' });
  tell(world, 'cashier releases', { type: 'released', by: 'c' });
  if (world.forces > 0) tell({ ...world, forces: world.forces - 1 }, 'cashier forces', { type: 'forced', by: 'c', approvalId: 'a' });
  // The bill comes a day later: nothing of yesterday is under way any more.
  if (counter.book.age(attempt.payment) === OLD && !attempt.latePay && !attempt.lateCancel) tell(world, 'bill is read', bill(attempt));
  if (counter.bounds.halves === true && !world.settled) tell(world, 'cashier gives it back', { type: 'voided', by: 'c', refundId: 'r' });
  if (payment.voided && attempt.order === 'paid') {
    found.push({ name: `${index + 1} refund is done`, to: withAttempt(world, index, { ...attempt, order: 'refunded' }) });
    const late = world.settled || !counter.cover(world).mayTender;
    tell(world, 'refund is refused', { type: 'void_failed', late });
  }
}

/** The look at an ended payment after which the till asks no more: a minute later when it is paid, two hours when it is not. */
function isLastLook({ phase, rechecksLeft }: Payment): boolean {
  return (phase === 'paid' || phase === 'not_charged' || phase === 'returned') && rechecksLeft === 1;
}

/** What the provider's bill says of an order. */
export function bill({ order }: Attempt): ModelEvent {
  const isOn = order === 'paid' || order === 'refunded';
  return { type: 'bill_read', evidence: isOn ? { kind: 'paid', tradeNo: '' } : { kind: 'not_on_bill' } };
}

function spend(world: World): World {
  return { ...world, faults: world.faults - 1 };
}

function networkMoves(counter: Counter, world: World, index: number, attempt: Attempt, found: Move[]): void {
  const { wire } = attempt;
  if (wire === null) return;
  const tell = (from: World, changed: Attempt, who: string, answer: Answer): void => {
    const move = told(counter, withAttempt(from, index, changed), index, who, { type: ANSWERED[wire.call], answer } as ModelEvent);
    if (move) found.push(move);
  };
  if (wire.answer !== null) {
    tell(world, attempt, `${wire.call} is answered`, wire.answer);
    if (world.faults > 0 && wire.answer.kind !== 'uncertain') tell(spend(world), attempt, `answer to ${wire.call} is lost`, UNCERTAIN);
    return;
  }
  for (const reply of replies(counter, attempt, wire)) {
    if (reply.isFault === true && world.faults === 0) continue;
    // No copy of the provider's data is older than the pause before the last look.
    if (reply.isFault === true && wire.call === 'query' && reply.answer.kind !== 'mismatch' && isLastLook(counter.book.at(attempt.payment))) continue;
    const from = reply.isFault === true ? spend(world) : world;
    found.push({ name: `${index + 1} ${reply.name}`, to: withAttempt(from, index, { ...attempt, order: reply.order, wire: { call: wire.call, answer: reply.answer } }) });
  }
  if (world.faults === 0) return;
  tell(spend(world), attempt, `${wire.call} is lost`, UNCERTAIN);
  if (wire.call === 'pay') tell(spend(world), { ...attempt, latePay: true }, 'pay is late', UNCERTAIN);
  if (wire.call === 'cancel') tell(spend(world), { ...attempt, lateCancel: true }, 'cancel is late', UNCERTAIN);
  if (wire.call === 'pay' || wire.call === 'precreate') tell(spend(world), attempt, `${wire.call} never leaves`, NEVER_SENT);
}

const knownReplies = new Map<string, readonly Reply[]>();

/** The same answers every time as the same objects, so that they are known by identity. */
function replies(counter: Counter, attempt: Attempt, wire: Wire): readonly Reply[] {
  const offer = counter.book.at(attempt.payment);
  const key = `${wire.call} ${attempt.order} ${offer.wallet} ${offer.kind}`;
  const found = knownReplies.get(key) ?? repliesTo(wire.call, attempt.order, offer);
  knownReplies.set(key, found);
  return found;
}

function repliesTo(call: PaymentCall, order: Order, offer: Offer): readonly Reply[] {
  switch (call) {
    case 'pay':
      return onPay(order);
    case 'precreate':
      return onPrecreate(offer);
    case 'query':
      return onQuery(order);
    case 'cancel':
      return onCancel(order, offer);
  }
}

/** Customer, provider's own clock, and late copies. */
function outsideMoves(counter: Counter, world: World, index: number, attempt: Attempt, found: Move[]): void {
  const payment = counter.book.at(attempt.payment);
  const become = (name: string, changed: Partial<Attempt>): void => {
    found.push({ name: `${index + 1} ${name}`, to: withAttempt(world, index, { ...attempt, ...changed }) });
  };
  const canPay = payment.kind === 'barcode' ? attempt.order === 'unpaid' : payment.qrText !== undefined && !counter.book.expired(attempt.payment) && (attempt.order === 'unpaid' || attempt.order === 'registered');
  if (canPay) {
    become('customer pays', { order: 'paid' });
    if (attempt.order === 'registered') become('customer scans', { order: 'unpaid' });
    if (payment.wallet === 'wechat') become('customer is declined', { order: 'failed' });
  }
  if (counter.book.expired(attempt.payment)) {
    if (attempt.order === 'unpaid' || attempt.order === 'failed') become('provider closes the old order', { order: 'closed' });
    if (attempt.order === 'registered') become('provider forgets the old QR', { order: 'none' });
  }
  if (attempt.latePay) for (const { name, order, isFault } of onPay(attempt.order)) if (isFault !== true) become(`late: ${name}`, { order, latePay: false });
  if (attempt.lateCancel) for (const order of cancelled(attempt.order, payment)) become(`late cancel of ${attempt.order}`, { order, lateCancel: false });
}

function saleMoves(counter: Counter, world: World, found: Move[]): void {
  const { attempts } = world;
  const cover = counter.cover(world);
  if (cover.canSettle && !world.settled) found.push({ name: 'sale is settled', to: { ...world, settled: true } });
  if (cover.cash > 0 && attempts.length > 0) found.push({ name: 'customer pays in cash', to: { ...world, cash: world.cash + cover.cash }, broken: unfinished(counter, world) });
  if (cover.mayTender) {
    for (const offer of counter.bounds.attempts[attempts.length] ?? []) {
      const payment = counter.book.fresh(offer);
      const started = told(counter, { ...world, attempts: [...attempts, { payment, wire: null, order: 'none', latePay: false, lateCancel: false }] }, attempts.length, `${offer.wallet} ${offer.kind} begins`, { type: 'started' });
      if (started) found.push({ ...started, broken: started.broken ?? unfinished(counter, world) });
    }
  }
  if (attempts.some(({ payment }) => counter.book.age(payment) < OLD)) {
    found.push({ name: 'time goes on', to: { ...world, attempts: attempts.map((attempt) => ({ ...attempt, payment: counter.book.older(attempt.payment) })) } });
  }
}

/** No new tender while an attempt may still be paid and nobody took it out of the sale. */
function unfinished(counter: Counter, world: World): string | undefined {
  const isRunning = world.attempts.some(({ payment: number }) => {
    const payment = counter.book.at(number);
    return !['paid', 'not_charged', 'returned'].includes(payment.phase) && !payment.released && payment.exceptions.forced === undefined;
  });
  return isRunning ? 'another tender while a payment runs (9)' : undefined;
}

/** The program dies and starts again. What was on its way is lost or arrives late. */
function crash(counter: Counter, world: World): Move[] {
  let ends: World[] = [world];
  world.attempts.forEach((attempt, index) => {
    const { wire } = attempt;
    const fates: Attempt[] = [{ ...attempt, wire: null }];
    if (wire?.answer === null && wire.call === 'pay') fates.push({ ...attempt, wire: null, latePay: true });
    if (wire?.answer === null && wire.call === 'cancel') fates.push({ ...attempt, wire: null, lateCancel: true });
    ends = ends.flatMap((end) => fates.map((fate) => withAttempt(end, index, fate)));
  });
  return ends.map((end) => {
    let move: Move = { name: 'till dies and starts again', to: end };
    end.attempts.forEach((attempt, index) => {
      const payment = counter.book.at(attempt.payment);
      if (payment.call === null && payment.wakeAt === null) return;
      const resumed = told(counter, move.to, index, 'resumes', { type: 'restarted' });
      if (resumed) move = { name: move.name, to: resumed.to, broken: move.broken ?? resumed.broken };
    });
    return move;
  });
}
