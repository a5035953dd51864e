// The project a config belongs to.
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Nearest folder with a package.json, from `folder` upwards; `folder` itself where there is none. */
export async function findProjectRoot(folder: string): Promise<string> {
  for (let current = folder; ; current = dirname(current)) {
    const found = await access(join(current, 'package.json')).then(
      () => true,
      () => false,
    );
    if (found) return current;
    if (current === dirname(current)) return folder;
  }
}
