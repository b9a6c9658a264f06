/** How the tools are called: wrong words end them with one line that says so and one that says what is right, never with a stack. */
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The values of a tool's options. `--help` prints the usage and ends with 0; anything that is not among the options, with 2. */
export function optionsOf<const T extends Options>(usage: string, options: T): ReturnType<typeof parseArgs<{ options: T & { help: { type: 'boolean' } } }>>['values'] {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
    if ((values as { help?: boolean }).help === true) {
      process.stdout.write(`usage: ${usage}\n`);
      process.exit(0);
    }
    return values;
  } catch (error) {
    return wrong(usage, error instanceof Error ? error.message : String(error));
  }
}

/** Ends the tool: `what` is wrong with how it was called. */
export function wrong(usage: string, what: string): never {
  process.stderr.write(`${what}\nusage: ${usage}\n`);
  process.exit(2);
}

/** A whole number of at least 1 from an option's text, or the end of the tool. */
export function countOf(usage: string, name: string, text: string): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0 ? count : wrong(usage, `--${name} takes a number of at least 1, not "${text}".`);
}
