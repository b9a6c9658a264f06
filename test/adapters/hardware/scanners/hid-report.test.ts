/** Codes that come in several reports come out once and whole. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HID_POS_LAYOUT, HidScanAssembler, PLAIN_LAYOUT } from '../../../../main/adapters/hardware/scanners/hid-report.ts';
import type { HidScanEvent } from '../../../../main/adapters/hardware/scanners/hid-report.ts';

/** Reports as a HID-POS scanner sends them: ID 2, 64 bytes, 56 of data. `shift` moves identifier and data, as some firmware does. */
function reportsOf(code: string, aim = ']Q0', shift = 0): Uint8Array[] {
  const data = new TextEncoder().encode(code);
  const reports: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < data.length; start += 56) {
    const report = new Uint8Array(64);
    const part = data.subarray(start, start + 56);
    report[0] = 2;
    report[1] = part.length;
    report.set(new TextEncoder().encode(aim), 2 + shift);
    report.set(part, 5 + shift);
    report[63] = start + 56 < data.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}

function heard(events: readonly HidScanEvent[]): string[] {
  return events.map((event) => (event.kind === 'scan' ? `${event.aim ?? '-'} ${new TextDecoder().decode(event.bytes)}` : `lost: ${event.reason}`));
}

describe('HID-POS reports', () => {
  it('a code of any length is put together from its reports', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 400 }).map((text) => text.replaceAll(/[\r\n]/g, '.')), (code) => {
      const machine = new HidScanAssembler(HID_POS_LAYOUT);
      expect(heard(reportsOf(code).flatMap((report, index) => machine.push(report, index)))).toEqual([`]Q0 ${code}`]);
    }));
  });

  it('firmware that puts identifier and data one byte later is read all the same', () => {
    const machine = new HidScanAssembler(HID_POS_LAYOUT);
    expect(heard(reportsOf('6901234567892', ']E0', 1).flatMap((report) => machine.push(report, 0)))).toEqual([']E0 6901234567892']);
  });

  it('half a code does not become the beginning of another one', () => {
    const machine = new HidScanAssembler(HID_POS_LAYOUT);
    const [first] = reportsOf('x'.repeat(80));
    if (!first) throw new Error('no report');
    expect(heard(machine.push(first, 0))).toEqual([]);
    const next = reportsOf('284012345678901234', ']C0').flatMap((report) => machine.push(report, 1500));
    expect(heard(next)).toEqual(['lost: unfinished', ']C0 284012345678901234']);
  });

  it('a report that claims more data than it has is refused, and the next code is read', () => {
    const machine = new HidScanAssembler(HID_POS_LAYOUT);
    expect(heard(machine.push(Uint8Array.of(2, 200, 0x5d, 0x51, 0x30), 0))).toEqual(['lost: bad_report']);
    expect(heard(machine.push(Uint8Array.of(2, 20, 0x5d, 0x51, 0x30, 1, 2), 0))).toEqual(['lost: bad_report']);
    expect(heard(reportsOf('1').flatMap((report) => machine.push(report, 1)))).toEqual([']Q0 1']);
  });

  it('reports that are no scans (trigger, battery) are not heard; a scanner that never ends a code fills no memory', () => {
    const machine = new HidScanAssembler(HID_POS_LAYOUT);
    expect(machine.push(Uint8Array.of(4, 1, 1), 0)).toEqual([]);
    const endless = new Uint8Array(64).fill(0x41);
    endless.set([2, 56]);
    endless[63] = 1;
    expect(heard(Array.from({ length: 74 }, (_, at) => machine.push(endless, at)).flat())).toEqual(['lost: too_long']);
  });

  it('a layout without identifier and continuation is read by its profile', () => {
    const report = new Uint8Array(64);
    report.set([1, 4, 0x31, 0x32, 0x33, 0x0d]);
    expect(heard(new HidScanAssembler(PLAIN_LAYOUT).push(report, 0))).toEqual(['- 123']);
  });
});
