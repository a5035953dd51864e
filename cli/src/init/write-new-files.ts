// Writes the files of a new project. Looks first, so that either all are written or none.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_FILES } from '@codex-ml/config';
import { codexError, throwCollected } from '@codex-ml/plugin-api';
import { makeFolder, orRefused } from '@codex-ml/runtime/run-folder';
import { displayFolder } from '../display-folder.js';
import { addIgnoreLines } from './ignore-lines.js';

export interface NewFiles {
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** Name of the config file. */
  readonly config: string;
  /** Contents by name, the config among them. */
  readonly files: Readonly<Record<string, string>>;
  readonly force: boolean;
}

/**
 * Refuse what would be overwritten, and a second config beside another, which would be ambiguous.
 * @throws CML1006
 */
export function refuseExisting({ folder, config, files, force }: NewFiles): void {
  const others = CONFIG_FILES.filter((name) => name !== config && existsSync(join(folder, name)));
  const taken = force ? [] : Object.keys(files).filter((name) => existsSync(join(folder, name)));
  const shown = (name: string) => displayFolder(join(folder, name));
  throwCollected([
    ...others.map((name) =>
      codexError(
        'CML1006',
        { file: shown(name) },
        { hints: ['a project has one config file; remove this one first'] },
      ),
    ),
    ...taken.map((name) => codexError('CML1006', { file: shown(name) })),
  ]);
}

/** @returns paths of what was written or added to, as the user would write them */
export async function writeNewFiles(request: NewFiles): Promise<string[]> {
  const { folder, files } = request;
  refuseExisting(request);
  await orRefused(displayFolder(folder), () => makeFolder(folder));
  const written: string[] = [];
  const write = async (name: string, content: string) => {
    const shown = displayFolder(join(folder, name));
    await orRefused(shown, () => writeFile(join(folder, name), content));
    written.push(shown);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  const ignored = addIgnoreLines(await readFile(join(folder, '.gitignore'), 'utf8').catch(() => ''));
  if (ignored !== undefined) await write('.gitignore', ignored);
  return written;
}
