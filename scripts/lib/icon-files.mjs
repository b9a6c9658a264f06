// The two icon containers that Windows and macOS ask for. Both are short lists of pictures, so they are written here by hand
// and no converter need be fetched while packaging.

/** @typedef {{ size: number, png: Buffer, rgba: Uint8Array }} Picture  square; rgba is straight (not premultiplied), row by row */

/**
 * An .ico file. The 256 px picture is stored as PNG; smaller ones as bitmaps, which every Windows program that shows icons reads.
 * @param {readonly Picture[]} pictures
 * @returns {Buffer}
 */
export function ico(pictures) {
  const bodies = pictures.map((picture) => (picture.size >= 256 ? picture.png : bitmap(picture)));
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, picture] of pictures.entries()) {
    const entry = 6 + 16 * index;
    const body = bodies[index] ?? Buffer.alloc(0);
    // 256 does not fit into a byte; the format says 0 instead.
    header.writeUInt8(picture.size % 256, entry);
    header.writeUInt8(picture.size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(body.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += body.length;
  }
  return Buffer.concat([header, ...bodies]);
}

/**
 * A 32-bit bitmap as icons hold it: bottom row first, blue-green-red-alpha, then an empty mask of one bit per dot.
 * @param {Picture} picture
 */
function bitmap({ size, rgba }) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(size * 2, 8); // the height counts picture and mask
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const dots = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = (y * size + x) * 4;
      const to = ((size - 1 - y) * size + x) * 4;
      dots[to] = rgba[from + 2] ?? 0;
      dots[to + 1] = rgba[from + 1] ?? 0;
      dots[to + 2] = rgba[from] ?? 0;
      dots[to + 3] = rgba[from + 3] ?? 0;
    }
  }
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size);
  return Buffer.concat([header, dots, mask]);
}

/** Apple's four-letter names for PNG pictures, by the size in dots. */
const icnsTypes = /** @type {const} */ ([
  ['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024],
]);

/**
 * An .icns file from PNG pictures.
 * @param {ReadonlyMap<number, Buffer>} pngs  by size; needs 32, 64, 128, 256, 512 and 1024
 * @returns {Buffer}
 */
export function icns(pngs) {
  const chunks = icnsTypes.map(([type, size]) => {
    const png = pngs.get(size);
    if (png === undefined) throw new Error(`An icns file needs a picture of ${size} dots`);
    return chunk(type, png);
  });
  return chunk('icns', Buffer.concat(chunks));
}

/**
 * @param {string} type
 * @param {Buffer} body
 */
function chunk(type, body) {
  const head = Buffer.alloc(8);
  head.write(type, 'ascii');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}
