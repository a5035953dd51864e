// Making a folder with those above it, and finding out beforehand whether one can be made. Node's own recursive mkdir never returns
// where a file system answers that the parent is missing when it is there, as /proc does.
import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { orRefused } from './refused-write.js';

/** Make a folder and those above it that are missing; nothing happens where it is there. @throws what the system says */
export async function makeFolder(path: string): Promise<void> {
  const { existing, missing } = await splitPath(path);
  let folder = existing;
  for (const name of missing) {
    folder = join(folder, name);
    try {
      await mkdir(folder);
    } catch (error) {
      // Another process may have been faster.
      if (!(await isFolder(folder))) throw error;
    }
  }
  // What is there may be a file: say what mkdir says of it.
  if (missing.length === 0 && !(await isFolder(path))) await mkdir(path);
}

/**
 * Find out at once whether files can be written into a folder, before work whose result goes there. Leaves nothing.
 * @param path absolute; the folder need not be there
 * @param shown the path as the user wrote it, for messages
 * @throws CML6205
 */
export async function requireWritable(path: string, shown: string): Promise<void> {
  await orRefused(shown, async () => {
    const { existing, missing } = await splitPath(path);
    if (!(await isFolder(existing))) await mkdir(join(existing, missing[0] ?? '.'));
    await rmdir(await mkdtemp(join(existing, '.codex-ml-')));
  });
}

/** The part of a path that exists, and the names of what is missing below it. */
async function splitPath(path: string): Promise<{ readonly existing: string; readonly missing: string[] }> {
  const missing: string[] = [];
  let existing = path;
  while (!(await exists(existing)) && dirname(existing) !== existing) {
    missing.unshift(basename(existing));
    existing = dirname(existing);
  }
  return { existing, missing };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    // A file above it: the path as a whole does not exist.
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
