// A newcomer's slips of the finger at the tools: each ends with a sentence and the usage, none with a stack.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'scripts');

function called(script: string, ...words: string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(SCRIPTS, script), ...words], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

test.each([
  ['simulate.ts', '--payment', '300'],
  ['simulate.ts', '--payments', 'many'],
  ['simulate.ts', '--faults', 'most'],
  ['simulate.ts', '--tills', '3'],
  ['simulate.ts', '--tills', '0'],
  ['check-model.ts', 'small'],
  ['check-model.ts', '--max-states', '0'],
  ['check-model.ts', '--only', 'nothing is called so'],
  ['kill.ts', '--kills', 'x'],
  ['gateways.ts', '--alipay-port', '70000'],
  ['gateways.ts', '--lenient'],
  ['audit.ts'],
  ['audit.ts', join(tmpdir(), 'guitai-no-such-folder')],
  ['tool.mjs', 'simulate.ts', '--payment'],
])('%s %s %s', (script, ...words) => {
  const { status, said } = called(script, ...words);
  expect(said).toMatch(/^usage: npm run /m);
  expect(said).not.toMatch(/^\s+at /m);
  expect(status).toBe(2);
});

test('a folder without books is named as that, and where books lie is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guitai-usage-'));
  const { status, said } = called('audit.ts', folder);
  rmSync(folder, { recursive: true });
  expect(said).toContain(`There are no books at ${folder}`);
  expect(said).toContain('profiles/demo');
  expect(status).toBe(2);
});

test('help is no mistake', () => {
  expect(called('simulate.ts', '--help')).toMatchObject({ status: 0, said: expect.stringContaining('usage: npm run simulate') });
});

test('a port that is taken is said in a sentence', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => { taken.listen(0, '127.0.0.1', resolve); });
  const address = taken.address();
  const { status, said } = called('gateways.ts', '--alipay-port', String(typeof address === 'object' ? address?.port : 0));
  await new Promise((resolve) => { taken.close(resolve); });
  expect(said).toContain('The gateways cannot start');
  expect(said).toContain('Choose another port');
  expect(said).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
});
