/** Who works here, and how a PIN proves it. */
import type { Person } from '../domain/approval.ts';

export type PinCheck =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  /** Too many wrong ones: not before this time, ms. */
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'locked' };

export interface PinState {
  readonly set: boolean;
  readonly locked: boolean;
  /** 0 = now. */
  readonly waitMs: number;
}

export interface People {
  all(): readonly Person[];
  byId(id: string): Person | undefined;
  /** Saves a person and journals the change. */
  save(person: Person, by: string): void;
  /** Replaces a person's PIN (4–12 digits) and lifts a lock. Only its slow salted hash is kept. */
  setPin(personId: string, pin: string, by: string): Promise<void>;
  /** What may be told of a PIN: whether there is one, and when the next try is possible. */
  pinState(personId: string, at: number): PinState;
  /** Compares in constant time; counts wrong ones durably before it answers. A person without a PIN is always `wrong`. */
  checkPin(personId: string, pin: string, at: number): Promise<PinCheck>;
}
