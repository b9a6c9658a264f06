/**
 * Keeps the state: it can be copied (to undo the work of a lie), written to JSON and read back, so that a demo gateway still knows
 * its orders after the app was restarted.
 */
import { isRecord } from './fields.ts';
import type { AlipayState, Keys } from './state.ts';

const FORMAT = 'alipay-simulator-1';

export function emptyState(keys: Keys): AlipayState {
  return {
    keys,
    counter: 0,
    merchants: new Map(),
    apps: new Map(),
    authCodes: new Map(),
    authorisations: new Map(),
    subMerchants: new Map(),
    trades: new Map(),
    numbers: new Map(),
    qrs: new Map(),
    cancelledNumbers: new Set(),
    scriptedUsed: new Set(),
    scriptedStruck: new Set(),
    cancelRetries: new Map(),
    royaltyReceivers: new Map(),
    transfers: new Map(),
    invoiceTokens: new Map(),
    cashierVisits: new Map(),
    notices: new Map(),
    billTokens: new Map(),
  };
}

/** JSON text of the state, maps and sets included. Contains private keys of the simulation, nothing of the real world. */
export function writeState(state: AlipayState): string {
  return JSON.stringify({ format: FORMAT, state }, (_key, value: unknown) => {
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Set) return { $set: [...value] };
    return value;
  });
}

/** Reads what `writeState` wrote, now or when there was less to remember. Throws on any other text. */
export function readState(text: string): AlipayState {
  const read: unknown = JSON.parse(text, (_key, value: unknown) => {
    if (!isRecord(value)) return value;
    if (isPairs(value['$map'])) return new Map(value['$map']);
    if (Array.isArray(value['$set'])) return new Set<unknown>(value['$set']);
    return value;
  });
  if (!isSaved(read)) throw new Error('this is no saved state of the Alipay simulator');
  return { ...emptyState(read.state.keys), ...read.state };
}

function isPairs(value: unknown): value is [unknown, unknown][] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}

/** The simulator trusts its own files: the format's name decides, not every field. */
function isSaved(value: unknown): value is { readonly format: string; readonly state: AlipayState } {
  return isRecord(value) && value['format'] === FORMAT && isRecord(value['state']);
}

/** Holds the current state, so that a copy taken earlier can be put back, and tells when it has changed. */
export class Store {
  state: AlipayState;
  private readonly onChange: () => void;
  private isTouched = false;

  constructor(state: AlipayState, onChange: () => void) {
    this.state = state;
    this.onChange = onChange;
  }

  /** A number that never repeats in the life of this state. */
  next(): number {
    this.touch();
    this.state.counter += 1;
    return this.state.counter;
  }

  /** The record is being changed. */
  touch(): void {
    this.isTouched = true;
  }

  /** The change is complete: tells the listener, if there was one since the last time. */
  flush(): void {
    if (!this.isTouched) return;
    this.isTouched = false;
    this.onChange();
  }

  /** Runs the work on a copy of the state, and drops the copy. */
  undoing<Result>(work: () => Result): Result {
    const before = this.state;
    this.state = structuredClone(before);
    const wasTouched = this.isTouched;
    try {
      return work();
    } finally {
      this.state = before;
      this.isTouched = wasTouched;
    }
  }
}
