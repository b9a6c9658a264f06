// The providers' memory on disk: a demo that is killed in the middle of a payment must find its orders again, or the lesson
// about crash and resume would be a lie.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const savedBuyer = z.object({
  id: z.string(),
  balanceFen: z.int(),
  pinAboveFen: z.int(),
  mood: z.enum(['pays-at-once', 'asks-pin', 'declines', 'never-answers', 'no-money']),
});

const savedState = z.object({
  format: z.literal('guitai-simulator-1'),
  alipay: z.string(),
  wechat: z.string(),
  buyers: z.array(savedBuyer),
});

export type SavedState = Omit<z.infer<typeof savedState>, 'format'>;

export class StateFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * What was saved last; undefined when nothing was. A file that cannot be read is put aside under another name, never
   * overwritten, and named in `putAside`.
   */
  load(): { readonly state: SavedState | undefined; readonly putAside?: string } {
    if (!existsSync(this.path)) return { state: undefined };
    try {
      return { state: savedState.parse(JSON.parse(readFileSync(this.path, 'utf8'))) };
    } catch {
      return { state: undefined, putAside: this.putAside() };
    }
  }

  /** Moves an unusable file out of the way and returns its new name. */
  putAside(): string {
    const aside = `${this.path}.unreadable-${Date.now()}`;
    renameSync(this.path, aside);
    return aside;
  }

  /** Whole or not at all: written beside, then renamed over. Without fsync: a kill loses nothing, a power cut may. */
  save(state: SavedState): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const beside = `${this.path}.new`;
    writeFileSync(beside, JSON.stringify({ format: 'guitai-simulator-1', ...state }), { mode: 0o600 });
    renameSync(beside, this.path);
  }
}
