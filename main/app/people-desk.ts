/**
 * The store's people: the first owner, who is signed in, who may do what. Every change is journaled; a PIN goes to its hash and
 * nowhere else. Changing the cashier changes nothing of what is open, parked or being checked.
 */
import { may } from '../domain/approval.ts';
import type { Permission, Person, Role, RolePermissions } from '../domain/approval.ts';
import { isEasyPin, isFirstRun, isLastOwner, mayTouch, personRefusal } from '../domain/people.ts';
import type { KnownPerson, PersonRefusal } from '../domain/people.ts';
import type { Clock, Ids, Ledger, People, PinState } from '../ports.ts';
import type { House } from './house.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface PeopleDeskDeps {
  readonly people: People;
  readonly ledger: Pick<Ledger, 'commit'>;
  readonly house: House;
  readonly session: Session;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface PersonWish {
  readonly id?: string | undefined;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly granted: readonly Permission[];
  readonly denied: readonly Permission[];
  /** Demanded for somebody new. */
  readonly pin?: string | undefined;
}

type PinRefusal = 'no_person' | 'wrong_pin' | 'wait' | 'locked';

export class PeopleDesk {
  private readonly deps: PeopleDeskDeps;

  constructor(deps: PeopleDeskDeps) {
    this.deps = deps;
    this.look();
  }

  /** Everybody, with what may be told of the PIN and what the one who is signed in may do with each. */
  list(): readonly (Person & { readonly pin: PinState; readonly can: { readonly change: boolean; readonly disable: boolean; readonly setPin: boolean } })[] {
    const { people, clock, session } = this.deps;
    const everybody = this.everybody();
    const actor = session.person;
    const manages = this.allowed('people');
    return people.all().filter(({ active }) => active || manages).map((person) => {
      const touch = manages && actor !== undefined && mayTouch(actor, person);
      return {
        ...person,
        pin: people.pinState(person.id, clock.now()),
        can: {
          change: touch,
          disable: touch && person.id !== actor.id && !isLastOwner(person, everybody),
          setPin: actor !== undefined && (person.id === actor.id || touch),
        },
      };
    });
  }

  /** Whether the person who is signed in has a right. */
  allowed(permission: Permission): boolean {
    const { session, house } = this.deps;
    return session.person !== undefined && may(session.person, permission, house.policy.roles);
  }

  /** The first person of a new store, with a PIN of the owner's own choice. There is no PIN to begin with. */
  async firstOwner(name: string, pin: string): Promise<Outcome<{ personId: string }, 'not_first_run' | 'pin_too_easy'>> {
    const { people, ids } = this.deps;
    if (!isFirstRun(this.everybody())) return refused('not_first_run');
    if (isEasyPin(pin)) return refused('pin_too_easy');
    const owner: Person = { id: ids.next(), name: name.trim(), role: 'owner', active: true, granted: [], denied: [] };
    people.save(owner, owner.id);
    await people.setPin(owner.id, pin, owner.id);
    this.enter(owner);
    return done({ personId: owner.id });
  }

  /** Signs in, or takes over from whoever was signed in. The pause after wrong PINs is told as `waitMs`. */
  async signIn(personId: string, pin: string): Promise<Outcome<object, PinRefusal>> {
    const { people } = this.deps;
    const person = people.byId(personId);
    if (!person?.active) return refused('no_person');
    const wrong = await this.proved(personId, pin);
    if (wrong) return wrong;
    this.enter(person);
    return DONE;
  }

  signOut(): void {
    const { session } = this.deps;
    if (session.person === undefined) return;
    this.note(session.person.id, 'signed_out');
    session.stands(undefined);
  }

  /** Adds a person, or changes one. The caller has the right `people`. */
  async save(wish: PersonWish): Promise<Outcome<{ personId: string }, PersonRefusal | 'no_person' | 'pin_needed' | 'pin_too_easy'>> {
    const { people, ids, session, house } = this.deps;
    const actor = session.person;
    const before = wish.id === undefined ? undefined : people.byId(wish.id);
    if (!actor || (wish.id !== undefined && !before)) return refused('no_person');
    if (!before && wish.pin === undefined) return refused('pin_needed');
    if (wish.pin !== undefined && isEasyPin(wish.pin)) return refused('pin_too_easy');
    const { name, role, active, granted, denied } = wish;
    const after: Person = { id: before?.id ?? ids.next(), name: name.trim(), role, active, granted, denied };
    const refusal = personRefusal(actor, before, after, this.everybody(), house.policy.roles);
    if (refusal) return refused(refusal);
    people.save(after, actor.id);
    if (wish.pin !== undefined) await people.setPin(after.id, wish.pin, actor.id);
    if (after.id === actor.id) session.stands(after);
    this.look();
    return done({ personId: after.id });
  }

  /** The own PIN with the old one; another's by the right `people`. Lifts a lock. */
  async changePin(personId: string, newPin: string, oldPin: string | undefined): Promise<Outcome<object, PinRefusal | 'only_owner' | 'pin_too_easy' | 'not_permitted'>> {
    const { people, session } = this.deps;
    const actor = session.person;
    const person = people.byId(personId);
    if (!actor || !person) return refused('no_person');
    if (isEasyPin(newPin)) return refused('pin_too_easy');
    if (actor.id === personId) {
      const wrong = await this.proved(personId, oldPin ?? '');
      if (wrong) return wrong;
    } else {
      if (!this.allowed('people')) return refused('not_permitted');
      if (!mayTouch(actor, person)) return refused('only_owner');
    }
    await people.setPin(personId, newPin, actor.id);
    this.look();
    return DONE;
  }

  /** What each role may do. Only an owner decides it; the owner's own row stays whole. */
  saveRoles(roles: RolePermissions, selfApproval: boolean): Outcome<object, 'only_owner'> {
    const { house, session } = this.deps;
    if (session.person?.role !== 'owner') return refused('only_owner');
    house.decide({ roles, store: { ...house.saved.store, selfApproval } }, session.person.id);
    session.changed();
    return DONE;
  }

  /** The name of a person, or the id where there is no such person any more. */
  nameOf(personId: string): string {
    return this.deps.people.byId(personId)?.name ?? personId;
  }

  /** Notices whether anybody could sign in at all. */
  private look(): void {
    const { session } = this.deps;
    session.isFirstRun = isFirstRun(this.everybody());
    session.changed();
  }

  private enter(person: Person): void {
    this.note(person.id, 'signed_in');
    this.deps.session.stands(person);
    this.look();
  }

  private everybody(): readonly KnownPerson[] {
    const { people, clock } = this.deps;
    return people.all().map((person) => ({ ...person, hasPin: people.pinState(person.id, clock.now()).set }));
  }

  private async proved(personId: string, pin: string) {
    const { people, clock } = this.deps;
    const check = await people.checkPin(personId, pin, clock.now());
    switch (check.kind) {
      case 'right':
        return undefined;
      case 'wait':
        return refused('wait', { waitMs: check.waitMs });
      case 'locked':
        return refused('locked');
      case 'wrong':
        return refused('wrong_pin', { waitMs: people.pinState(personId, clock.now()).waitMs });
    }
  }

  private note(personId: string, note: string): void {
    const { ledger, clock, session } = this.deps;
    ledger.commit({ entries: [{ at: clock.now(), subject: 'person', subjectId: personId, by: personId, note, event: { till: session.settings.till.id } }] });
  }
}
