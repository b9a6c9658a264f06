/** The v2 wire in the test's own words: signature, writer, reader; nothing is shared with the gateway or with the adapters. */
import { createHash, createHmac } from 'node:crypto';

export type Fields = Record<string, string>;

export function sign(fields: Fields, key: string, type = 'MD5'): string {
  const text = `${Object.keys(fields).filter((name) => name !== 'sign' && fields[name] !== '').sort().map((name) => `${name}=${fields[name]}`).join('&')}&key=${key}`;
  return (type === 'MD5' ? createHash('md5') : createHmac('sha256', key)).update(text).digest('hex').toUpperCase();
}

export const write = (fields: Fields): string => `<xml>${Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}</xml>`;

/** Takes the root off first. */
export function read(text: string): Fields {
  const inside = text.replace(/^<(xml|root)>|<\/(xml|root)>$/g, '');
  return Object.fromEntries([...inside.matchAll(/<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))<\/\1>/g)].map((match) => [match[1] ?? '', match[2] ?? match[3] ?? '']));
}
