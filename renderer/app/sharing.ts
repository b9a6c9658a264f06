/**
 * A snapshot arrives whole with every scan. What did not change keeps its identity, so that memoised rows do not render
 * again: with two hundred lines in the basket a scan costs one new row.
 */

/** The next value, made of the previous one's parts wherever they are equal. For plain data as it comes over the border. */
export function share<Value>(previous: unknown, next: Value): Value {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(next)) {
    if (!Array.isArray(previous)) return next;
    const before: readonly unknown[] = previous;
    const items: unknown[] = next.map((item, index) => share(before[index], item));
    const same = before.length === items.length && items.every((item, index) => Object.is(item, before[index]));
    return (same ? before : items) as Value;
  }
  if (isRecord(next) && isRecord(previous)) {
    const keys = Object.keys(next);
    const merged: Record<string, unknown> = {};
    for (const key of keys) merged[key] = share(previous[key], next[key]);
    const same = keys.length === Object.keys(previous).length && keys.every((key) => key in previous && Object.is(merged[key], previous[key]));
    return (same ? previous : merged) as Value;
  }
  return next;
}

/**
 * As `share` for lists whose members have ids: a removed first line must not make every other row look new.
 */
export function shareById<Item extends { readonly id: string }>(previous: readonly Item[], next: readonly Item[]): readonly Item[] {
  const known = new Map(previous.map((item) => [item.id, item]));
  const items = next.map((item) => share(known.get(item.id), item));
  return items.length === previous.length && items.every((item, index) => item === previous[index]) ? previous : items;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
