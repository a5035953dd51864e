// A tokenizer as models are published with it: `tokenizer.json` and the files beside it that name roles and the chat template.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import type { RoleTokens } from '../../pipeline/find-specials.js';
import { type JsonFile, readJsonFile } from './read-json-file.js';
import { readSideFiles } from './read-side-files.js';

const TOKENIZER = 'tokenizer.json';

export interface TokenizerFolder {
  readonly file: JsonFile;
  /** Roles that the files beside it name. */
  readonly specials: RoleTokens;
  readonly chatTemplate: string | undefined;
}

/**
 * @param path absolute; of the file, or of the folder that has `tokenizer.json`
 * @param shown the path as the user wrote it
 * @throws CML4126, CML4127
 */
export async function readTokenizerFolder(path: string, shown: string): Promise<TokenizerFolder> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      throw codexError('CML4126', { path: shown }, { cause });
    },
  );
  const folder = isFolder ? path : dirname(path);
  const shownFolder = isFolder ? shown : dirname(shown);
  const file = await readJsonFile(
    isFolder ? join(path, TOKENIZER) : path,
    isFolder ? join(shown, TOKENIZER) : shown,
  );
  if (file === undefined) throw codexError('CML4126', { path: shown });

  const { specials, chatTemplate } = await readSideFiles(folder, shownFolder);
  return { file, specials, chatTemplate };
}
