/**
 * Demo or shop: which of the two lives on this machine the program leads. Each has its own folder, and leaving one stops its
 * watcher: so nobody leaves while money is on its way.
 */
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { PeopleDesk } from './people-desk.ts';
import type { Till } from './till.ts';

export interface ProfileChoice {
  readonly profile: 'demo' | 'shop';
  /** 1–999, unique in the chain, fixed once the shop's till has given a number; null before the shop was set up. */
  readonly shopTill: number | null;
}

export interface ProfileDeps {
  readonly till: Pick<Till, 'ledger' | 'session'>;
  readonly people: Pick<PeopleDesk, 'allowed'>;
  readonly chosen: ProfileChoice;
  /** Remembers the choice durably and starts the program anew in it; undefined where nobody leads the program (tests, tools). */
  readonly begin: ((choice: ProfileChoice) => void) | undefined;
}

export class ProfileDesk {
  private readonly deps: ProfileDeps;

  constructor(deps: ProfileDeps) {
    this.deps = deps;
  }

  view(): ProfileChoice {
    return this.deps.chosen;
  }

  /** `tillNumber` counts only the first time the shop is chosen. */
  choose(profile: 'demo' | 'shop', tillNumber: number | undefined): Outcome<object, 'not_permitted' | 'payments_open' | 'till_number_needed' | 'not_here'> {
    const { till, people, chosen, begin } = this.deps;
    if (!begin) return refused('not_here');
    // In the demo anybody may begin the shop; a shop that works is left by those who decide over its settings.
    if (chosen.profile === 'shop' && !till.session.isFirstRun && !people.allowed('settings')) return refused('not_permitted');
    const { ledger, session } = till;
    const busy = ledger.unfinishedPayments().length > 0 || ledger.unfinishedRefunds().length > 0 || ledger.openSale(session.settings.till.id) !== undefined;
    // The demo's money is no money: it may be left at any time.
    if (chosen.profile === 'shop' && busy) return refused('payments_open');
    const shopTill = chosen.shopTill ?? tillNumber ?? null;
    if (profile === 'shop' && shopTill === null) return refused('till_number_needed');
    begin({ profile, shopTill });
    return done({});
  }
}
