/** Real time: callbacks at moments that Node's own timers cannot reach. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock, UuidIds } from '../../main/adapters/system.ts';

const DAY_MS = 86_400_000;

describe('SystemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-21T00:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('a moment forty days ahead is not called at once (a plain timer would)', () => {
    const clock = new SystemClock();
    const called = vi.fn<() => void>();
    clock.at(clock.now() + 40 * DAY_MS, called);
    vi.advanceTimersByTime(40 * DAY_MS - 1);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(called).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(DAY_MS);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('a clock that is set forward, or a sleep, does not leave the moment waiting for long', () => {
    const clock = new SystemClock();
    const called = vi.fn<() => void>();
    clock.at(clock.now() + DAY_MS, called);
    vi.setSystemTime(clock.now() + DAY_MS);
    vi.advanceTimersByTime(31_000);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('a clock that is set back makes it neither early nor late: a payment is asked for when it was planned', () => {
    const clock = new SystemClock();
    const called = vi.fn<() => void>();
    clock.at(clock.now() + 100_000, called);
    vi.advanceTimersByTime(40_000);
    vi.setSystemTime(clock.now() - 3_600_000);
    vi.advanceTimersByTime(59_999);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(called).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(2 * 3_600_000);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('a past moment is called soon, a forgotten one never', () => {
    const clock = new SystemClock();
    const [past, forgotten] = [vi.fn<() => void>(), vi.fn<() => void>()];
    clock.at(clock.now() - 5_000, past);
    expect(past).not.toHaveBeenCalled();
    clock.at(clock.now() + 90_000, forgotten)();
    vi.advanceTimersByTime(DAY_MS);
    expect(past).toHaveBeenCalledTimes(1);
    expect(forgotten).not.toHaveBeenCalled();
  });
});

it('ids do not repeat', () => {
  const ids = new UuidIds();
  expect(new Set(Array.from({ length: 100 }, () => ids.next())).size).toBe(100);
});
