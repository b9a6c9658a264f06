/** Replies that are no answers of an API: error pages of the web server in front of it. */
import type { Reply } from './wire.ts';

export function errorPage(status: number): Reply {
  return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(`<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`) };
}
