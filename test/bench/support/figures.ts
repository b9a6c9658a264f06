// How the benches sum up what they measured: a busy machine makes means worthless, so the middle and the slow end are told.

export interface Summary {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly worst: number;
}

/** The middle and the slow end of a series, in its own unit. All 0 for an empty series. */
export function summary(taken: readonly number[]): Summary {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1) };
}

/** A figure as it stands in a column: one decimal, right-aligned. */
export function figure(value: number): string {
  return value.toFixed(1).padStart(7);
}
