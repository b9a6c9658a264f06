/** Keys and passwords: kept sealed, told apart without being shown. */

/** How a secret is told from another without being shown. */
export interface SecretFact {
  /** Eight hex digits of its SHA-256. */
  readonly fingerprint: string;
  /** When it was typed in, epoch ms. */
  readonly since: number;
}

/** Makes a text unreadable for others than this account on this machine, and readable again. Both throw when that fails. */
export interface Sealer {
  /** `os`: the system's own store of keys. `account`: a key file that only this account may read. */
  readonly protection: 'os' | 'account';
  seal(text: string): Buffer;
  open(sealed: Buffer): string;
}

/** The shop's keys and passwords, by name. They only go in: outside the adapters that sign with them nobody reads them. */
export interface Secrets {
  /** `os`: sealed by the system's store of keys. `account`: by a key file that only this account may read. */
  readonly protection: 'os' | 'account';
  /** What was kept cannot be opened here (another machine's or account's file): everything must be typed in again. */
  readonly broken: boolean;
  read(name: string): string | undefined;
  fact(name: string): SecretFact | undefined;
  /** Keeps all changes or none; undefined or an empty text forgets. Throws when the disk or the system's store refuses. */
  write(changes: Readonly<Record<string, string | undefined>>): void;
}
