// Makes a small TrueType font of a large one: the outlines of given characters and nothing else. The till's page waits for the letters
// of its own sentences before it draws anything, so they must be few bytes, of one file each, and need no unpacking. Layout tables
// (kerning, variants) are left out: Chinese and figures of equal width need none.

/** Composite glyphs name their parts; these flags say how long each name is. */
const [ARGS_ARE_WORDS, HAS_SCALE, MORE_PARTS, HAS_XY_SCALE, HAS_MATRIX] = [0x1, 0x8, 0x20, 0x40, 0x80];
const KEPT = ['OS/2', 'cvt ', 'fpgm', 'gasp', 'head', 'hhea', 'maxp', 'name', 'prep'];

/**
 * A font with the given characters only. Characters that the font does not have are left out.
 * @param {Buffer} font  TrueType outlines (`glyf`)
 * @param {Iterable<string>} characters
 */
export function subsetFont(font, characters) {
  const tables = readTables(font);
  const glyphOf = readCharacterMap(table(tables, 'cmap'));
  const glyphs = readGlyphs(tables);
  const codes = [...new Set(characters)].map((character) => character.codePointAt(0) ?? 0).filter((code) => code < 0xffff && glyphOf(code) !== 0).sort((a, b) => a - b);
  // The first glyph is what stands for a missing one.
  const kept = withParts([0, ...codes.map(glyphOf)], glyphs);
  const place = new Map(kept.map((glyph, index) => [glyph, index]));
  const { glyf, loca } = writeGlyphs(kept.map((glyph) => renamed(glyphs(glyph), place)));
  /** @type {Map<string, Buffer>} */
  const made = new Map(KEPT.flatMap((name) => (tables.has(name) ? [[name, Buffer.from(table(tables, name))]] : [])));
  table(made, 'head').writeInt16BE(1, 50); // long offsets
  table(made, 'maxp').writeUInt16BE(kept.length, 4);
  table(made, 'hhea').writeUInt16BE(kept.length, 34);
  made.set('hmtx', advances(tables, kept)).set('glyf', glyf).set('loca', loca);
  made.set('cmap', writeCharacterMap(codes, (code) => place.get(glyphOf(code)) ?? 0));
  made.set('post', namelessPost(table(tables, 'post')));
  return writeTables(made);
}

/**
 * @param {Map<string, Buffer>} tables
 * @param {string} name
 */
function table(tables, name) {
  const found = tables.get(name);
  if (found === undefined) throw new Error(`the font has no ${name} table`);
  return found;
}

/** @param {Buffer} font */
function readTables(font) {
  return new Map(Array.from({ length: font.readUInt16BE(4) }, (_, index) => {
    const at = 12 + index * 16;
    const start = font.readUInt32BE(at + 8);
    return [font.toString('latin1', at, at + 4), font.subarray(start, start + font.readUInt32BE(at + 12))];
  }));
}

/**
 * Reads the map of segments (format 4), which every font has for the plane that we use.
 * @param {Buffer} cmap
 * @returns {(code: number) => number}
 */
function readCharacterMap(cmap) {
  const starts = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(4 + index * 8 + 4));
  const start = starts.find((each) => cmap.readUInt16BE(each) === 4);
  if (start === undefined) throw new Error('the font maps no characters of the basic plane');
  const count = cmap.readUInt16BE(start + 6) / 2;
  const [ends, begins, deltas, offsets] = [start + 14, start + 16 + count * 2, start + 16 + count * 4, start + 16 + count * 6];
  return (code) => {
    for (let index = 0; index < count; index += 1) {
      if (cmap.readUInt16BE(ends + index * 2) < code) continue;
      const begin = cmap.readUInt16BE(begins + index * 2);
      if (begin > code) return 0;
      const delta = cmap.readUInt16BE(deltas + index * 2);
      const offset = cmap.readUInt16BE(offsets + index * 2);
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = cmap.readUInt16BE(offsets + index * 2 + offset + (code - begin) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

/**
 * @param {Map<string, Buffer>} tables
 * @returns {(glyph: number) => Buffer}
 */
function readGlyphs(tables) {
  const [glyf, loca] = [table(tables, 'glyf'), table(tables, 'loca')];
  const isLong = table(tables, 'head').readInt16BE(50) === 1;
  const offset = (/** @type {number} */ glyph) => (isLong ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2);
  return (glyph) => glyf.subarray(offset(glyph), offset(glyph + 1));
}

/**
 * Where a composite glyph names its parts; empty for a simple one.
 * @param {Buffer} glyph
 * @returns {number[]}
 */
function partsAt(glyph) {
  if (glyph.length === 0 || glyph.readInt16BE(0) >= 0) return [];
  const places = [];
  for (let at = 10, flags = MORE_PARTS; (flags & MORE_PARTS) !== 0;) {
    flags = glyph.readUInt16BE(at);
    places.push(at + 2);
    at += 4 + ((flags & ARGS_ARE_WORDS) !== 0 ? 4 : 2);
    at += (flags & HAS_MATRIX) !== 0 ? 8 : (flags & HAS_XY_SCALE) !== 0 ? 4 : (flags & HAS_SCALE) !== 0 ? 2 : 0;
  }
  return places;
}

/**
 * The glyphs, and all that they are made of, each once, in the order of their need.
 * @param {number[]} wanted
 * @param {(glyph: number) => Buffer} glyphs
 */
function withParts(wanted, glyphs) {
  const all = new Set(wanted);
  // A set that grows while it is walked is walked to its new end.
  for (const glyph of all) {
    const outline = glyphs(glyph);
    for (const at of partsAt(outline)) all.add(outline.readUInt16BE(at));
  }
  return [...all];
}

/**
 * @param {Buffer} outline
 * @param {Map<number, number>} place
 */
function renamed(outline, place) {
  const copy = Buffer.from(outline);
  for (const at of partsAt(copy)) copy.writeUInt16BE(place.get(copy.readUInt16BE(at)) ?? 0, at);
  return copy;
}

/** @param {Buffer[]} outlines */
function writeGlyphs(outlines) {
  const padded = outlines.map((outline) => Buffer.concat([outline, Buffer.alloc((4 - (outline.length % 4)) % 4)]));
  const loca = Buffer.alloc((padded.length + 1) * 4);
  let at = 0;
  for (const [index, outline] of padded.entries()) {
    at += outline.length;
    loca.writeUInt32BE(at, (index + 1) * 4);
  }
  return { glyf: Buffer.concat(padded), loca };
}

/**
 * Widths and left bearings; glyphs beyond the last stated width share it.
 * @param {Map<string, Buffer>} tables
 * @param {number[]} kept
 */
function advances(tables, kept) {
  const hmtx = table(tables, 'hmtx');
  const stated = table(tables, 'hhea').readUInt16BE(34);
  const made = Buffer.alloc(kept.length * 4);
  for (const [index, glyph] of kept.entries()) {
    made.writeUInt16BE(hmtx.readUInt16BE(Math.min(glyph, stated - 1) * 4), index * 4);
    made.writeUInt16BE(hmtx.readUInt16BE(glyph < stated ? glyph * 4 + 2 : stated * 4 + (glyph - stated) * 2), index * 4 + 2);
  }
  return made;
}

/**
 * A map of groups (format 12), one for each run of characters and glyphs.
 * @param {number[]} codes
 * @param {(code: number) => number} glyphOf
 */
function writeCharacterMap(codes, glyphOf) {
  const header = Buffer.alloc(12 + 16);
  header.writeUInt16BE(1, 2);
  header.writeUInt16BE(3, 4);
  header.writeUInt16BE(10, 6);
  header.writeUInt32BE(12, 8);
  header.writeUInt16BE(12, 12);
  header.writeUInt32BE(16 + codes.length * 12, 16);
  header.writeUInt32BE(codes.length, 24);
  const groups = Buffer.alloc(codes.length * 12);
  for (const [index, code] of codes.entries()) {
    groups.writeUInt32BE(code, index * 12);
    groups.writeUInt32BE(code, index * 12 + 4);
    groups.writeUInt32BE(glyphOf(code), index * 12 + 8);
  }
  return Buffer.concat([header, groups]);
}

/** @param {Buffer} post */
function namelessPost(post) {
  const made = Buffer.from(post.subarray(0, 32));
  made.writeUInt32BE(0x00030000, 0);
  return made;
}

/** @param {Map<string, Buffer>} tables */
function writeTables(tables) {
  const names = [...tables.keys()].sort();
  const power = 2 ** Math.floor(Math.log2(names.length));
  const head = Buffer.alloc(12 + names.length * 16);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(names.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE(names.length * 16 - power * 16, 10);
  const bodies = [];
  let at = head.length;
  for (const [index, name] of names.entries()) {
    const body = table(tables, name);
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    head.write(name, 12 + index * 16, 'latin1');
    head.writeUInt32BE(sumOf(padded), 12 + index * 16 + 4);
    head.writeUInt32BE(at, 12 + index * 16 + 8);
    head.writeUInt32BE(body.length, 12 + index * 16 + 12);
    at += padded.length;
    bodies.push(padded);
  }
  return Buffer.concat([head, ...bodies]);
}

/** @param {Buffer} bytes */
function sumOf(bytes) {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
