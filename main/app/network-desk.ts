/**
 * Setting up the way out to the wallets. It holds from the next request on, also while payments are open: a way that is blocked is just
 * what keeps them from being proved, and mending it must never wait for them.
 */
import { DEADLINE_BOUNDS, deadlineOutOfBounds } from '../domain/network.ts';
import type { Wallet } from '../domain/payment.ts';
import type { Clock, Ledger, Log, NetworkBook, NetworkChoice, NetworkFlaw, Secrets, WayOut } from '../ports.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface NetworkDeskDeps {
  readonly book: NetworkBook;
  readonly wayOut: WayOut;
  readonly secrets: Secrets;
  /** False in the demo, whose wallets are on this machine. */
  readonly editable: boolean;
  readonly ledger: Pick<Ledger, 'commit'>;
  readonly session: Session;
  readonly clock: Clock;
  readonly log: Log;
  /** Gives a wallet that is in use its new deadlines. */
  readonly renew: (wallet: Wallet) => void;
}

type Refusal = NetworkFlaw | 'proxy_user_missing' | 'deadline_out_of_bounds' | 'not_editable' | 'secrets_not_safe';

const PASSWORD = 'network.proxyPassword';

export class NetworkDesk {
  private readonly deps: NetworkDeskDeps;

  constructor(deps: NetworkDeskDeps) {
    this.deps = deps;
  }

  /** Of the password only whether, by what fingerprint, since when. */
  view() {
    const { book, wayOut, secrets, editable } = this.deps;
    const choice = book.read();
    const fact = secrets.fact(PASSWORD);
    return { ...choice, editable, bounds: DEADLINE_BOUNDS, authorities: wayOut.authorities(choice.extraCa), proxyPassword: { set: fact !== undefined, ...fact } };
  }

  /** At start, before any wallet is spoken to. */
  start(): void {
    if (this.deps.editable) this.use(this.deps.book.read());
  }

  /** Saves and uses a way out, tidied up. The password stays when it is left out and is forgotten when it is empty or has no name to it. */
  save(wish: NetworkChoice, password?: string): Outcome<{ network: object }, Refusal> {
    const { book, secrets, ledger, session, clock, log, renew } = this.deps;
    const choice = tidy(wish);
    const refusal = this.refusal(choice, password);
    if (refusal) return refusal;
    const nextPassword = choice.proxyUser === '' ? '' : password;
    if (nextPassword !== undefined && nextPassword !== (secrets.read(PASSWORD) ?? '')) {
      try {
        secrets.write({ [PASSWORD]: nextPassword === '' ? undefined : nextPassword });
      } catch (error) {
        log.error('secrets.not_written', { of: 'proxy' }, error);
        return refused('secrets_not_safe');
      }
    }
    book.save(choice);
    ledger.commit({
      entries: [{
        at: clock.now(), subject: 'till', subjectId: session.settings.till.id, by: session.settings.cashier.id, note: 'network_saved',
        event: { ...choice, proxyPassword: secrets.fact(PASSWORD)?.fingerprint ?? 'none' },
      }],
    });
    this.use(choice);
    for (const wallet of ['alipay', 'wechat'] as const) renew(wallet);
    session.changed();
    return done({ network: this.view() });
  }

  private refusal(choice: NetworkChoice, password: string | undefined): Extract<Outcome<never, Refusal>, { ok: false }> | undefined {
    const { editable, wayOut } = this.deps;
    if (!editable) return refused('not_editable');
    const flaw = wayOut.flawOf(choice);
    if (flaw) return refused(flaw);
    if (choice.proxyUser === '' && password !== undefined && password !== '') return refused('proxy_user_missing');
    const outside = deadlineOutOfBounds(choice.deadlines);
    return outside && refused('deadline_out_of_bounds', { wallet: outside.wallet, call: outside.call, min: outside.min / 1000, max: outside.max / 1000 });
  }

  private use(choice: NetworkChoice): void {
    const { wayOut, secrets, log } = this.deps;
    try {
      wayOut.use(choice, secrets.read(PASSWORD));
    } catch (error) {
      // Saved choices have no flaw; one that was written by other hands must not keep the till from opening.
      log.error('network.not_used', {}, error);
    }
  }
}

/** `proxy.example:8080` is what people write. */
function tidy({ proxyUrl, proxyUser, extraCa, deadlines }: NetworkChoice): NetworkChoice {
  const address = proxyUrl.trim().replace(/\/$/, '');
  const url = address === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  return { proxyUrl: url, proxyUser: url === '' ? '' : proxyUser.trim(), extraCa: extraCa.trim(), deadlines };
}
