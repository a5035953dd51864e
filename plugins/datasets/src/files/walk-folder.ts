// All files below a folder that a dataset reads, in a fixed order. Links are followed; hidden files and folders are left out.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { type Extensions, stripExtension } from './extensions.js';
import { unreadable } from './unreadable.js';

export interface FoundFile {
  readonly path: string;
  readonly name: string;
}

/**
 * Files by path, unit by unit.
 * @throws CML4202 for a folder or link that cannot be followed, also one that leads back to a folder it lies in
 */
export async function walkFolder(path: string, name: string, extensions: Extensions): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  await walk(path, name.replace(/\/+$/, ''), [await realpath(path)]);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));

  /** `above`: the real paths of the folders on the way, this one last. */
  async function walk(folder: string, label: string, above: readonly string[]): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable(label, error);
    });
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const inner = join(folder, entry.name);
      const shown = `${label}/${entry.name}`;
      const isFile = stripExtension(entry.name, extensions) !== undefined;
      if (entry.isFile()) {
        if (isFile) files.push({ path: inner, name: shown });
        continue;
      }
      if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
      const target = await stat(inner).catch((error: unknown) => {
        throw unreadable(shown, error);
      });
      if (target.isDirectory()) {
        const real = await realpath(inner);
        if (above.includes(real)) {
          const problem = 'the link leads back to a folder that it lies in';
          throw codexError('CML4202', { file: shown, problem }, { hints: ['remove the link'] });
        }
        await walk(inner, shown, [...above, real]);
      } else if (target.isFile() && isFile) {
        files.push({ path: inner, name: shown });
      }
    }
  }
}
