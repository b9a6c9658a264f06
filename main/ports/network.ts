/** The shop's way out to the wallets: through which proxy, trusting whom besides the known authorities, waiting how long. */
import type { Deadlines } from '../domain/network.ts';

export interface NetworkChoice {
  /** `http://host:port`; empty for none. */
  readonly proxyUrl: string;
  /** For a proxy that asks for Basic authorization; empty for none. The password is a secret. */
  readonly proxyUser: string;
  /** Certificate authorities of the company's own, PEM; empty for none. */
  readonly extraCa: string;
  readonly deadlines: Deadlines;
}

export interface NetworkBook {
  read(): NetworkChoice;
  save(choice: NetworkChoice): void;
}

export type NetworkFlaw =
  /** Not `http://host:port`. */
  | 'proxy_bad'
  /** `https://` and `socks://` proxies. */
  | 'proxy_kind'
  /** Name and password in the address: they would be seen on every screen that shows it. */
  | 'proxy_credentials'
  | 'ca_bad' | 'ca_private_key' | 'ca_not_authority' | 'ca_expired';

/** A certificate authority in words. */
export interface Authority {
  readonly name: string;
  /** Epoch ms. */
  readonly until: number;
  /** Of the SHA-256, the first eight hex digits. */
  readonly fingerprint: string;
}

/** Leads requests out of the shop. */
export interface WayOut {
  /** What is wrong with it, or undefined. Nothing is tried out. */
  flawOf(choice: NetworkChoice): NetworkFlaw | undefined;
  /** The authorities of a bundle, in its order; empty when it cannot be read. */
  authorities(pem: string): readonly Authority[];
  /** From the next request on. What is under way ends as it began. Throws for a choice that has a flaw, and leaves all as it was. */
  use(choice: NetworkChoice, password: string | undefined): void;
}
