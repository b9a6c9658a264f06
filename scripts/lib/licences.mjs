// The licences of the packages that are bundled ask that their texts go with every copy: each part of the program gets a list of what
// really is in it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const TEXTS = /^(?:licen[sc]e|copying|notice)/i;

/**
 * The folder of the package that a bundled module is from, or undefined for a module of our own.
 * @param {string} id  as the bundler names modules: a path, with marks before and a query behind
 */
export function packageFolder(id) {
  return /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/?]+)/.exec(id)?.[1];
}

/**
 * Name, version, licence and the licence's texts of each package, one after another.
 * @param {Iterable<string>} folders
 */
export function licenceTexts(folders) {
  const parts = [...new Set(folders)].map((folder) => {
    const { name, version, license = 'no licence named' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder).filter((file) => TEXTS.test(file)).sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return { title: `${name} ${version} (${license})`, texts };
  });
  parts.sort((a, b) => (a.title < b.title ? -1 : 1));
  return parts.map(({ title, texts }) => `${'='.repeat(80)}\n${[title, ...texts].join('\n\n')}\n`).join('\n');
}

/**
 * Writes `licences.txt` beside the bundles that it is for.
 * @returns {import('vite').Plugin}
 */
export function licences() {
  return {
    name: 'guitai-licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licenceTexts(modules.flatMap((id) => packageFolder(id) ?? [])) });
    },
  };
}
