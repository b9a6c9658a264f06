/**
 * Who may change whom. Nobody gives rights that he does not have, nobody changes his own, owners are made by owners, and a store
 * is never left without an owner who can sign in.
 */
import { may, PERMISSIONS } from './approval.ts';
import type { Permission, Person, RolePermissions } from './approval.ts';

export type PersonRefusal = 'name_taken' | 'last_owner' | 'only_owner' | 'beyond_own_rights' | 'own_role';

/** A person with what of the PIN matters here: whether there is one, so that the person can sign in at all. */
export interface KnownPerson extends Person {
  readonly hasPin: boolean;
}

/** Why `actor` may not make this change (`before` is absent for somebody new), or undefined. The actor holds the right `people`. */
export function personRefusal(actor: Person, before: Person | undefined, after: Person, everybody: readonly KnownPerson[], roles: RolePermissions): PersonRefusal | undefined {
  const named = everybody.find((other) => other.id !== after.id && other.active && sameName(other.name, after.name));
  if (named && after.active) return 'name_taken';
  if (before && !mayTouch(actor, before)) return 'only_owner';
  if (actor.role !== 'owner' && after.role === 'owner') return 'only_owner';
  if (before && losesOwner(before, after, everybody)) return 'last_owner';
  if (before?.id === actor.id && (before.role !== after.role || before.active !== after.active || !sameRights(before, after))) return 'own_role';
  const given = PERMISSIONS.filter((permission) => may({ ...after, active: true }, permission, roles) && !(before && may({ ...before, active: true }, permission, roles)));
  return given.every((permission) => may(actor, permission, roles)) ? undefined : 'beyond_own_rights';
}

/** An owner is changed, and gets a PIN, by owners only. */
export function mayTouch(actor: Person, other: Person): boolean {
  return other.role !== 'owner' || actor.role === 'owner' || actor.id === other.id;
}

/** The last active owner with a PIN can be neither disabled nor demoted. */
export function isLastOwner(person: Pick<Person, 'id' | 'role' | 'active'>, everybody: readonly KnownPerson[]): boolean {
  if (person.role !== 'owner' || !person.active) return false;
  return !everybody.some((other) => other.id !== person.id && other.role === 'owner' && other.active && other.hasPin);
}

/** Nobody can sign in yet and manage people: the owner has to be made first. */
export function isFirstRun(everybody: readonly KnownPerson[]): boolean {
  return !everybody.some(({ role, active, hasPin }) => role === 'owner' && active && hasPin);
}

/** Equal digits, or digits in a row up or down, are what everybody tries first. */
export function isEasyPin(pin: string): boolean {
  const steps = new Set(Array.from(pin.slice(1), (digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10));
  const [step] = steps;
  return steps.size === 1 && (step === 0 || step === 1 || step === 9);
}

function losesOwner(before: Person, after: Person, everybody: readonly KnownPerson[]): boolean {
  return isLastOwner(before, everybody) && (after.role !== 'owner' || !after.active);
}

function sameRights(a: Person, b: Person): boolean {
  const set = (list: readonly Permission[]): string => [...list].sort().join(' ');
  return set(a.granted) === set(b.granted) && set(a.denied) === set(b.denied);
}

function sameName(a: string, b: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
  return plain(a) === plain(b);
}
