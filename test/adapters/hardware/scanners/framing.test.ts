/** Bytes arrive as the line pleases; a code is whole or it is no code. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_FRAMING, ScanFramer } from '../../../../main/adapters/hardware/scanners/framing.ts';
import type { FrameEvent, ScanSuffix } from '../../../../main/adapters/hardware/scanners/framing.ts';
import { scanText } from '../../../../main/adapters/hardware/scanners/text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (events: readonly FrameEvent[]): string[] => events.flatMap((event) => (event.kind === 'frame' ? [new TextDecoder().decode(event.bytes)] : [`lost: ${event.reason}`]));
const framer = (suffix: ScanSuffix = 'auto', more: { prefix?: string } = {}): ScanFramer => new ScanFramer({ ...DEFAULT_FRAMING, suffix, ...more });

describe('a stream with line ends', () => {
  it.each([['cr', '\r'], ['lf', '\n'], ['crlf', '\r\n'], ['auto', '\r'], ['auto', '\n'], ['auto', '\r\n']] as const)(
    'no code is lost, doubled or mixed with its neighbour, however the bytes are cut (%s %j)', (suffix, end) => {
      const code = fc.stringMatching(/^[0-9A-Za-z:/.-]{1,40}$/);
      fc.assert(fc.property(fc.array(code, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (codes, cuts) => {
        const stream = bytes(codes.map((text) => text + end).join(''));
        const machine = framer(suffix);
        const heard: string[] = [];
        for (let start = 0, piece = 0; start < stream.length; piece += 1) {
          const size = cuts[piece % cuts.length] ?? 1;
          heard.push(...texts(machine.push(stream.subarray(start, start + size), piece)));
          start += size;
        }
        heard.push(...texts(machine.settle(1_000_000)));
        expect(heard).toEqual(codes);
      }));
    });

  it('a pause in the middle of a code does not make two codes of it once the scanner has shown its suffix', () => {
    const machine = framer();
    expect(texts(machine.push(bytes('6901234567892\r\n'), 0))).toEqual(['6901234567892']);
    expect(texts(machine.push(bytes('2840123'), 1000))).toEqual([]);
    expect(texts(machine.push(bytes('45678901234\r'), 1400))).toEqual(['284012345678901234']);
  });

  it('the beginning of a code that never ends is not glued to the next one', () => {
    const machine = framer('cr');
    machine.push(bytes('28401'), 0);
    expect(texts(machine.push(bytes('6901234567892\r'), 5000))).toEqual(['lost: unfinished', '6901234567892']);
  });

  it('old hosts\' frame bytes and a set-up prefix are no part of the code; a GS1 separator is', () => {
    expect(texts(framer().push(Uint8Array.of(0x02, ...bytes('691'), 0x03, 0x0d, 0x00), 0))).toEqual(['691']);
    expect(texts(framer('cr', { prefix: 'S1' }).push(bytes('S1690\r691\r'), 0))).toEqual(['690', '691']);
    expect(texts(framer('cr').push(bytes('\u001D10AB\u001D17261231\r'), 0))).toEqual(['\u001D10AB\u001D17261231']);
  });

  it('a line that never ends takes no more memory than its cap, and what follows it is read', () => {
    const machine = framer('cr');
    const events = [1, 2, 3].flatMap((at) => machine.push(new Uint8Array(3000).fill(0x41), at));
    expect(texts(events)).toEqual(['lost: too_long']);
    expect(texts(machine.push(bytes('tail\r6901234567892\r'), 4))).toEqual(['6901234567892']);
  });
});

describe('a scanner without a suffix', () => {
  it.each(['none', 'auto'] as const)('silence ends the code (%s)', (suffix) => {
    const machine = framer(suffix);
    expect(texts(machine.push(bytes('690123'), 0))).toEqual([]);
    expect(texts(machine.push(bytes('4567892'), 40))).toEqual([]);
    expect(machine.settlesAt()).toBe(90);
    expect(texts(machine.settle(89))).toEqual([]);
    expect(texts(machine.settle(90))).toEqual(['6901234567892']);
    expect(machine.settlesAt()).toBeUndefined();
  });

  it('a late timer does not glue two codes together', () => {
    const machine = framer('none');
    machine.push(bytes('111'), 0);
    expect(texts(machine.push(bytes('222'), 60))).toEqual(['111']);
  });
});

describe('the text of a code', () => {
  it('Chinese is read from UTF-8 and from GBK', () => {
    expect(scanText(bytes('退款：柜台'))).toBe('退款：柜台');
    expect(scanText(Uint8Array.of(0xcd, 0xcb, 0xbf, 0xee))).toBe('退款');
  });

  it('what a wrong baud rate leaves of a code is no code', () => {
    expect(scanText(Uint8Array.of(0x00, 0x86, 0xff, 0x18))).toBeUndefined();
    expect(scanText(Uint8Array.of(0xff, 0xfe, 0x78, 0x80))).toBeUndefined();
    expect(scanText(Uint8Array.of(0x36, 0x07, 0x39))).toBeUndefined();
    expect(scanText(new Uint8Array())).toBeUndefined();
  });
});
