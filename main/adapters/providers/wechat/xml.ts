/**
 * The XML of the v2 interfaces, and nothing more of XML: one root `<xml>` with text fields, one level deep. What else XML can do
 * (document types, entities of one's own, attributes, comments, processing instructions, nesting) is refused, because a general
 * reader of it has been the way into many a shop. Sizes are limited, so that no answer can keep the till busy.
 */

/** Fields by name, in their order. Never an object: a name may be `__proto__`. */
export type XmlFields = ReadonlyMap<string, string>;

const MAX_BYTES = 262_144;
/** A refund query of fifty refunds has about five hundred. */
const MAX_FIELDS = 2_000;

const HEAD = /^\uFEFF?\s*(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?\s*\?>\s*)?<xml>/;
const TAIL = /<\/xml>\s*$/;
const OPENING = /\s*<([A-Za-z_][A-Za-z0-9_.-]{0,63})>/y;
/** A piece of a value: CDATA, or text without markup. */
const PIECE = /<!\[CDATA\[((?:(?!\]\]>)[^])*)\]\]>|([^<]+)/y;
const PREDEFINED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&apos;': "'" };

/** Reads an answer. Undefined for anything but the plain form, in UTF-8. */
export function readXml(bytes: Buffer): XmlFields | undefined {
  const text = bytes.length <= MAX_BYTES ? utf8(bytes) : undefined;
  const head = text === undefined ? null : HEAD.exec(text);
  const tail = text === undefined ? null : TAIL.exec(text);
  if (text === undefined || !head || !tail || tail.index < head[0].length) return undefined;
  return readFields(text.slice(head[0].length, tail.index));
}

function readFields(inside: string): XmlFields | undefined {
  const fields = new Map<string, string>();
  let at = 0;
  while (inside.slice(at).trim() !== '') {
    OPENING.lastIndex = at;
    const name = OPENING.exec(inside)?.[1];
    if (name === undefined || fields.has(name) || fields.size >= MAX_FIELDS) return undefined;
    const value = readValue(inside, OPENING.lastIndex);
    if (!value || !inside.startsWith(`</${name}>`, value.end)) return undefined;
    fields.set(name, value.text);
    at = value.end + name.length + 3;
  }
  return fields;
}

function readValue(inside: string, from: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  let end = from;
  for (;;) {
    PIECE.lastIndex = end;
    const piece = PIECE.exec(inside);
    if (!piece) return { text, end };
    const plain = piece[1] ?? decoded(piece[2] ?? '');
    if (plain === undefined) return undefined;
    text += plain;
    end = PIECE.lastIndex;
  }
}

/** The five characters that XML itself escapes; any other entity is refused. */
function decoded(text: string): string | undefined {
  const plain = text.replaceAll(/&(?:lt|gt|amp|quot|apos);/g, '');
  return plain.includes('&') ? undefined : text.replaceAll(/&[a-z]+;/g, (entity) => PREDEFINED[entity] ?? entity);
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: the decoder says so only by throwing.
    return undefined;
  }
}

/** Writes a request; every value in CDATA. Throws TypeError for a name that is none. */
export function writeXml(fields: XmlFields): string {
  const lines = [...fields].map(([name, value]) => {
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new TypeError(`not a field name: ${name}`);
    return `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`;
  });
  return `<xml>${lines.join('')}</xml>`;
}

/** Text as XML may carry it: characters that no document may hold become spaces. Done before signing, so that both agree. */
export function xmlText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones that are not allowed
  const allowed = text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ' ');
  // Half a surrogate pair has no UTF-8: it becomes the replacement character here, and not only on the wire.
  return Buffer.from(allowed, 'utf8').toString('utf8');
}
