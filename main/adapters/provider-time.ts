/** The wallets' own time, from the `Date` that every answer of theirs bears, whatever else it says. */
import type { Wallet } from '../domain/payment.ts';
import type { TimeSource } from '../ports.ts';
import type { HttpDoor } from './http.ts';

const DEADLINE_MS = 5_000;

type Heard = (wallet: Wallet, aheadMs: number) => void;

export class ProviderTime implements TimeSource {
  private readonly door: Pick<HttpDoor, 'send' | 'clockSkewMs'>;
  private readonly origins: ReadonlyMap<string, Wallet>;
  private readonly listeners = new Set<Heard>();

  constructor(door: Pick<HttpDoor, 'send' | 'clockSkewMs'>, origins: ReadonlyMap<string, Wallet>) {
    this.door = door;
    this.origins = origins;
  }

  listen(heard: Heard): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  /** Fetches each provider's front page: no signature, no number, nothing that moves. */
  async ask(wallets: Iterable<Wallet>): Promise<void> {
    const wanted = new Set(wallets);
    const origins = [...this.origins].filter(([, wallet]) => wanted.has(wallet)).map(([origin]) => origin);
    await Promise.all(origins.map(async (origin) => {
      await this.door.send({ method: 'GET', url: `${origin}/`, headers: {}, deadlineMs: DEADLINE_MS, ownConnection: true, name: 'time' });
      this.tell(origin, this.door.clockSkewMs(origin));
    }));
  }

  /** To be called by the door when it finds the clock wrong or right again in the middle of business. */
  tell(origin: string, aheadMs: number | undefined): void {
    const wallet = this.origins.get(origin);
    if (wallet === undefined || aheadMs === undefined) return;
    for (const heard of this.listeners) heard(wallet, aheadMs);
  }
}
