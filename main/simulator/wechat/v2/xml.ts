/**
 * The flat XML of WeChat's v2 interfaces: one root `<xml>`, one level of text fields. The reader is strict: no
 * declarations of types, no entities beyond the five predefined ones, no attributes, no nesting, no field twice.
 */
import { Refusal } from '../refusal.ts';

export type XmlFields = Readonly<Record<string, string>>;

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const FIELD = /\s*<([A-Za-z_][\w.-]*)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>/y;

/** Parses a v2 request. Throws Refusal XML_FORMAT_ERROR for anything but the plain form. */
export function readXml(text: string): XmlFields {
  const root = /^\uFEFF?\s*(?:<\?xml[^?]*\?>\s*)?<xml>([\s\S]*)<\/xml>\s*$/.exec(text);
  if (!root) throw malformed();
  const inside = (root[1] ?? '').trimEnd();
  const fields = new Map<string, string>();
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < inside.length) {
    const match = FIELD.exec(inside);
    if (!match?.[1] || fields.has(match[1])) throw malformed();
    fields.set(match[1], match[2] ?? decode(match[3] ?? ''));
  }
  return Object.fromEntries(fields);
}

function decode(text: string): string {
  return text.replaceAll(/&([^;]*);?/g, (whole, name: string) => {
    const character = whole.endsWith(';') ? PREDEFINED[name] : undefined;
    if (character === undefined) throw malformed();
    return character;
  });
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
