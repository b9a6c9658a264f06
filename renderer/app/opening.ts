/**
 * When a page draws for the first time: as soon as it has something to say and the letters to say it with, so that it is drawn once
 * and not three times. A core that takes its time is waited for only this long before the page says that it waits.
 */
import type { Feed } from './feed.ts';

const PATIENCE_MS = 400;
/** A page that is never idle gets its rare letters after this long all the same. */
const RARE_LETTERS_MS = 2_000;
/** Those of our sentences, in every weight, and of the names of goods in theirs. */
const LETTERS = ['1rem "Guitai Latin"', ...[400, 500, 600, 700].map((weight) => `${weight} 1rem "Guitai Screen"`), '500 1rem "Guitai Names"'];
/** Something that each has to be read for. */
const SAMPLE = 'A 柜';

/** Resolves when the fonts are there, and the first snapshot of the feed if one is given, at the latest after 400 ms. The feed listens from now on. */
export async function opened<Picture>(feed?: Feed<Picture>): Promise<void> {
  const first = new Promise<void>((resolve) => {
    if (feed) feed.subscribe(() => resolve());
    else resolve();
  });
  const patience = new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([Promise.all([first, letters()]), patience]);
}

/** Reads the rules of the rare letters, once there is nothing more urgent to do. */
export function readRareLetters(): void {
  requestIdleCallback(() => {
    import('../styles/rare-letters.css').catch((error: unknown) => console.error('the rare letters cannot be read', error));
  }, { timeout: RARE_LETTERS_MS });
}

/** Without them the page is drawn in what the system has; that is no reason to stay empty. Their rules are made by the build (`scripts/lib/screen-fonts.mjs`). */
async function letters(): Promise<void> {
  try {
    await Promise.all(LETTERS.map((letters) => document.fonts.load(letters, SAMPLE)));
  } catch (error) {
    console.error('the fonts of the screen cannot be read', error);
  }
}
