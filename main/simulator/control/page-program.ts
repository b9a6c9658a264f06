/**
 * The pages' scripts without a second build: each part of a page is one self-contained TypeScript function, and the program
 * is their source text. So the pages are type-checked and linted like everything else, live in the app's one main file
 * when it is bundled, and run under plain Node. The price: such a function may use its parameters and the browser, and
 * nothing that is imported, apart from types.
 */

/** One step of a program: `const NAME = (function)(ARGUMENTS)`. Arguments name earlier steps. */
export interface ProgramPart {
  readonly name: string;
  readonly make: (...args: never[]) => unknown;
  readonly needs: readonly string[];
}

/** A script that computes the parts in order, after the constants (plain data), inside one scope of its own. */
export function pageProgram(constants: Readonly<Record<string, unknown>>, parts: readonly ProgramPart[]): string {
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  for (const { name, make, needs } of parts) lines.push(`const ${name} = (${make.toString()})(${needs.join(', ')});`);
  return `'use strict';\n{\n${lines.join('\n')}\n}\n`;
}
