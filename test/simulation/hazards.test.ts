// Hazards that the simulation found, each forced to happen in every shop instead of once in thousands.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { outSnWithin, parseOutSn } from '../../main/domain/numbering.ts';
import { LedgerUnavailableError } from '../../main/ports.ts';
import type { Ledger, LedgerChange, PaymentProvider } from '../../main/ports.ts';
import { changed, withChanges } from './breaks.ts';
import type { Break } from './program.ts';
import { runStreet } from './street.ts';
import type { StreetResult } from './street-result.ts';

const PATIENCE_MS = 120_000;

let parent: string;
beforeAll(() => { parent = mkdtempSync(join(tmpdir(), 'guitai-hazards-')); });
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** A shop in which `before` sees every change before it is committed, and may refuse it. */
function shop(before: (change: LedgerChange) => void, faults: 'none' | 'rough', more: Break = {}, seed = 'hazard'): Promise<StreetResult> {
  const ledger = (real: Ledger): Ledger => withChanges(real, {
    commit: (change) => {
      before(change);
      real.commit(change);
    },
  });
  return runStreet({ seed, payments: 150, parent, faults, broken: { ...more, ledger } });
}

/** A shop whose account at the provider is empty: every refund is refused for certain, after as long as so many questions take. */
function withoutBalance(questions: number): (real: PaymentProvider) => PaymentProvider {
  return (real) => changed(real, {
    refund: async () => {
      for (let asked = 0; asked < questions; asked += 1) await real.query({ outTradeNo: 'none', amount: fen(1), kind: 'barcode' });
      return { answer: { kind: 'refused', failure: { code: 'merchant_balance' } }, trace: { ms: 1 } };
    },
  });
}

it('a disk that is full just when a paid sale is settled does not leave the sale open for ever', { timeout: PATIENCE_MS }, async () => {
  const refused = new Set<string>();
  const result = await shop(({ entries }) => {
    for (const { subjectId, note } of entries) {
      if (note !== 'settled' || refused.has(subjectId)) continue;
      refused.add(subjectId);
      throw new LedgerUnavailableError('disk_full');
    }
  }, 'none');
  expect(result.findings).toEqual([]);
  expect(refused.size).toBeGreaterThan(30);
});

it('a disk that is full just when the provider says "this number was used" does not leave the till on used numbers', { timeout: PATIENCE_MS }, async () => {
  const used: string[] = [];
  let first: number | undefined;
  const ofFirstEpoch = (outTradeNo: string): boolean => {
    const epoch = parseOutSn(outSnWithin(outTradeNo) ?? '')?.epoch;
    first ??= epoch;
    return epoch === first;
  };
  let refusals = 3;
  let refusedNotes = 2;
  const result = await runStreet({ seed: 'used', payments: 60, parent, faults: 'none', tills: 1, broken: {
    provider: (real) => changed(real, {
      pay: async (request) => {
        if (!ofFirstEpoch(request.outTradeNo)) return real.pay(request);
        used.push(request.outTradeNo);
        return { answer: { kind: 'refused', failure: { code: 'number_used' } }, trace: { ms: 1 } };
      },
    }),
    ledger: (real) => withChanges(real, {
      skipSerials: (kind) => {
        if ((refusals -= 1) >= 0) throw new LedgerUnavailableError('disk_full');
        real.skipSerials(kind);
      },
      commit: (change) => {
        if (change.entries.some(({ note }) => note === 'numbers_left') && (refusedNotes -= 1) >= 0) throw new LedgerUnavailableError('disk_full');
        real.commit(change);
      },
    }),
  } });
  expect(result.findings).toEqual([]);
  expect(used).toHaveLength(1);
  // Asked until it was done, and its note until it was written: the sequence moved once.
  expect([refusals, refusedNotes]).toEqual([-1, -1]);
});

it('a program that ends between a void and its refund, or its refusal and the tender, separates nothing: they are one commit', { timeout: PATIENCE_MS }, async () => {
  let begun = 0;
  let refused = 0;
  const before = ({ refunds = [], payments = [] }: LedgerChange): void => {
    for (const { reason, revision, phase, paymentId } of refunds) {
      if (reason !== 'void' || (revision !== 1 && phase !== 'refused')) continue;
      if (revision === 1) begun += 1;
      else refused += 1;
      expect(payments.find(({ id }) => id === paymentId)?.voided).toBe(revision === 1);
    }
  };
  for (const seed of ['void/0', 'void/1', 'void/2', 'void/3']) {
    const result = await shop(before, 'rough', { provider: withoutBalance(0) }, seed);
    expect(result.findings).toEqual([]);
  }
  expect(begun).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});

it('a void refused while the next attempt is already paying does not keep both: the first money is owed', { timeout: PATIENCE_MS }, async () => {
  let owed = 0;
  for (const seed of ['void/9', 'void/10', 'void/3']) {
    const result = await shop(({ entries, payments = [] }) => {
      if (entries.some(({ note }) => note === 'void_failed') && payments.some(({ exceptions }) => exceptions.late !== undefined)) owed += 1;
    }, 'rough', { provider: withoutBalance(8) }, seed);
    expect(result.findings).toEqual([]);
  }
  expect(owed).toBeGreaterThan(0);
});
