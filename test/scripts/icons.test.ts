// The hand-written icon containers, read back by their formats' rules: a wrong length is an installer without a face.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ico } from '../../scripts/lib/icon-files.mjs';
import { root } from '../../scripts/lib/paths.mjs';

const folder = join(root, 'native-config', 'icons');
const pngWidth = (png: Buffer) => (png.subarray(1, 4).toString() === 'PNG' ? png.readUInt32BE(16) : null);

/** Of a PNG, or of a bitmap as icons hold it: its height counts picture and mask. */
function widthAndHeight(body: Buffer): [number, number] {
  const width = pngWidth(body);
  return width === null ? [body.readInt32LE(4), body.readInt32LE(8) / 2] : [width, body.readUInt32BE(20)];
}

test('the Windows icon holds every size that Explorer asks for, end to end', () => {
  const file = readFileSync(join(folder, 'icon.ico'));
  const count = file.readUInt16LE(4);
  let end = 6 + 16 * count;
  const sizes: number[] = [];
  for (let entry = 6; entry < 6 + 16 * count; entry += 16) {
    const [length, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)];
    expect(offset).toBe(end);
    end = offset + length;
    const size = file.readUInt8(entry) || 256;
    sizes.push(size);
    expect(widthAndHeight(file.subarray(offset, end))).toEqual([size, size]);
  }
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  expect(end).toBe(file.length);
});

test('the macOS icon holds a picture of the right size under each name', () => {
  const file = readFileSync(join(folder, 'icon.icns'));
  expect(file.subarray(0, 4).toString()).toBe('icns');
  expect(file.readUInt32BE(4)).toBe(file.length);
  const found: Record<string, number | null> = {};
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    found[file.subarray(at, at + 4).toString()] = pngWidth(file.subarray(at + 8));
  }
  expect(found).toEqual({ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 });
});

test('bitmaps in the Windows icon run from the bottom up, blue first', () => {
  const red = [255, 0, 0, 255];
  const blue = [0, 0, 255, 128];
  const rgba = Uint8Array.from([...red, ...red, ...blue, ...blue]);
  const dots = ico([{ size: 2, png: Buffer.alloc(0), rgba }]).subarray(6 + 16 + 40, 6 + 16 + 40 + 16);
  expect([...dots]).toEqual([255, 0, 0, 128, 255, 0, 0, 128, 0, 0, 255, 255, 0, 0, 255, 255]);
});
