// The lockfile that pins the project's dependencies.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@codex-ml/plugin-api';
import { foldersUpFrom } from './package-versions.js';

const NAMES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/** Name and SHA-256 of the nearest lockfile in the folder or above it; null where there is none. */
export async function findLockfile(folder: string): Promise<JsonObject | null> {
  for (const place of foldersUpFrom(folder)) {
    for (const name of NAMES) {
      try {
        const content = await readFile(join(place, name));
        return { name, sha256: createHash('sha256').update(content).digest('hex') };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }
  return null;
}
