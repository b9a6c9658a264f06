/** An Alipay protocol v2 answer as its gateway writes it: compact, `sign` last, over the node's raw text. */
import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export function signedAnswer(name: string, node: string, key: KeyObject): string {
  return `{"${name}":${node},"sign":"${sign('RSA-SHA256', Buffer.from(node), key).toString('base64')}"}`;
}
