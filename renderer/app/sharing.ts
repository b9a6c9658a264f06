/**
 * A snapshot arrives whole with every scan. What did not change keeps its identity, so that memoised rows do not render
 * again: with two hundred lines in the basket a scan costs one new row.
 */

interface Identified {
  readonly id: string;
}

/**
 * The next value, made of the previous one's parts wherever they are equal. For plain data as it comes over the border. Members
 * of lists are matched by their ids, where they have them: a removed first row must not make every other row look new.
 */
export function share<Value>(previous: unknown, next: Value): Value {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(next)) return (Array.isArray(previous) ? shareList(previous, next) : next) as Value;
  if (isRecord(next) && isRecord(previous)) return shareRecord(previous, next) as Value;
  return next;
}

function shareList(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const known = new Map(previous.filter(isIdentified).map((item) => [item.id, item]));
  const items = next.map((item, index) => share(isIdentified(item) ? known.get(item.id) : previous[index], item));
  return previous.length === items.length && items.every((item, index) => Object.is(item, previous[index])) ? previous : items;
}

function shareRecord(previous: Readonly<Record<string, unknown>>, next: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(next);
  const merged: Record<string, unknown> = {};
  for (const key of keys) merged[key] = share(previous[key], next[key]);
  const same = keys.length === Object.keys(previous).length && keys.every((key) => key in previous && Object.is(merged[key], previous[key]));
  return same ? previous : merged;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIdentified(value: unknown): value is Identified {
  return isRecord(value) && typeof value['id'] === 'string';
}
