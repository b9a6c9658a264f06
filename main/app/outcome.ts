/** What a use-case answers: a value, or a refusal with a code and the figures that its sentence needs. */
export type Outcome<Value, Code extends string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: Code; readonly detail?: Readonly<Record<string, string | number>> };

export function done<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export const DONE = done({});

export function refused<const Code extends string>(code: Code, detail?: Readonly<Record<string, string | number>>): {
  readonly ok: false; readonly code: Code; readonly detail?: Readonly<Record<string, string | number>>;
} {
  return detail === undefined ? { ok: false, code } : { ok: false, code, detail };
}
