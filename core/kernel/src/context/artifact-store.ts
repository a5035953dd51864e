// Files of one plugin in the run folder. Writes are atomic and stay inside the plugin's own folder, also where symlinks lead out of it.
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type ArtifactStore, type CodexError, codexError } from '@codex-ml/plugin-api';

/** The store of plugin `id` in `folder`, which is created with the first file. */
export function createArtifactStore(id: string, folder: string): ArtifactStore {
  const absolute = resolve(folder);
  let writes = 0;
  return Object.freeze({
    folder: absolute,
    write: async (name: string, content: string | Uint8Array): Promise<string> => {
      const path = locate(id, absolute, name);
      await mkdir(absolute, { recursive: true });
      await refuseSymlinkOut(id, absolute, name, dirname(path));
      await mkdir(dirname(path), { recursive: true });
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${writes++}.tmp`);
      await writeDurably(temporary, content);
      try {
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return path;
    },
  });
}

function locate(id: string, folder: string, name: string): string {
  const segments = typeof name === 'string' ? name.split(/[\\/]/) : [];
  if (segments.length === 0 || segments.some((segment) => segment === '' || segment === '.')) {
    throw refused(id, String(name), 'expected a relative file name');
  }
  if (segments.includes('..') || /^[a-zA-Z]:/.test(name) || name.includes('\0')) {
    throw refused(id, name, 'it leaves the folder of the plugin');
  }
  return join(folder, ...segments);
}

/** The deepest folder of `target` that exists already must lie below `folder` once symlinks are followed. */
async function refuseSymlinkOut(id: string, folder: string, name: string, target: string): Promise<void> {
  const home = await realpath(folder);
  let existing: string | undefined;
  for (let at = target; existing === undefined; at = dirname(at)) {
    existing = await realpath(at).catch(() => undefined);
  }
  const below = relative(home, existing);
  if (below === '..' || below.startsWith(`..${sep}`) || resolve(home, below) !== existing) {
    throw refused(id, name, 'a symlink leads out of the folder of the plugin');
  }
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function refused(id: string, name: string, problem: string): CodexError {
  return codexError('CML3402', { id, name, problem }, { plugin: id });
}
