/** A minimal ZIP writer: deflated entries, names as raw bytes, because Alipay names bill files in GBK without saying so. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: Uint8Array;
  readonly content: Uint8Array;
}

const DEFLATE = 8;
const VERSION = 20;
/** 1 January 1980 00:00, the format's zero: bills carry their dates inside. */
const DOS_DATE = 0x21;

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** At most 65535 entries and 4 GiB; no ZIP64. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content);
    const common = [u16(VERSION), u16(0), u16(DEFLATE), u16(0), u16(DOS_DATE), u32(crc32(content)), u32(packed.length), u32(content.length), u16(name.length), u16(0)];
    const local = Buffer.concat([u32(0x04034b50), ...common, name, packed]);
    directory.push(Buffer.concat([u32(0x02014b50), u16(VERSION), ...common, u16(0), u16(0), u16(0), u32(0), u32(offset), name]));
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.concat([u32(0x06054b50), u16(0), u16(0), u16(entries.length), u16(entries.length), u32(index.length), u32(offset), u16(0)]);
  return Buffer.concat([...locals, index, end]);
}
