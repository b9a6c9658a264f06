// A till must never be started or judged on packages other than the locked ones, and never reinstall without need.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explainNpm, installedMatches, packagesState, stampOf } from '../../scripts/lib/packages.mjs';
import { pinnedNode, root } from '../../scripts/lib/paths.mjs';

const one = { version: '1.0.0', integrity: 'sha512-one' };
const lock = { packages: { '': { version: '0.1.0' }, 'node_modules/one': one, 'node_modules/other-system': { version: '1.0.0', optional: true } } };
const installed = { packages: { 'node_modules/one': one } };

describe('what npm says it installed, against the lock', () => {
  test('packages of other systems may be absent', () => {
    expect(installedMatches(lock, installed)).toBe(true);
  });
  test('another version, another content, a missing or an additional package is a difference', () => {
    const tree = (packages: Record<string, { version: string; integrity?: string }>) => installedMatches(lock, { packages });
    expect(tree({ 'node_modules/one': { ...one, version: '1.0.1' } })).toBe(false);
    expect(tree({ 'node_modules/one': { ...one, integrity: 'sha512-two' } })).toBe(false);
    expect(tree({})).toBe(false);
    expect(tree({ 'node_modules/one': one, 'node_modules/stray': one })).toBe(false);
  });
});

describe('the stamp', () => {
  let folder = '';
  const modules = () => join(folder, 'node_modules');
  const stamp = () => join(modules(), '.guitai-stamp.json');
  const writeNode = () => {
    const node = join(folder, pinnedNode().slice(root.length));
    mkdirSync(join(node, '..'), { recursive: true });
    writeFileSync(node, '');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guitai-packages-'));
    mkdirSync(modules());
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    writeFileSync(join(modules(), '.package-lock.json'), JSON.stringify(installed));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a hand-typed `npm ci` counts: it is recognised and stamped', () => {
    writeNode();
    expect(packagesState(folder)).toBe('ready');
    expect(existsSync(stamp())).toBe(true);
    expect(packagesState(folder)).toBe('ready');
  });
  test('an installation cut short before Node was fetched is not ready', () => {
    expect(packagesState(folder)).toBe('different');
    expect(existsSync(stamp())).toBe(false);
  });
  test('a changed lock is noticed although the stamp is there', () => {
    writeNode();
    expect(packagesState(folder)).toBe('ready');
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock).replace('1.0.0', '1.0.1'));
    expect(packagesState(folder)).toBe('different');
  });
  test('packages changed behind our back are noticed although the stamp is there', () => {
    writeNode();
    expect(packagesState(folder)).toBe('ready');
    writeFileSync(join(modules(), '.package-lock.json'), JSON.stringify({ packages: {} }));
    expect(packagesState(folder)).toBe('different');
  });
  test('packages brought along from another system are not believed', () => {
    const text = (name: string) => readFileSync(join(folder, name), 'utf8');
    const here = stampOf(text('package-lock.json'), text('node_modules/.package-lock.json'));
    const there = stampOf(text('package-lock.json'), text('node_modules/.package-lock.json'), 'win32-arm64');
    expect(there).not.toEqual(here);
  });
  test('no packages, or an installation that npm itself did not finish, is missing', () => {
    rmSync(join(modules(), '.package-lock.json'));
    expect(packagesState(folder)).toBe('missing');
  });
  test('this very project, copied without its packages, is missing them', () => {
    rmSync(modules(), { recursive: true });
    cpSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
    expect(packagesState(folder)).toBe('missing');
  });
});

test.each([
  ['npm error code ENOTFOUND', /could not reach/],
  ['npm error code EINTEGRITY', /not the one/],
  ['npm error nospc ENOSPC: no space left on device', /disk is full/],
  ['npm error code EUSAGE\nnpm error Missing: nan@ from lock file', /could not reach/],
  ['npm error code EUSAGE\nnpm error Missing: zod@4.0.0 from lock file', /different packages/],
  ['npm error code EACCES', /may not write/],
  ['npm error something new', /could not install/],
])('npm failing with "%s" is told in a sentence with a next step', (output, sentence) => {
  const stop = explainNpm(output);
  expect(stop.message).toMatch(sentence);
  expect(stop.next).not.toBe('');
  expect(stop.detail).toContain(output);
});
