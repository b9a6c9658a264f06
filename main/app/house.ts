/**
 * What the store has decided, as it holds at this moment. Desks read policy when they need it, so a change takes effect with the
 * next key that is pressed, without a restart.
 */
import type { ApprovalPolicy } from '../domain/approval.ts';
import { policyOf } from '../domain/settings.ts';
import type { SavedSettings } from '../domain/settings.ts';
import type { SettingsBook } from '../ports.ts';

export class House {
  private readonly book: SettingsBook;
  private readonly listeners = new Set<(saved: SavedSettings) => void>();
  private current: SavedSettings;
  /** Always the policy of this moment: its fields are read anew each time. */
  readonly policy: ApprovalPolicy;

  constructor(book: SettingsBook) {
    this.book = book;
    this.current = book.read();
    const now = (): ApprovalPolicy => policyOf(this.current);
    this.policy = {
      get roles() { return now().roles; },
      get selfApproval() { return now().selfApproval; },
      get discountLimit() { return now().discountLimit; },
      get refundLimit() { return now().refundLimit; },
      get lifeMs() { return now().lifeMs; },
    };
  }

  get saved(): SavedSettings {
    return this.current;
  }

  /** Durable before it holds. Throws LedgerUnavailableError when nothing could be saved: then nothing changed. */
  decide(change: Partial<SavedSettings>, by: string): void {
    this.book.save(change, by);
    this.current = this.book.read();
    for (const listener of this.listeners) listener(this.current);
  }

  onChange(listener: (saved: SavedSettings) => void): void {
    this.listeners.add(listener);
  }
}
