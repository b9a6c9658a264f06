// Words on a screen come from the tables of texts: a sentence that is written into a screen speaks one language for ever.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';

const RENDERER = join(import.meta.dirname, '..', '..', 'renderer');
const CHINESE = /[㐀-鿿　-〿＀-￯]/;
/** No words: the full stop that an input method makes of the key of the decimal point, and letters that fonts are asked for. */
const NO_WORDS = new Set(['。', 'A 柜']);
/** Two letters of any script: what people would read as a word. */
const WORD = /\p{L}{2,}/u;
/** Units and names of protocols are the same in every language. */
const UNITS = new Set(['ms', 'kg', 'fen', 'HTTP']);
/** An example of an address is one in every language. */
const ADDRESS = /^https?:\/\/[\w.:/-]+$/;
/** Attributes of elements and components that somebody reads or hears. */
const SPOKEN = new Set(['title', 'label', 'name', 'note', 'word', 'hint', 'why', 'placeholder', 'alt', 'aria-label', 'hideLabel', 'yes', 'no']);

/** Their `name` is the name of a drawing or of a key. */
const DRAWINGS = new Set(['Icon', 'PadKey']);

interface Found {
  readonly kind: 'text' | 'attribute' | 'literal';
  readonly words: string;
}

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Every text in a file that is not a comment, with the place where it stands. */
function textsOf(file: string): Found[] {
  const found: Found[] = [];
  const visit = (node: Node, kind: Found['kind']): void => {
    if (node.type === 'JSXOpeningElement' && DRAWINGS.has(String((node['name'] as Node)['name']))) return;
    if (node.type === 'JSXText') found.push({ kind: 'text', words: String(node['value']) });
    if (node.type === 'Literal' && typeof node['value'] === 'string') found.push({ kind, words: node['value'] });
    if (node.type === 'TemplateElement') found.push({ kind, words: (node['value'] as { readonly cooked?: string }).cooked ?? '' });
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, kindBelow(node, child, kind));
  };
  visit(parseAst(readFileSync(file, 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node, 'literal');
  return found;
}

/** A literal that is an attribute itself, or the text between two tags in braces, is read by somebody; one inside a call is not. */
function kindBelow(parent: Node, child: Node, kind: Found['kind']): Found['kind'] {
  if (parent.type === 'JSXAttribute') return SPOKEN.has(String((parent['name'] as Node)['name'])) ? 'attribute' : 'literal';
  if ((parent.type === 'JSXElement' || parent.type === 'JSXFragment') && child.type === 'JSXExpressionContainer') return 'text';
  const passes = parent.type === 'JSXExpressionContainer' || parent.type === 'TemplateLiteral' || (parent.type === 'ConditionalExpression' && child !== parent['test']);
  return passes ? kind : 'literal';
}

const files = readdirSync(RENDERER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative(RENDERER, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .filter((file) => !file.startsWith('text/'));

const written = (file: string, unfit: (found: Found) => boolean): string[] => textsOf(join(RENDERER, file)).filter(unfit).map(({ kind, words }) => `${file}: ${kind}: ${words.trim()}`);

describe('a screen', () => {
  it('has no Chinese of its own; the gallery has it only where goods and people are invented', () => {
    const unfit = (file: string) => (found: Found): boolean => CHINESE.test(found.words) && !NO_WORDS.has(found.words) && (!file.startsWith('gallery/') || found.kind !== 'literal');
    expect(files.flatMap((file) => written(file, unfit(file)))).toEqual([]);
  });

  it('has no word of its own between its tags or in what is read aloud', () => {
    const words = (text: string): readonly string[] => text.match(/\p{L}+/gu) ?? [];
    const unfit = ({ kind, words: text }: Found): boolean => kind !== 'literal' && WORD.test(text) && !ADDRESS.test(text) && words(text).some((word) => word.length > 1 && !UNITS.has(word));
    expect(files.filter((file) => file.endsWith('.tsx')).flatMap((file) => written(file, unfit))).toEqual([]);
  });

  it('is really looked at: such literals are found', () => {
    expect(textsOf(join(RENDERER, 'text', 'zh', 'shell.ts')).some(({ words }) => words === '柜台')).toBe(true);
    expect(textsOf(join(RENDERER, 'tracking', 'Timeline.tsx')).some(({ kind, words }) => kind === 'text' && words.includes('HTTP'))).toBe(true);
  });
});
