/** Bar codes that fit, scan, and carry no command; and the refusal of those that would not come out at all. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planCode128 } from '../../../main/adapters/hardware/escpos-barcode.ts';
import type { Code128Plan } from '../../../main/adapters/hardware/escpos-barcode.ts';
import { PROFILE_58MM, PROFILE_80MM } from '../../../main/adapters/hardware/escpos.ts';
import { code128 } from '../../../main/simulator/printer/symbols.ts';
import { codesOf, linesOf } from '../../../main/simulator/printer/paper.ts';
import { printOnPaper } from '../../support/print-on-paper.ts';

const UNLIMITED = 100_000;

function planned(content: string, dots = UNLIMITED): Code128Plan {
  const plan = planCode128(content, dots);
  if ('reason' in plan) throw new Error(`${content}: ${plan.reason}`);
  return plan;
}

/** Symbols of the shortest code, found by trying every way: right, and hopeless for long contents. */
function fewestSymbols(content: string, set: 'B' | 'C', isFirst = true): number {
  if (content === '') return 0;
  const ways: number[] = [];
  for (const next of ['B', 'C'] as const) {
    const change = isFirst || next === set ? 0 : 1;
    if (next === 'B') ways.push(change + 1 + fewestSymbols(content.slice(1), 'B', false));
    else if (/^\d\d/.test(content) && !content.startsWith('16')) ways.push(change + 1 + fewestSymbols(content.slice(2), 'C', false));
  }
  return Math.min(...ways);
}

describe('CODE128', () => {
  it('what was sent is what the printer draws, for any printable content', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 }), (content) => {
        const plan = planned(content);
        const drawn = code128(plan.data);
        if (!drawn.ok) throw new Error(drawn.detail);
        expect(drawn.symbol.content).toBe(content);
        expect(drawn.symbol.runs.reduce((sum, run) => sum + run, 0) * plan.moduleDots).toBe(plan.dots);
      }),
    );
  });

  it('the code sets are chosen so that no symbol could be shorter', () => {
    const shortMix = fc.array(fc.constantFrom('0', '1', '6', '9', 'A', '{'), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(shortMix, (content) => {
        const modules = (fewestSymbols(content, 'B') + 2) * 11 + 13;
        expect(planned(content).dots / planned(content).moduleDots).toBe(modules);
      }),
    );
  });

  it('no number can print as a real-time command that opens the drawer', () => {
    const digits = fc.array(fc.constantFrom('16', '20', '04', '05', '01', '1', '6'), { minLength: 1, maxLength: 16 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(digits, (content) => {
        expect(planned(content).data).not.toContain(0x10);
      }),
    );
  });

  it.each([
    ['GT20261121K7M4Q2X9P3TD01', 384, 'too-wide'],
    ['20261121093015000123456789', 576, 'fits'],
    ['PAY20261121093015000123456789', 576, 'fits'],
    ['K7M4Q2X9P3TD', 384, 'fits'],
    ['A'.repeat(29), 576, 'too-wide'],
    ['中文', 576, 'bad-content'],
    ['', 576, 'bad-content'],
  ])('%s on %i dots: %s', (content, dots, wanted) => {
    const plan = planCode128(content, dots);
    expect('reason' in plan ? plan.reason : 'fits').toBe(wanted);
  });

  it('a code that the paper cannot hold is left out, its number stays as text, and the log hears of it', () => {
    const content = 'A'.repeat(29);
    const { paper, warnings } = printOnPaper([{ kind: 'code128', content, caption: content }, { kind: 'cut' }], PROFILE_58MM);
    expect(codesOf(paper)).toEqual([]);
    expect(linesOf(paper)).toEqual([content]);
    expect(paper.faults).toEqual([]);
    expect(warnings).toEqual([{ kind: 'barcode-refused', content, reason: 'too-wide', dots: 708, available: 344 }]);
  });
});

describe('QR', () => {
  it('the length counts bytes, so a Chinese payload does not spill onto the paper', () => {
    const { paper } = printOnPaper([{ kind: 'qr', payload: '退款：柜台', level: 'M' }, { kind: 'cut' }], PROFILE_80MM);
    expect(codesOf(paper)).toEqual([{ symbology: 'QR', content: '退款：柜台' }]);
    expect(linesOf(paper)).toEqual([]);
    expect(paper.faults).toEqual([]);
  });

  it('a payload too long for a symbol prints as text instead of nothing', () => {
    const payload = 'x'.repeat(4000);
    const { paper, warnings } = printOnPaper([{ kind: 'qr', payload, level: 'H' }, { kind: 'cut' }], PROFILE_80MM);
    expect(linesOf(paper).join('')).toBe(payload);
    expect(warnings).toEqual([{ kind: 'qr-refused', payloadLength: 4000 }]);
  });

  it('control characters in a payload are refused, not sent', () => {
    const { paper, kicks } = printOnPaper([{ kind: 'qr', payload: 'a\u0010\u0014\u0001b', level: 'M' }, { kind: 'cut' }], PROFILE_80MM);
    expect(codesOf(paper)).toEqual([]);
    expect(kicks).toEqual([]);
    expect(linesOf(paper)).toEqual(['ab']);
  });
});

describe('drawer', () => {
  it.each([
    [2, [{ pin: 2, onMs: 50, offMs: 500 }]],
    [5, [{ pin: 5, onMs: 50, offMs: 500 }]],
    ['none', []],
  ] as const)('a pulse on pin %s opens that drawer and no other', (drawerPin, wanted) => {
    const { kicks } = printOnPaper([{ kind: 'drawer' }, { kind: 'text', text: 'x' }, { kind: 'cut' }], { ...PROFILE_80MM, drawerPin });
    expect(kicks).toEqual(wanted);
  });
});
