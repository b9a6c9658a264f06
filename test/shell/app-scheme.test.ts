/** What a page could ask its own origin for: everything but the files of one folder is refused, whatever the path is made of. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY, fileOf, serveApp } from '../../main/shell/app-scheme.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const folder = scratchFolder();
const root = folder.path('renderer');
mkdirSync(root);
writeFileSync(folder.path('renderer/index.html'), '<!doctype html>');
writeFileSync(folder.path('secret.json'), '{}');
writeFileSync(folder.path('renderer-beside.json'), '{}');
afterAll(() => folder.remove());

describe('a path that leads out of the page\'s folder', () => {
  it.each([
    'app://guitai/../secret.json',
    'app://guitai/%2e%2e/secret.json',
    'app://guitai/%2e%2e%2fsecret.json',
    'app://guitai/..%2fsecret.json',
    'app://guitai/assets/..%2f..%2fsecret.json',
    'app://guitai/%2e%2e%5csecret.json',
    'app://guitai/..\\secret.json',
    'app://guitai/..%2frenderer-beside.json',
    'app://guitai//etc/passwd.json',
    'app://guitai/%2fetc%2fpasswd.json',
    'app://guitai/index.html%00.json',
    'app://guitai/%ff',
  ])('%s serves nothing', async (url) => {
    expect(fileOf(root, url) ?? `${root}/none`).toSatisfy((file: string) => file.startsWith(`${root}/`));
    expect((await serveApp(root, { method: 'GET', url })).status).toBe(404);
  });

  it.each([
    ['another host', 'app://elsewhere/index.html'],
    ['another scheme', 'https://guitai/index.html'],
    ['a file', 'file:///etc/passwd'],
    ['a name before the host', 'app://user@guitai/index.html'],
    ['a port', 'app://guitai:80/index.html'],
    ['a type that no page of ours has', 'app://guitai/index.cjs'],
    ['no type', 'app://guitai/index'],
    ['no address at all', 'guitai'],
  ])('%s is not ours', (_what, url) => expect(fileOf(root, url)).toBeUndefined());
});

describe('every answer', () => {
  const ask = (method: string, path: string) => serveApp(root, { method, url: `app://guitai/${path}` });

  it('bears the policy, refusals too', async () => {
    const answers = await Promise.all([ask('GET', 'index.html'), ask('GET', 'none.html'), ask('GET', '..%2fsecret.json'), ask('POST', 'index.html'), ask('HEAD', 'index.html')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 405, 405]);
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('has a policy without one exception for scripts, styles or other origins', () => {
    expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none';/);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:|blob:|wasm|nonce/);
    expect(CONTENT_SECURITY_POLICY.match(/data:/g)).toHaveLength(1);
  });
});
