/** No situation without a sentence, in either language. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { FAILURE_CODES } from '../../main/domain/failure.ts';
import type { PaymentNote } from '../../main/domain/payment-events.ts';
import type { RefundNote, RefundPhase } from '../../main/domain/refund.ts';
import type { PrintFailure, PrintNote, SaleNote } from '../../main/ports.ts';
import { COMMON_FAILURES, ROUTES } from '../../preload/contract/routes.ts';
import { STAGES } from '../../preload/contract/views.ts';
import { lookUp, sayIn, TEXTS } from '../../renderer/text/text.tsx';
import type { TextKey } from '../../renderer/text/text.tsx';
import { noteWords } from '../../renderer/tracking/Timeline.tsx';

const keys = Object.keys(TEXTS.zh) as TextKey[];
const blanks = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the table of texts', () => {
  it('has every note of payments, refunds, sales and papers, every phase and print failure of the core, by type', () => {
    expectTypeOf<`note.${PaymentNote}`>().toExtend<TextKey>();
    expectTypeOf<`refundNote.${RefundNote}`>().toExtend<TextKey>();
    expectTypeOf<`refundPhase.${RefundPhase}`>().toExtend<TextKey>();
    expectTypeOf<`saleNote.${SaleNote}`>().toExtend<TextKey>();
    expectTypeOf<`printNote.${PrintNote}`>().toExtend<TextKey>();
    expectTypeOf<`print.${PrintFailure}`>().toExtend<TextKey>();
  });

  it('says for every failure what happened and what to do next', () => {
    for (const language of ['zh', 'en'] as const) {
      for (const code of FAILURE_CODES) {
        expect(lookUp(language, `failure.${code}`), code).toBeTruthy();
        expect(lookUp(language, `failure.${code}.next`), code).toBeTruthy();
      }
    }
  });

  it('has a sentence for every refusal of the core', () => {
    const codes = new Set([...COMMON_FAILURES, ...Object.values(ROUTES).flatMap((route) => [...route.failures])]);
    for (const code of codes) expect(lookUp('zh', `problem.${code}`), code).toBeTruthy();
  });

  it('has a title and a sentence for every stage, and one for the recovery list', () => {
    for (const stage of STAGES) for (const key of [`stage.${stage}`, `stage.${stage}.say`, `recovery.say.${stage}`]) expect(lookUp('en', key), key).toBeTruthy();
  });

  it('has the same keys and the same blanks in both languages, and nothing empty', () => {
    expect(Object.keys(TEXTS.en).sort()).toEqual(Object.keys(TEXTS.zh).sort());
    for (const key of keys) {
      expect(TEXTS.en[key].trim(), key).not.toBe('');
      expect(blanks(TEXTS.en[key]), key).toEqual(blanks(TEXTS.zh[key]));
    }
  });

  it('leaves no Chinese in the English sentences, save the name of Chinese itself and the demo badge', () => {
    const mixed = keys.filter((key) => /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef‘’“”]/.test(TEXTS.en[key]));
    expect(mixed.sort()).toEqual(['demo.badge', 'header.language', 'kiosk.language.zh']);
  });

  it('never says that an unknown payment failed, and always says not to pay again', () => {
    expect(sayIn('zh')('stage.checking.say')).toBe('还不能确认是否付款，请不要让顾客再次付款。');
    expect(sayIn('en')('stage.checking.say')).toBe('We do not know yet. Do not ask the customer to pay again.');
    for (const key of ['failure.timeout.next', 'failure.connection_lost.next', 'failure.system_error.next', 'failure.unlisted.next'] as const) expect(TEXTS.zh[key]).toContain('不要让顾客再次付款');
  });

  it('fills blanks', () => {
    expect(sayIn('en')('recovery.banner', { count: 2 })).toBe('Payments still being checked: 2.');
  });
});

/** Notes that the core writes out where it writes the line, by what the line is about. */
function notesWritten(): readonly (readonly [subject: 'sale' | 'print', note: string])[] {
  const folder = join(import.meta.dirname, '..', '..', 'main', 'app');
  return readdirSync(folder).filter((name) => name.endsWith('.ts')).flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/subject: '(sale|print)'[^\n]*?\bnote: '(\w+)'/g)].map(([, subject, note = '']) => [subject === 'sale' ? 'sale' : 'print', note] as const));
}

describe('a step of the history', () => {
  it('that the core writes for a sale or a paper has its sentence, in both languages', () => {
    const written = notesWritten();
    expect(written.map(([, note]) => note)).toEqual(expect.arrayContaining(['cash_taken', 'settled', 'queued']));
    for (const [subject, note] of written) for (const language of ['zh', 'en'] as const) expect(lookUp(language, `${subject}Note.${note}`), `${subject} ${note}`).toBeTruthy();
  });

  it('that has no sentence is shown as it is, never hidden', () => {
    const texts = { lookUp: (key: string) => lookUp('en', key) };
    expect(noteWords('paid', texts)).toBe('Payment proved');
    expect(noteWords('refund.accepted', texts)).toBe('The wallet accepted the refund');
    expect(noteWords('something_new', texts)).toBe('something_new');
  });
});
