/** Merges the parameters of a v2 request: URL query, urlencoded body and multipart body, in UTF-8 or GBK. */
import iconv from 'iconv-lite';
import type { RawRequest } from './wire.ts';

export type Params = ReadonlyMap<string, string>;

/** All text parameters; the body wins over the query. File fields are left out, as in the signature rule. */
export async function readForm(raw: RawRequest): Promise<Params> {
  const query = raw.url.includes('?') ? raw.url.slice(raw.url.indexOf('?') + 1) : '';
  const type = String(raw.headers['content-type'] ?? '');
  if (type.startsWith('multipart/form-data')) return new Map([...pairs(query, false), ...(await multipart(raw.body, type))]);
  const bytes = raw.verb === 'POST' ? raw.body.toString('latin1') : '';
  const isGbk = /(?:^|&)charset=gb/i.test(query) || /(?:^|&)charset=gb/i.test(bytes);
  const body = isGbk || raw.verb !== 'POST' ? bytes : raw.body.toString('utf8');
  return new Map([...pairs(query, isGbk), ...pairs(body, isGbk)]);
}

/** The text fields of a multipart body; none of one that is no multipart. */
export async function multipart(body: Buffer, type: string): Promise<ReadonlyMap<string, string>> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return new Map([...form].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch (error) {
    if (error instanceof TypeError) return new Map();
    throw error;
  }
}

function pairs(text: string, isGbk: boolean): Iterable<[string, string]> {
  if (!isGbk) return new URLSearchParams(text);
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return at < 0 ? [gbkText(pair), ''] : [gbkText(pair.slice(0, at)), gbkText(pair.slice(at + 1))];
    });
}

function gbkText(text: string): string {
  const bytes = text.replaceAll('+', ' ').replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return iconv.decode(Buffer.from(bytes, 'latin1'), 'gbk');
}
