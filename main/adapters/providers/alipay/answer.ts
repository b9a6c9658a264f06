/**
 * Cuts and verifies an Alipay protocol v2 answer. The signature covers the raw characters of the method's node, so the text is
 * cut by a scanner that understands JSON strings, before anything in it is parsed or believed. Two nodes, two signatures or
 * bytes that are not UTF-8 make an answer that cannot be believed, however good its signature.
 */
import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type Envelope =
  /** `good`: Alipay's key made the signature over exactly this text. `unknown_certificate`: made with a key that is not here. */
  | { readonly kind: 'node'; readonly text: string; readonly signature: 'good' | 'bad' | 'missing' }
  | { readonly kind: 'node'; readonly text: string; readonly signature: 'unknown_certificate'; readonly certificateSn: string }
  | { readonly kind: 'unreadable' };

const UNREADABLE: Envelope = { kind: 'unreadable' };

/**
 * Opens the answer to `method`. Without a good signature nothing in it may be believed; its text only explains what is wrong.
 * `keysFor` gives Alipay's keys for the certificate that the answer names. The name is not covered by the signature and needs
 * not be: a wrong one only leads to a key that does not fit.
 */
export function openAnswer(body: Buffer, method: string, keysFor: (certificateSn: string | undefined) => readonly KeyObject[]): Envelope {
  const members = readMembers(body);
  if (!members) return UNREADABLE;
  const text = members.get(`${method.replaceAll('.', '_')}_response`) ?? members.get('error_response');
  if (text === undefined || !text.startsWith('{')) return UNREADABLE;
  const sign = unquoted(members.get('sign'));
  if (sign === undefined) return { kind: 'node', text, signature: 'missing' };
  const certificateSn = unquoted(members.get('alipay_cert_sn'));
  const keys = keysFor(certificateSn);
  if (keys.length === 0) return { kind: 'node', text, signature: 'unknown_certificate', certificateSn: certificateSn ?? '' };
  const signature = Buffer.from(sign, 'base64');
  const isGood = keys.some((key) => verify('RSA-SHA256', Buffer.from(text, 'utf8'), key, signature));
  return { kind: 'node', text, signature: isGood ? 'good' : 'bad' };
}

/** The raw text of each member of the outermost object; undefined when it is not one object with distinct names. */
function readMembers(body: Buffer): ReadonlyMap<string, string> | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body).trim();
    JSON.parse(text);
  } catch {
    // Not UTF-8, or cut off: an answer that says nothing.
    return undefined;
  }
  if (!text.startsWith('{')) return undefined;
  const members = new Map<string, string>();
  // The text is valid JSON: the outermost object's parts are found by counting what stands outside strings.
  let depth = 0;
  let start = 1;
  let name: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '"') at = endOfString(text, at);
    else if (mark === '{' || mark === '[') depth += 1;
    else if (mark === ':' && depth === 1) {
      name = unquoted(text.slice(start, at).trim());
      start = at + 1;
    } else if (mark === '}' || mark === ']' || (mark === ',' && depth === 1)) {
      const endsMember = depth === 1 && name !== undefined;
      if (mark !== ',') depth -= 1;
      if (!endsMember || name === undefined) continue;
      if (members.has(name)) return undefined;
      members.set(name, text.slice(start, at).trim());
      name = undefined;
      start = at + 1;
    }
  }
  return members;
}

function endOfString(text: string, opening: number): number {
  let at = opening + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function unquoted(text: string | undefined): string | undefined {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return typeof value === 'string' ? value : undefined;
}
