/** What the shop's IT installs is what the profiles say, and the profiles say what somebody public has said. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { derivedFiles } from '../../../../native-config/make.ts';
import { PRINTER_MODELS, buzzerCommand, printersLike } from '../../../../main/adapters/hardware/profiles/printers.ts';
import { SCANNER_PROFILES, recogniseScanner } from '../../../../main/adapters/hardware/profiles/scanners.ts';

const FOLDER = new URL('../../../../native-config/', import.meta.url);

describe('device profiles', () => {
  it('cover the printers and scanners that are common here and abroad, each once and with its source', () => {
    expect(PRINTER_MODELS.length).toBeGreaterThanOrEqual(12);
    expect(SCANNER_PROFILES.length).toBeGreaterThanOrEqual(12);
    const ids = [...PRINTER_MODELS, ...SCANNER_PROFILES].map((profile) => profile.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(PRINTER_MODELS.map((model) => [model.id, model] as const))('%s: columns and dots belong together', (_id, { profile }) => {
    expect(profile.dots).toBe({ 32: 384, 42: 512, 48: 576 }[profile.columns]);
  });

  it.each([...derivedFiles()])('%s is up to date with them (node native-config/make.ts)', (name, text) => {
    expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
  });

  it('udev rules give nobody more than groups, and never the world', () => {
    const rules = readFileSync(new URL('udev/70-guitai-devices.rules', FOLDER), 'utf8');
    expect(rules).not.toMatch(/MODE="\d\d\d[1-7]"/);
    for (const line of rules.split('\n')) expect(line).toMatch(/^(|#.*|LABEL="guitai_end"|ACTION=="remove", GOTO="guitai_end"|SUBSYSTEM=="(tty|hidraw|usb|usbmisc)", .*)$/);
  });

  it('an identity that several models share names none of them: they differ in paper', () => {
    expect(printersLike({ vendorId: 0x04b8, productId: 0x0202 }).length).toBeGreaterThan(1);
    expect(printersLike({ vendorId: 0x1d90, productId: 0x20f0 }).map(({ id }) => id)).toEqual(['citizen-ct-e351']);
  });

  it('a buzzer command goes only to boards that have one', () => {
    expect(buzzerCommand('none')).toBeUndefined();
    expect([...(buzzerCommand('esc-b') ?? [])]).toEqual([0x1b, 0x42, 3, 2]);
  });
});

describe('a device that nobody set up', () => {
  const device = { path: '/dev/x', serialNumber: undefined };

  it('a known scanner in serial mode is read; any other serial port is left alone', () => {
    expect(recogniseScanner({ ...device, bus: 'serial', vendorId: 0x1eab, productId: 0x0106 })).toMatchObject({ kind: 'serial', line: { baudRate: 9600 } });
    expect(recogniseScanner({ ...device, bus: 'serial', vendorId: 0x1eab, productId: 0x0103 })).toBeUndefined();
    expect(recogniseScanner({ ...device, bus: 'serial', vendorId: 0x1a86, productId: 0x7523 })).toBeUndefined();
  });

  it('what calls itself a bar code scanner is read whoever made it; a keyboard is not', () => {
    expect(recogniseScanner({ ...device, bus: 'hid', vendorId: 0x9999, productId: 1, usagePage: 0x8c })).toMatchObject({ kind: 'hid' });
    expect(recogniseScanner({ ...device, bus: 'hid', vendorId: 0x0c2e, productId: 0x0b81, usagePage: 0x8c })).toMatchObject({ wakeUp: [0xfe, 1] });
    expect(recogniseScanner({ ...device, bus: 'hid', vendorId: 0x0c2e, productId: 0x0b81, usagePage: 1 })).toBeUndefined();
  });
});
