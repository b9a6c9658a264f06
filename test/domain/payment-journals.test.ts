// A payment that an older till began must come to the same end in this one: every recorded journal, line by line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PaymentRules } from '../../main/domain/payment.ts';
import { replay, replayRefund } from '../fixtures/journals/replay.ts';
import type { Recording } from '../fixtures/journals/replay.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'journals');

const recordings = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Recording)
  .map((recording) => ({ ...recording, rules: completed(recording.rules) }));

/** What the rules of its time did not have yet: the pauses of an old payment did not grow. */
function completed({ alipay, wechat }: PaymentRules): PaymentRules {
  const kinds = ({ barcode, qr }: PaymentRules['alipay']): PaymentRules['alipay'] => ({ barcode: Object.assign({ slow: [] }, barcode), qr: Object.assign({ slow: [] }, qr) });
  return { alipay: kinds(alipay), wechat: kinds(wechat) };
}

it('there is something to replay', () => {
  expect(recordings.length).toBeGreaterThan(0);
});

describe.each(recordings)('a journal of version $version', ({ lives, rules }) => {
  it.each(lives)('$name', ({ given, steps, refunds }) => {
    expect(replay(given, steps.map(({ event }) => event), rules).states).toEqual(steps.map(({ becomes }) => becomes));
    for (const refund of refunds) {
      expect(replayRefund(refund.given, refund.steps.map(({ event }) => event)).states).toEqual(refund.steps.map(({ becomes }) => becomes));
    }
  });

  it('tells of every ending and every exception', () => {
    const states = lives.flatMap(({ steps }) => steps.map(({ becomes }) => becomes));
    expect(new Set(states.map(({ phase }) => phase))).toEqual(new Set(['sending', 'waiting', 'unknown', 'refused', 'cancelling', 'paid', 'not_charged', 'returned']));
    expect(new Set(states.flatMap(({ exceptions }) => exceptions))).toEqual(new Set(['late', 'forced', 'contradicted', 'mismatch']));
    expect(states.some(({ voided }) => voided)).toBe(true);
    expect(lives.flatMap(({ refunds }) => refunds.flatMap(({ steps }) => steps.map(({ becomes }) => becomes.note)))).toEqual(expect.arrayContaining(['sent', 'done', 'accepted', 'not_found_sent_again']));
  });
});
