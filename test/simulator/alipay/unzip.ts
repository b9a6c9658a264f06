/** Reads a ZIP by its directory, as any client would, with names as raw bytes. */
import { crc32, inflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';

export interface Unzipped {
  readonly name: string;
  readonly text: string;
  readonly flags: number;
}

/** Names and contents decoded as GBK. Throws when a checksum does not fit. */
export function unzipGbk(file: Buffer): Unzipped[] {
  const end = file.length - 22;
  if (file.readUInt32LE(end) !== 0x06054b50) throw new Error('no end of directory');
  const found: Unzipped[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let count = file.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (file.readUInt32LE(at) !== 0x02014b50) throw new Error('no directory entry');
    const nameLength = file.readUInt16LE(at + 28);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const content = inflateRawSync(file.subarray(start, start + file.readUInt32LE(at + 20)));
    if (crc32(content) !== file.readUInt32LE(at + 16)) throw new Error('wrong checksum');
    found.push({ name: iconv.decode(file.subarray(at + 46, at + 46 + nameLength), 'gbk'), text: iconv.decode(content, 'gbk'), flags: file.readUInt16LE(at + 8) });
    at += 46 + nameLength;
  }
  return found;
}
