/** Routes of the desks behind the counter. */
import { ASK_NAMES } from '../../preload/contract/names.ts';
import { DESK_ROUTES } from '../../preload/contract/desk-routes.ts';
import type { Handlers } from './server.ts';

type DeskName = keyof typeof DESK_ROUTES;

export function makeDeskHandlers(): Pick<Handlers, DeskName> {
  const closed = ASK_NAMES.filter((name): name is DeskName => name in DESK_ROUTES).map((name) => [name, () => ({ ok: false, code: 'not_permitted' })]);
  return Object.fromEntries(closed) as unknown as Pick<Handlers, DeskName>;
}
