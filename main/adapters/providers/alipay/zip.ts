/**
 * Reads the ZIP archives in which Alipay packs its bills. Their entry names are GBK bytes that do not say so, and a till takes in
 * whatever came over the line: so names stay bytes, sizes are limited before anything is unpacked, and checksums must fit.
 */
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** As written in the archive, in an encoding that only the reader knows. */
  readonly name: Buffer;
  readonly content: Buffer;
}

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/**
 * The files of an archive, in its own order; undefined when it is damaged, encrypted, not a ZIP, or unpacks to more than `maxBytes`
 * altogether. Sizes and checksums are those of the directory at the end, which knows them even when the archive was streamed.
 */
export function unzip(archive: Buffer, maxBytes: number): readonly ZipEntry[] | undefined {
  try {
    return readEntries(archive, maxBytes);
  } catch (error) {
    // A RangeError: an offset beyond the end, or more than was allowed. Errors with a code are zlib's own.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

function readEntries(archive: Buffer, maxBytes: number): readonly ZipEntry[] | undefined {
  const end = endOfDirectory(archive);
  if (end === undefined) return undefined;
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  let left = maxBytes;
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_SIGNATURE) return undefined;
    const nameLength = archive.readUInt16LE(at + 28);
    const content = readContent(archive, at, left);
    if (!content) return undefined;
    left -= content.length;
    const name = archive.subarray(at + 46, at + 46 + nameLength);
    // A folder is an entry whose name ends with a slash.
    if (name.at(-1) !== 0x2f) entries.push({ name, content });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

/** An archive may end with a comment: its last part is looked for backwards. */
function endOfDirectory(archive: Buffer): number | undefined {
  const first = Math.max(0, archive.length - END_LENGTH - LONGEST_COMMENT);
  for (let at = archive.length - END_LENGTH; at >= first; at -= 1) if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  return undefined;
}

function readContent(archive: Buffer, at: number, maxBytes: number): Buffer | undefined {
  const flags = archive.readUInt16LE(at + 8);
  const method = archive.readUInt16LE(at + 10);
  const checksum = archive.readUInt32LE(at + 16);
  const packedLength = archive.readUInt32LE(at + 20);
  const length = archive.readUInt32LE(at + 24);
  const local = archive.readUInt32LE(at + 42);
  if ((flags & ENCRYPTED) !== 0 || length > maxBytes || archive.readUInt32LE(local) !== LOCAL_SIGNATURE) return undefined;
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedLength);
  if (packed.length !== packedLength) return undefined;
  const content = unpacked(packed, method, maxBytes);
  return content?.length === length && crc32(content) === checksum ? content : undefined;
}

function unpacked(packed: Buffer, method: number, maxBytes: number): Buffer | undefined {
  if (method === STORED) return packed;
  return method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) }) : undefined;
}
