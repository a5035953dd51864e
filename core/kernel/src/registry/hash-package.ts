// SHA-256 over what a run executes of a plugin package, for the run record.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { IndexedPackage } from './indexed.js';

/**
 * Hex SHA-256 over package.json and the entry modules, each preceded by its name and length. For a plugin that is a single file, over
 * that file. Null where there is no file: inline plugins and packages that were not found.
 */
export async function hashPackage({
  root,
  source,
  namespace,
  capabilities,
}: IndexedPackage): Promise<string | null> {
  if (root === null || source === 'inline') return null;
  const entries = capabilities.flatMap(({ entry }) => (entry === null ? [] : [entry]));
  const isSingleFile = namespace === 'local';
  const files = isSingleFile ? [root] : [join(root, 'package.json'), ...[...new Set(entries)].sort()];
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file).catch(() => null);
    if (content === null) continue;
    const name = isSingleFile ? '' : relative(root, file).split(sep).join('/');
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
