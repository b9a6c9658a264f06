/**
 * Breaks the product on purpose, one line at a time: copies main/domain to a scratch folder, changes one place in the copy
 * and loads it. A check that does not notice such a change checks nothing.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Core, RefundCore } from './core.ts';

const DOMAIN = join(import.meta.dirname, '..', '..', 'main', 'domain');

export interface Mutation {
  /** What the change does to the till, in words. */
  readonly breaks: string;
  readonly file: 'payment-decide' | 'payment-steps' | 'payment' | 'refund';
  readonly from: string;
  readonly to: string;
}

export const PAYMENT_MUTATIONS: readonly Mutation[] = [
  {
    breaks: 'a refusal is believed without a query', file: 'payment-decide',
    from: "return calling({ ...withFailure(payment, answer.failure), phase: 'refused', payAnswered: true }, 'query', 'refused');",
    to: "return notCharged(withFailure(payment, answer.failure), 'refused', at);",
  },
  {
    breaks: 'a lost answer to pay counts as not charged', file: 'payment-decide',
    from: "return lostTrack(withFailure(payment, answer.failure), at, rules);",
    to: "return notCharged(withFailure(payment, answer.failure), 'never_sent', at);",
  },
  {
    breaks: 'an answer with another amount pays', file: 'payment-decide',
    from: 'return lostTrack(withMismatch(payment, answer.mismatch, at), at, rules);',
    to: "return settlePaid(payment, { tradeNo: '' }, at, rules);",
  },
  {
    breaks: 'a query that waits for the customer counts as paid', file: 'payment-decide',
    from: 'return stillUnpaid({ ...heard, silentAsks: 0, absentAsks: 0, payAnswered: true }, wasProving, at, rules);',
    to: "return settlePaid(heard, { tradeNo: '' }, at, rules);",
  },
  {
    breaks: 'a cancel is believed without a query', file: 'payment-decide',
    from: "return calling({ ...done, proving: true }, 'query', 'cancel_done');",
    to: "return notCharged(done, 'closed', at);",
  },
  {
    breaks: 'a closed order of a paid payment goes unseen', file: 'payment-decide',
    from: "if (payment.phase === 'paid') return contradict({ ...payment, rechecksLeft: 0 }, at);",
    to: "if (payment.phase === 'paid') return resting({ ...payment, rechecksLeft: 0 }, null, 'rechecked');",
  },
  {
    breaks: '"no such order" ends a payment without a cancel', file: 'payment-decide',
    from: 'if (payment.cancelsDone === 0) return closeIt(payment, at, rules);\n    const believed',
    to: 'const believed',
  },
  {
    breaks: '"no such order" is believed while the request may be under way', file: 'payment-decide',
    from: 'const believed = ', to: 'const believed = true || ',
  },
  {
    breaks: 'silence after an answer that did not fit cancels by itself', file: 'payment-decide',
    from: 'if (isOver && payment.exceptions.mismatch === undefined) return', to: 'if (isOver) return',
  },
  {
    breaks: 'a forced payment is closed when its time is over', file: 'payment-decide',
    from: 'if (isForced(payment)) return isOpen(payment) ? watchForced(payment, at, rules) : recheckLater(payment, at, rules);\n  if (!isOpen(payment)) return reopenForCancel(payment, at, rules);\n  if (payment.phase', to: 'if (payment.phase',
  },
  {
    breaks: 'an order that turns up payable after "not charged" stays open', file: 'payment-decide',
    from: "if (!isOpen(payment)) return reopenForCancel(payment, at, rules);\n  if (payment.phase === 'cancelling') {", to: "if (!isOpen(payment)) return resting(payment, null, 'ignored');\n  if (payment.phase === 'cancelling') {",
  },
  {
    breaks: 'cancel is sent beside a call that is on its way', file: 'payment-decide',
    from: "if (payment.call !== null) return { payment: wanted, call: null, note: 'cancel_wanted' };", to: '',
  },
  {
    breaks: 'a restart pays again', file: 'payment-decide',
    from: "phase, proving: false }, 'query', 'resumed');", to: "phase, proving: false }, 'pay', 'resumed');",
  },
  {
    breaks: 'a restart takes an unfinished payment for not charged', file: 'payment-decide',
    from: "return calling({ ...step(payment), phase, proving: false }, 'query', 'resumed');", to: "return notCharged(step(payment), 'never_sent', at);",
  },
  {
    breaks: 'a restart forgets the later look that was on its way', file: 'payment-decide',
    from: 'call: null, wakeAt: at }', to: 'call: null, wakeAt: null }',
  },
  {
    breaks: 'a query without an answer is the last one', file: 'payment-decide',
    from: "return resting({ ...payment, phase }, nextTry(payment, payment.silentAsks, at, rules), 'no_answer');", to: "return resting({ ...payment, phase }, null, 'no_answer');",
  },
  {
    breaks: 'the bill of the day proves nothing', file: 'payment-decide',
    from: "return payment.phase === 'paid' ? ignored(payment) : settlePaid(", to: 'return true ? ignored(payment) : settlePaid(',
  },
  {
    breaks: 'a forced payment that the bill does not name counts for ever', file: 'payment-decide',
    from: 'if (!waitsForBill(payment)) return ignored(payment);', to: 'return ignored(payment);',
  },
  {
    breaks: 'checks while the network is away use up the later looks', file: 'payment-decide',
    from: 'Math.min(payment.rechecksLeft, rules.recheckMs.length) + 1', to: 'payment.rechecksLeft + 1',
  },
  {
    breaks: 'a void that was refused late leaves the money to nobody', file: 'payment-decide',
    from: 'late ? { ...payment.exceptions, late: { at } } : payment.exceptions };', to: 'payment.exceptions };',
  },
  {
    breaks: 'a WeChat code is reversed before the provider allows it', file: 'payment-steps',
    from: 'if (at < allowedAt) return', to: 'if (at < 0) return',
  },
  {
    breaks: 'a payment that was released and then paid counts for the sale again', file: 'payment-steps',
    from: "const late = (payment.released || payment.phase", to: 'const late = (payment.phase',
  },
  {
    breaks: 'a payment that is found paid after "not charged" is not given back', file: 'payment-steps',
    from: "payment.phase === 'not_charged' || ", to: '',
  },
  {
    breaks: 'a payment that ended as paid after a cancel is never looked at again', file: 'payment-steps',
    from: 'if (payment.cancels === 0) return', to: 'if (payment.cancels >= 0) return',
  },
  {
    breaks: 'a cancel that is on its way when the bill proves is forgotten', file: 'payment-steps',
    from: "return resting({ ...paid, rechecksLeft: 2 }, null, note);", to: "return resting({ ...paid, rechecksLeft: 0 }, null, note);",
  },
  {
    breaks: '"no such order" is never looked at again', file: 'payment-steps',
    from: 'return first === undefined ? ended : ', to: 'return first !== undefined ? ended : ',
  },
  {
    breaks: 'one later look is all', file: 'payment-steps',
    from: "const left = Math.max(0, payment.rechecksLeft - 1);\n  const wait", to: 'const left = 0;\n  const wait',
  },
  {
    breaks: 'a forced payment can be cancelled', file: 'payment',
    from: "payment.phase === 'unknown') && !isForced(payment);", to: "payment.phase === 'unknown');",
  },
  {
    breaks: 'a sale takes another tender while a payment runs', file: 'payment',
    from: 'return isOpen(payment) && !payment.released && !isForced(payment);', to: 'return false;',
  },
  {
    breaks: 'money that is to be given back covers the sale', file: 'payment',
    from: 'payment.exceptions.late === undefined && ', to: '',
  },
];

export const REFUND_MUTATIONS: readonly Mutation[] = [
  {
    breaks: 'a no to a repetition frees the money at once', file: 'refund',
    from: 'return mayChange ? rest(', to: 'return !mayChange ? rest(',
  },
  {
    breaks: 'a no to a repetition is believed while a copy may still arrive', file: 'refund',
    from: 'if (at < provedAt) return', to: 'if (at < 0) return',
  },
  {
    breaks: 'a lost answer counts as refused', file: 'refund',
    from: "case 'uncertain':\n      return rest({ ...refund, phase: 'unknown', failure: answer.failure }, at, 'unknown');", to: "case 'uncertain':\n      return finish(refund, 'refused', at, 'refused');",
  },
  {
    breaks: 'an unknown refund counts as refused', file: 'refund',
    from: 'return refund.refusedAt === undefined ? notFound(refund, at) : stillRefused(refund, at);', to: "return finish(refund, 'refused', at, 'refused');",
  },
  {
    breaks: 'accepted counts as given back', file: 'refund',
    from: "return rest({ ...refund, phase: 'accepted' }, at, 'accepted');\n    case 'refused'", to: "return finish(refund, 'done', at, 'done');\n    case 'refused'",
  },
  {
    breaks: 'a refund without an ending may be given back again', file: 'refund',
    from: "refunds.filter((refund) => refund.phase !== 'refused').map((refund) => refund.amount)", to: "refunds.filter((refund) => refund.phase === 'done').map((refund) => refund.amount)",
  },
  {
    breaks: 'a restart forgets a refund', file: 'refund',
    from: "return ask({ ...next(refund), phase: refund.phase === 'sending' ? 'unknown' : refund.phase, call: null }, 'resumed');", to: 'return ignored(refund);',
  },
  {
    breaks: 'a refund that nobody knows is never sent again', file: 'refund',
    from: "call: 'refund', sends: refund.sends + 1, roundSends: sent + 1, sentAt: at, wakeAt: null };\n  return { refund: again, call: 'refund'", to: "call: null, wakeAt: null };\n  return { refund: again, call: null",
  },
];

/** Loads the product with one place changed. Throws RangeError when the place is not there exactly once. */
export async function broken({ file, from, to }: Mutation): Promise<Core & RefundCore> {
  const folder = mkdtempSync(join(tmpdir(), 'guitai-mutation-'));
  try {
    cpSync(DOMAIN, folder, { recursive: true, filter: (path) => !path.endsWith('.json') && !path.endsWith('.md') });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const path = join(folder, `${file}.ts`);
    const parts = readFileSync(path, 'utf8').split(from);
    if (parts.length !== 2) throw new RangeError(`${file}.ts has ${parts.length - 1} places like: ${from}`);
    writeFileSync(path, parts.join(to));
    const load = async (name: string): Promise<object> => await import(pathToFileURL(join(folder, `${name}.ts`)).href) as object;
    const modules = await Promise.all(['payment-decide', 'payment', 'sale', 'refund'].map(load));
    return Object.assign({}, ...modules) as Core & RefundCore;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
