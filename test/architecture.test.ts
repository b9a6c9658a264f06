// Holds the import table: who may know whom. A file in the wrong room, or one that reaches past its door, fails here.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Every import of a file; the comments of ours never hold import statements at the beginning of a line. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(import|export)\s+(type\s+)?(?:([^'"`;]*?)\s+from\s+)?['"]([^'"]+)['"]/gm)) {
    const target = match[4] ?? '';
    const names = match[3] ?? '';
    const allTypes = /^\{[^}]*\}$/.test(names) && names.slice(1, -1).split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    found.push({ from: file, to: resolve(file, target), typeOnly: match[2] !== undefined || allTypes });
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) found.push({ from: file, to: resolve(file, match[1] ?? ''), typeOnly: false });
  return found;
}

function resolve(file: string, target: string): string {
  if (!target.startsWith('.')) return target;
  return relative(ROOT, join(ROOT, dirname(file), target)).split(sep).join('/');
}

/** The room a file or package belongs to. */
function roomOf(path: string): string {
  const rooms: readonly (readonly [RegExp, string])[] = [
    [/^main\/domain\/(money|failure)\.ts$/, 'money'],
    [/^main\/domain\//, 'domain'],
    [/^main\/ports(\.ts$|\/)/, 'ports'],
    [/^main\/app\//, 'app'],
    [/^main\/adapters\/(http|log|system|pins)\.ts$/, 'adapters-common'],
    [/^main\/adapters\/providers\/alipay\//, 'adapter-alipay'],
    [/^main\/adapters\/providers\/wechat\//, 'adapter-wechat'],
    [/^main\/adapters\/hardware\//, 'adapter-hardware'],
    [/^main\/adapters\/storage\//, 'adapter-storage'],
    [/^main\/adapters\//, 'adapters-common'],
    [/^main\/simulator\//, 'simulator'],
    [/^main\/bridge\//, 'bridge'],
    [/^main\/shell\//, 'shell'],
    [/^main\/composition(-\w+)?\.ts$/, 'composition'],
    [/^main\/index\.ts$/, 'entry'],
    [/^preload\/contract\//, 'contract'],
    [/^preload\//, 'preload'],
    [/^renderer\//, 'renderer'],
    [/^electron$/, 'electron'],
    [/^node:/, 'node'],
    [/^zod$/, 'zod'],
    [/^(react|react-dom)(\/|$)/, 'react'],
  ];
  return rooms.find(([pattern]) => pattern.test(path))?.[1] ?? 'npm';
}

const ADAPTER = { values: ['money', 'ports', 'adapters-common', 'node', 'npm', 'zod'], types: ['domain'] };

/** For each room, whose values it may use, and whose types besides. Its own room is always allowed. */
const TABLE: Readonly<Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>> = {
  money: { values: [], types: [] },
  domain: { values: ['money'], types: [] },
  // Error classes of the ports are values that the core must be able to recognise.
  ports: { values: [], types: ['domain', 'money'] },
  app: { values: ['domain', 'money', 'ports'], types: [] },
  'adapters-common': { values: ['ports', 'node', 'npm', 'zod', 'money'], types: ['domain'] },
  'adapter-alipay': ADAPTER,
  'adapter-wechat': ADAPTER,
  'adapter-hardware': ADAPTER,
  // Numbers are made where they are counted, so the storage adapter also uses the pure rules of their form.
  'adapter-storage': { values: [...ADAPTER.values, 'domain'], types: [] },
  simulator: { values: ['money', 'ports', 'node', 'npm', 'zod'], types: [] },
  bridge: { values: ['app', 'contract', 'money', 'ports'], types: ['domain'] },
  shell: { values: ['ports', 'bridge', 'contract', 'composition', 'electron', 'node', 'npm', 'zod', 'money'], types: ['app', 'simulator'] },
  composition: { values: ['money', 'domain', 'ports', 'app', 'adapters-common', 'adapter-alipay', 'adapter-wechat', 'adapter-hardware', 'adapter-storage', 'simulator', 'bridge', 'node', 'npm', 'zod'], types: [] },
  entry: { values: ['shell', 'electron', 'node'], types: [] },
  contract: { values: ['zod'], types: ['domain', 'money'] },
  preload: { values: ['electron'], types: ['contract'] },
  renderer: { values: ['react', 'npm'], types: ['contract', 'domain', 'money'] },
};

const files = ['main', 'preload', 'renderer'].flatMap(sources);
const imports = files.flatMap(importsOf);

describe('the import table', () => {
  it('knows every source file', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => TABLE[roomOf(file)] === undefined)).toEqual([]);
  });

  it('is kept by every import', () => {
    const broken = imports.filter(({ from, to, typeOnly }) => {
      const room = roomOf(from);
      const other = roomOf(to);
      if (room === other || to.endsWith('.css') || to.includes('?')) return false;
      const rule = TABLE[room];
      if (from === 'preload/index.ts' && to === 'preload/contract/names.ts') return false;
      return !rule || !(rule.values.includes(other) || (typeOnly && rule.types.includes(other)));
    });
    expect(broken.map(({ from, to, typeOnly }) => `${from} -> ${to}${typeOnly ? ' (types)' : ''}`)).toEqual([]);
  });

  it('lets only one file open each privileged door', () => {
    const doors: readonly (readonly [string, RegExp])[] = [
      ['electron', /^(main\/index\.ts|main\/shell\/|preload\/index\.ts)/],
      ['better-sqlite3', /^main\/adapters\/storage\/database\.ts$/],
      ['serialport', /^main\/adapters\/hardware\//],
      ['node-hid', /^main\/adapters\/hardware\//],
      ['usb', /^main\/adapters\/hardware\//],
      ['koffi', /^main\/(adapters\/hardware\/|simulator\/pty\.ts$)/],
      ['alipay-sdk', /^main\/adapters\/providers\/alipay\//],
      ['wechatpay-node-v3', /^main\/adapters\/providers\/wechat\//],
    ];
    const broken = doors.flatMap(([name, allowed]) =>
      imports.filter(({ from, to, typeOnly }) => (to === name || to.startsWith(`${name}/`)) && !typeOnly && !allowed.test(from)).map(({ from }) => `${from} -> ${name}`));
    expect(broken).toEqual([]);
  });

  it('keeps time, chance and the outside out of the domain', () => {
    const forbidden = /\b(Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|process\.|console\.|fetch\()/;
    const broken = files
      .filter((file) => file.startsWith('main/domain/') || file.startsWith('main/app/'))
      .filter((file) => forbidden.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(broken).toEqual([]);
  });

  it('keeps the simulator apart from the adapters it judges', () => {
    expect(imports.filter(({ from, to }) => from.startsWith('main/simulator/') && to.startsWith('main/adapters/'))).toEqual([]);
    expect(imports.filter(({ from, to }) => from.startsWith('main/adapters/') && to.startsWith('main/simulator/'))).toEqual([]);
  });
});

describe('the files', () => {
  it('say in their first lines why they exist', () => {
    // Imports may stand before the comment, declarations may not.
    const silent = files.filter((file) => !/^(?:import [^;]*;\s*)*(\/\*|\/\/)/.test(readFileSync(join(ROOT, file), 'utf8').trimStart()));
    expect(silent).toEqual([]);
  });

  it('name no machine path and no registry', () => {
    // Built from parts, so that this file does not name them either.
    const forbidden = new RegExp([['/', 'work/'].join(''), ['/', 'root/'].join(''), ['registry', 'npmjs'].join('\\.')].join('|'));
    expect(files.filter((file) => forbidden.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });
});
