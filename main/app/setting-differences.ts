/** What would be different, setting by setting, so that a person sees it before it is. */

type Leaf = string | number | boolean | null;

export interface Difference {
  /** Names from the outside inwards, with dots. */
  readonly path: string;
  readonly before: Leaf;
  readonly after: Leaf;
}

/** Every leaf that differs, in the order of `after`. A list is one leaf: what is in it has no names. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (!isRecord(after)) {
    const [was, is] = [leafOf(before), leafOf(after)];
    return was === is ? [] : [{ path, before: was, after: is }];
  }
  const old = isRecord(before) ? before : {};
  return Object.entries(after).flatMap(([name, value]) => differences(old[name], value, path === '' ? name : `${path}.${name}`));
}

function leafOf(value: unknown): Leaf {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(memberText).join(', ') : JSON.stringify(value);
}

function memberText(member: unknown): string {
  return typeof member === 'string' || typeof member === 'number' ? String(member) : JSON.stringify(member);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
