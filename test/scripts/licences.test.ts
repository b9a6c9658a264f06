// The licences of what is bundled go with every copy, and of nothing else.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licenceTexts, packageFolder } from '../../scripts/lib/licences.mjs';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

test.each([
  ['/p/node_modules/zod/v4/index.js', '/p/node_modules/zod'],
  ['\0/p/node_modules/qs/lib/index.js?commonjs-module', '/p/node_modules/qs'],
  ['/p/node_modules/@noble/hashes/sha3.js', '/p/node_modules/@noble/hashes'],
  ['/p/node_modules/a/node_modules/b/index.js', '/p/node_modules/a/node_modules/b'],
  ['C:\\p\\node_modules\\@x\\y\\index.js', 'C:\\p\\node_modules\\@x\\y'],
  ['/p/main/index.ts', undefined],
  ['\0commonjsHelpers.js', undefined],
])('%j is of the package %j', (id, folder) => expect(packageFolder(id)).toBe(folder));

test('a package is named once, with its licence\'s whole text', () => {
  const text = licenceTexts([join(MODULES, 'zod'), join(MODULES, 'react'), join(MODULES, 'zod')]);
  expect(text.match(/^zod \d+\.\d+\.\d+ \(MIT\)$/gm)).toHaveLength(1);
  expect(text.indexOf('react ')).toBeLessThan(text.indexOf('zod '));
  expect(text.match(/THE SOFTWARE IS PROVIDED "AS IS"/g)).toHaveLength(2);
});
