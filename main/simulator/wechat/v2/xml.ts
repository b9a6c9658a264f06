/**
 * The flat XML of WeChat's v2 interfaces: one root `<xml>`, one level of text fields. The reader takes what the world's XML
 * writers make of that (CDATA in pieces, character references, `<attach/>` for nothing) and is strict beyond: no document
 * types, no entities of one's own, no attributes, no comments, no nesting, no field twice.
 */
import { Refusal } from '../refusal.ts';

export type XmlFields = Readonly<Record<string, string>>;

const ROOT = /^\uFEFF?\s*(?:<\?xml[^?]*\?>\s*)?<xml>([\s\S]*)<\/xml>\s*$/;
const OPENING = /\s*<([A-Za-z_][\w.-]*)\s*(\/?)>/y;
/** A piece of a value: CDATA, or text without markup. */
const PIECE = /<!\[CDATA\[([\s\S]*?)\]\]>|([^<]+)/y;
const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Parses a v2 request. Throws Refusal XML_FORMAT_ERROR for anything but the plain form. */
export function readXml(text: string): XmlFields {
  const inside = ROOT.exec(text)?.[1]?.trimEnd();
  if (inside === undefined) throw malformed();
  const fields = new Map<string, string>();
  let at = 0;
  while (at < inside.length) {
    const [, name, closed] = match(OPENING, inside, at) ?? [];
    if (name === undefined || fields.has(name)) throw malformed();
    at = OPENING.lastIndex;
    if (closed !== '') {
      fields.set(name, '');
      continue;
    }
    const value = readValue(inside, at);
    const end = `</${name}>`;
    if (!inside.startsWith(end, value.end)) throw malformed();
    at = value.end + end.length;
    fields.set(name, value.text);
  }
  return Object.fromEntries(fields);
}

function readValue(inside: string, from: number): { readonly text: string; readonly end: number } {
  let text = '';
  let end = from;
  while (!inside.startsWith('</', end)) {
    const [, cdata, plain] = match(PIECE, inside, end) ?? [];
    if (cdata === undefined && plain === undefined) throw malformed();
    text += cdata ?? decode(plain ?? '');
    end = PIECE.lastIndex;
  }
  return { text, end };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function decode(text: string): string {
  return text.replaceAll(/&([^;]*);?/g, (whole, name: string) => {
    const character = whole.endsWith(';') ? (PREDEFINED[name] ?? numbered(name)) : undefined;
    if (character === undefined) throw malformed();
    return character;
  });
}

/** `#38` and `#x26`; Go's writer uses them for quotes and line ends. */
function numbered(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name) ?? [];
  const point = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

function malformed(): Refusal {
  return new Refusal('XML_FORMAT_ERROR', 'XML格式错误');
}

/** Writes fields as WeChat does: numbers bare, everything else in CDATA. */
export function writeXml(fields: XmlFields): string {
  const lines = Object.entries(fields).map(([name, value]) => {
    const content = /^\d+$/.test(value) ? value : `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
    return `<${name}>${content}</${name}>`;
  });
  return `<xml>${lines.join('\n')}</xml>`;
}
