/**
 * The same search over refunds: a customer is to get half of a payment back, once. The till's part is the product's
 * `decideRefund`; a second refund, with a number of its own, is begun only when the till says that the first was refused.
 * Times are real here, counted from the model's present: the pauses between repetitions are what keeps a refund single.
 */
import { fen } from '../../main/domain/money.ts';
import type { Payment } from '../../main/domain/payment.ts';
import type { Refund, RefundAnswer, RefundEvent, RefundQueryAnswer } from '../../main/domain/refund.ts';
import type { RefundBounds } from './bounds.ts';
import { breadthFirst, fairness } from './breadth.ts';
import type { Limits, Move, Report } from './breadth.ts';
import type { RefundCore } from './core.ts';

/** What the provider has under a refund's number. */
type Truth = 'none' | 'processing' | 'done' | 'closed' | 'abnormal';
type Answer = RefundAnswer | RefundQueryAnswer;

interface Attempt {
  readonly refund: Refund;
  readonly wire: { readonly call: 'refund' | 'query'; readonly answer: Answer | null } | null;
  readonly truth: Truth;
  /** When a copy that may still arrive was sent; null when there is none. */
  readonly copySentAt: number | null;
}

interface World {
  readonly attempts: readonly Attempt[];
  readonly faults: number;
  readonly crashes: number;
  /** How often a person may ask again. */
  readonly retries: number;
}

const NOW = 10_000_000;
/** A request that was sent is carried out within this time, or never. */
const COPY_LIVES_MS = 60_000;
/** A provider's answer to a query may be as old as this. */
const LAG_MS = 60_000;
/** Longer ago than every pause in `decideRefund`: nothing changes any more by time alone. */
const LONG_AGO = NOW - 700_000;
const WANTED = fen(1000);

const FAILURE = { code: 'unlisted' } as const;
const UNCERTAIN = { kind: 'uncertain', failure: FAILURE } as const;
const PAYMENT = { id: 'p', phase: 'paid', exceptions: {}, amount: fen(2000), createdAt: LONG_AGO } as Payment;
const LIMITS = { windowDays: 90, maxParts: 50, pauseMs: 0 } as const;

/** Looks at every world of refunds within the bounds. */
export function exploreRefunds(core: RefundCore, bounds: RefundBounds, limits: Limits = {}): Report {
  const key = keyOf;
  const moves = (world: World): Move<World>[] => movesOf(core, world);
  const broken = (world: World): string | undefined => brokenWorld(core, world);
  const endsWell = fairness<World>({ key, broken, atRest: brokenRest, fairMove: (world) => fairMove(moves({ ...world, retries: 1 })) });
  const fairEnd = (world: World): ReturnType<typeof endsWell> => endsWell({ ...world, faults: 0, crashes: 0 });
  return breadthFirst<World>({ first: { attempts: [], ...bounds }, key, moves, broken, fairEnd }, limits);
}

function keyOf({ attempts, faults, crashes, retries }: World): string {
  let key = `${faults} ${crashes} ${retries}`;
  for (const { refund, wire, truth, copySentAt } of attempts) {
    const { phase, call, asks, sends, roundSends, sentAt, wakeAt, refusedAt, unresolvedAt } = refund;
    key += `/${phase} ${call} ${asks} ${sends} ${roundSends} ${sentAt} ${wakeAt} ${refusedAt !== undefined} ${unresolvedAt !== undefined} ${wire?.answer?.kind} ${truth} ${copySentAt}`;
  }
  return key;
}

function movesOf(core: RefundCore, world: World): Move<World>[] {
  const found: Move<World>[] = [];
  const refunds = world.attempts.map(({ refund }) => refund);
  const isWanted = refunds.every(({ phase }) => phase === 'refused') && refunds.length < 2;
  if (isWanted && core.refundRefusal(PAYMENT, refunds, WANTED, NOW, LIMITS) === undefined) {
    const attempts = [...world.attempts, { refund: fresh(refunds.length), wire: null, truth: 'none', copySentAt: null } as const];
    found.push(told(core, { ...world, attempts }, refunds.length, 'refund begins', { type: 'started', at: NOW }));
  }
  world.attempts.forEach((attempt, index) => {
    const { refund, truth, copySentAt } = attempt;
    const become = (name: string, changed: Partial<Attempt>): void => {
      found.push({ name: `${index + 1} ${name}`, to: put(world, index, { ...attempt, ...changed }) });
    };
    found.push(...wireMoves(core, world, index, attempt));
    if (truth === 'processing') for (const next of ['done', 'closed', 'abnormal'] as const) become(`provider: ${next}`, { truth: next });
    if (copySentAt !== null) {
      for (const next of carriedOut(truth)) become(`late copy arrives: ${next}`, { truth: next, copySentAt: null });
      become('late copy is lost', { copySentAt: null });
    }
    if (refund.wakeAt !== null) {
      const later = pass(world, Math.max(0, refund.wakeAt - NOW));
      if (later) found.push(told(core, later, index, 'till wakes', { type: 'woke', at: NOW }));
    }
    if (world.retries > 0 && core.canRetry(refund)) found.push(told(core, { ...world, retries: world.retries - 1 }, index, 'person asks again', { type: 'retry_asked', at: NOW }));
    if (world.crashes > 0) found.push(...crash(core, { ...world, crashes: world.crashes - 1 }, index, attempt));
  });
  return found;
}

function wireMoves(core: RefundCore, world: World, index: number, attempt: Attempt): Move<World>[] {
  const { wire, truth, refund } = attempt;
  if (wire === null) return [];
  const spent = { ...world, faults: world.faults - 1 };
  const answer = (from: World, who: string, said: Answer, copySentAt = attempt.copySentAt): Move<World> =>
    told(core, put(from, index, { ...attempt, copySentAt }), index, who, { type: wire.call === 'refund' ? 'refund_answered' : 'query_answered', at: NOW, answer: said } as RefundEvent);
  if (wire.answer !== null) {
    const arrives = answer(world, `${wire.call} is answered ${wire.answer.kind}`, wire.answer);
    return world.faults > 0 ? [arrives, answer(spent, `answer to ${wire.call} is lost`, UNCERTAIN)] : [arrives];
  }
  const said = (name: string, next: Truth, reply: Answer, from = world): Move<World> =>
    ({ name: `${index + 1} ${name}`, to: put(from, index, { ...attempt, truth: next, wire: { call: wire.call, answer: reply } }) });
  const found: Move<World>[] = [];
  if (wire.call === 'query') {
    found.push(said(`query finds ${truth}`, truth, answerAbout(truth)));
    const isFresh = NOW - (refund.sentAt ?? NOW) < COPY_LIVES_MS + LAG_MS;
    if (world.faults > 0 && isFresh && truth !== 'none') found.push(said(`query says absent of ${truth}`, truth, { kind: 'absent' }, spent));
  } else {
    for (const next of carriedOut(truth)) found.push(said(`refund arrives: ${next}`, next, next === 'none' || next === 'closed' ? { kind: 'refused', failure: FAILURE } : { kind: next === 'done' ? 'done' : 'accepted' }));
    if (world.faults > 0) {
      found.push(answer(spent, 'refund is late', UNCERTAIN, NOW));
      found.push(answer(spent, 'refund never leaves', { kind: 'never_sent', failure: FAILURE }));
    }
  }
  if (world.faults > 0) found.push(answer(spent, `${wire.call} is lost`, UNCERTAIN));
  return found;
}

/** What a request does, whoever waits for its answer: one number is carried out once. */
function carriedOut(truth: Truth): readonly Truth[] {
  return truth === 'none' ? ['done', 'processing', 'none'] : [truth];
}

function answerAbout(truth: Truth): RefundQueryAnswer {
  switch (truth) {
    case 'none':
      return { kind: 'absent' };
    case 'processing':
      return { kind: 'accepted' };
    case 'done':
      return { kind: 'done' };
    case 'closed':
    case 'abnormal':
      return { kind: truth, failure: FAILURE };
  }
}

function crash(core: RefundCore, world: World, index: number, attempt: Attempt): Move<World>[] {
  const isOut = attempt.wire?.call === 'refund' && attempt.wire.answer === null;
  return [attempt.copySentAt, ...(isOut ? [NOW] : [])].map((copySentAt) =>
    told(core, put(world, index, { ...attempt, wire: null, copySentAt }), index, 'till dies and starts again', { type: 'restarted', at: NOW }));
}

/** The till decides, saves and sends. */
function told(core: RefundCore, world: World, index: number, who: string, event: RefundEvent): Move<World> {
  const attempt = world.attempts[index];
  if (!attempt) throw new RangeError(`no refund ${index}`);
  const { refund, call } = core.decideRefund(attempt.refund, event);
  const ends = 'answer' in event || event.type === 'restarted';
  const wire = call === null ? (ends ? null : attempt.wire) : { call, answer: null };
  return { name: `${index + 1} ${who}`, to: put(world, index, { ...attempt, refund: canonical(refund), wire }), broken: brokenStep(core, attempt, event, refund, call) };
}

function put(world: World, index: number, attempt: Attempt): World {
  return { ...world, attempts: world.attempts.map((old, at) => (at === index ? attempt : old)) };
}

/** Time goes on, unless a copy would grow older than copies get. */
function pass(world: World, ms: number): World | undefined {
  const attempts = world.attempts.map((attempt): Attempt => ({
    ...attempt,
    copySentAt: attempt.copySentAt === null ? null : attempt.copySentAt - ms,
    refund: canonical({
      ...attempt.refund,
      ...(attempt.refund.sentAt !== undefined && { sentAt: attempt.refund.sentAt - ms }),
      ...(attempt.refund.wakeAt !== null && { wakeAt: Math.max(NOW, attempt.refund.wakeAt - ms) }),
    }),
  }));
  return attempts.some(({ copySentAt }) => copySentAt !== null && NOW - copySentAt > COPY_LIVES_MS) ? undefined : { ...world, attempts };
}

function fresh(index: number): Refund {
  return {
    id: `r${index}`, paymentId: 'p', saleId: 's', wallet: 'alipay', outTradeNo: 'n', outRefundNo: `n${index}`, outSn: '', amount: WANTED, total: PAYMENT.amount,
    reason: 'return', by: 'c', phase: 'sending', call: null, createdAt: NOW, wakeAt: null, asks: 0, sends: 0, revision: 0,
  };
}

/** Drops what `decideRefund` only writes, and counts no further than it compares. */
function canonical({ failure: _failure, finishedAt: _finishedAt, ...refund }: Refund): Refund {
  return {
    ...refund,
    createdAt: NOW,
    ...(refund.sentAt !== undefined && { sentAt: Math.max(LONG_AGO, refund.sentAt) }),
    ...(refund.unresolvedAt !== undefined && { unresolvedAt: NOW }),
    ...(refund.refusedAt !== undefined && { refusedAt: NOW }),
    asks: Math.min(refund.asks, 10), sends: Math.min(refund.sends, 2), revision: Math.min(refund.revision, 1),
  };
}

function brokenStep(core: RefundCore, { refund: before, wire }: Attempt, event: RefundEvent, after: Refund, call: Refund['call']): string | undefined {
  if (after === before) return call === null ? undefined : 'a call without a saved change (1)';
  if (after.revision !== before.revision + 1) return 'revision does not grow by one (1)';
  if (call !== null && after.call !== call) return 'the call is not saved with the refund (1)';
  if (call !== null && wire !== null && !('answer' in event) && event.type !== 'restarted') return 'a second call while one is on its way (2)';
  if (after.outRefundNo !== before.outRefundNo || after.amount !== before.amount) return 'a refund changes its number or amount (13)';
  if (core.isRefundOpen(after) && after.call === null && after.wakeAt === null) return 'an open refund without call and wake (12)';
  if (!core.isRefundOpen(after) && (after.call !== null || after.wakeAt !== null)) return 'an ended refund goes on';
  return undefined;
}

function isOut(truth: Truth): boolean {
  return truth === 'processing' || truth === 'done' || truth === 'abnormal';
}

function brokenWorld(core: RefundCore, { attempts }: World): string | undefined {
  if (attempts.filter(({ truth }) => isOut(truth)).length > 1) return 'money is given back twice (13)';
  for (const { refund, truth, wire } of attempts) {
    if (refund.call !== (wire?.call ?? null)) return 'the saved call is not the one on its way (2)';
    if (refund.phase === 'done' && truth !== 'done') return 'the till says given back, the customer has nothing';
    if (refund.phase === 'refused' && isOut(truth)) return 'the till says refused, the provider gives the money back (13)';
    if (isOut(truth) && core.reserved([refund]) === 0) return 'money on its way back may be given back again (13)';
  }
  return undefined;
}

function brokenRest({ attempts }: World): string | undefined {
  const wrong = attempts.find(({ refund: { phase }, truth }) => !(phase === truth || (phase === 'refused' && !isOut(truth))));
  return wrong && `at rest, the till says ${wrong.refund.phase}, the provider ${wrong.truth}`;
}

/** Copies arrive, calls are answered, the provider pays out, wakes come, and a person asks again when the till has given up. */
function fairMove(moves: readonly Move<World>[]): Move<World> | undefined {
  const one = (pattern: RegExp): Move<World> | undefined => moves.find(({ name }) => pattern.test(name));
  const watched = moves.find(({ name, to }) => name.endsWith('person asks again') && to.attempts.length > 0);
  const isGivenUp = moves.some(({ to }) => to.attempts.some(({ refund }) => refund.unresolvedAt !== undefined));
  return one(/late copy arrives/) ?? one(/is answered/) ?? one(/query finds|refund arrives/) ?? one(/provider: done/) ?? (isGivenUp ? watched : undefined) ?? one(/till wakes/);
}
