/** Snapshots come whole; rows that did not change must not be drawn again, and an overtaken snapshot must not win. */
import { describe, expect, it } from 'vitest';
import { makeFeed } from '../../renderer/app/feed.ts';
import { share } from '../../renderer/app/sharing.ts';
import type { Till } from '../../renderer/app/feed.ts';
import { line, NOW, sale, till } from '../../renderer/gallery/fixtures.ts';

const withLines = (count: number, from = 0): Till => till({ sale: sale(Array.from({ length: count }, (_, index) => line(index + from))) });

describe('a scan into a basket of two hundred rows', () => {
  it('makes one new row and leaves the others as they were', () => {
    const before = withLines(200);
    const after = share(before, structuredClone(withLines(201)));
    const kept = after.sale?.lines.filter((each, index) => each === before.sale?.lines[index]);
    expect(kept).toHaveLength(200);
    expect(after.quickKeys).toBe(before.quickKeys);
  });

  it('keeps the rows below a removed one', () => {
    const before = withLines(200);
    const after = share(before, structuredClone(withLines(199, 1)));
    expect(after.sale?.lines[0]).toBe(before.sale?.lines[1]);
    expect(after.sale?.lines.at(-1)).toBe(before.sale?.lines.at(-1));
  });
});

describe('the feed', () => {
  it('ignores a snapshot that was overtaken', () => {
    const sent: ((snapshot: Till) => void)[] = [];
    const feed = makeFeed({ watch: (_name, onSnapshot) => (sent.push(onSnapshot as (snapshot: Till) => void), () => undefined) }, 'till');
    feed.subscribe(() => undefined);
    sent[0]?.(till({ revision: 5, sale: null }));
    sent[0]?.(till({ revision: 4 }));
    expect(feed.now()?.revision).toBe(5);
    expect(feed.now()?.sale).toBeNull();
  });

  it('listens once for all, and stops with the last listener', () => {
    let open = 0;
    const feed = makeFeed({
      watch: () => {
        open += 1;
        return () => {
          open -= 1;
        };
      },
    }, 'till');
    const first = feed.subscribe(() => undefined);
    const second = feed.subscribe(() => undefined);
    expect(open).toBe(1);
    first();
    second();
    expect(open).toBe(0);
  });

  it('tells the time of the core, not of this page', () => {
    const feed = makeFeed({
      watch: (_name, onSnapshot) => {
        (onSnapshot as (snapshot: Till) => void)(till({ now: NOW }));
        return () => undefined;
      },
    }, 'till');
    feed.subscribe(() => undefined);
    expect(Math.abs(feed.time() - NOW)).toBeLessThan(60_000);
  });
});
