/** Which profile the program starts in: one small file beside the profiles' folders. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';

const choice = z.strictObject({ profile: z.enum(['demo', 'shop']), shopTill: z.int().min(1).max(999).nullable() });

type Choice = z.infer<typeof choice>;

/** The demo while nothing was chosen. Throws with what to do when the file cannot be understood: guessing could open the wrong books. */
export function readProfile(file: string): Choice {
  if (!existsSync(file)) return { profile: 'demo', shopTill: null };
  try {
    return choice.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} says which profile to open and cannot be read. Put it back from a copy, or write {"profile":"shop","shopTill":1} with this till's number into it.`, { cause: error });
  }
}

/** Durable when it returns. */
export function writeProfile(file: string, value: Choice): void {
  writeDurably(file, JSON.stringify(choice.parse(value)));
}
