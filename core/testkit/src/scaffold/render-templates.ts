// Turns the templates of a kind into the files of a package. Text in, text out: names are put in, nothing is decided.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codexError, type Kind } from '@codex-ml/plugin-api';
import { listFilesBelow } from '../build/source-folders.js';

const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));

/** Words that stand between double braces in templates. */
export type Words = Readonly<Record<string, string>>;

/** Files by path relative to the package; those of the kind take the place of those that all kinds share. */
export async function readTemplates(kind: Kind): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const folder of ['shared', kind]) {
    for (const file of await listFilesBelow(join(TEMPLATES, folder))) {
      files.set(file.replace(/\.template$/, ''), await readFile(join(TEMPLATES, folder, file), 'utf8'));
    }
  }
  return files;
}

export function readLicense(license: string): Promise<string> {
  return readFile(join(TEMPLATES, 'licenses', `${license}.template`), 'utf8');
}

/** Put words in. @throws CML9002 for a word that is not there */
export function fillIn(template: string, words: Words): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => {
    const text = words[word];
    if (text === undefined)
      throw codexError('CML9002', { message: `a template asks for \`${word}\`, which is not there` });
    return text;
  });
}
