// What the data cache holds, and how to empty it.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@codex-ml/plugin-api';
import { type EntryManifest, findEntry } from './cache-entry.js';
import { countAbandoned, discard, removeLeftovers } from './making-folder.js';

/** Folders of the cache, by what they hold. */
export const CACHE_KINDS = Object.freeze({ tokens: 'tokens', tokenizer: 'tokenizers' });

export interface CacheListing {
  readonly folder: string;
  /** Name of the entry's folder. */
  readonly key: string;
  readonly kind: EntryManifest['kind'];
  /** Plugin that it comes from. */
  readonly plugin: string;
  /** Such as the name of the split. */
  readonly name: string;
  readonly bytes: number;
  /** When it was made. */
  readonly made: Date;
  /** What it states of itself, such as `tokens` and `samples`. */
  readonly facts: JsonObject;
  /** What is wrong with it, or null. */
  readonly problem: string | null;
}

/** All entries, the newest first. Files are not read but for manifests. */
export async function listCache(cacheFolder: string): Promise<readonly CacheListing[]> {
  const listings: CacheListing[] = [];
  for (const kind of ['tokens', 'tokenizer'] as const) {
    const above = join(cacheFolder, CACHE_KINDS[kind]);
    for (const key of await entryNames(above)) {
      const folder = join(above, key);
      const [found, stats] = await Promise.all([findEntry(folder), stat(folder).catch(() => null)]);
      if (found === null || stats === null) continue;
      const manifest = found.damage === undefined ? found.manifest : null;
      listings.push({
        folder,
        key,
        kind,
        plugin: manifest?.plugin ?? 'unknown',
        name: manifest?.name ?? 'unknown',
        bytes: Object.values(manifest?.files ?? {}).reduce((sum, { bytes }) => sum + bytes, 0),
        made: stats.mtime,
        facts: manifest?.facts ?? {},
        problem: found.damage?.title ?? null,
      });
    }
  }
  return listings.sort((a, b) => b.made.getTime() - a.made.getTime());
}

/**
 * Remove entries, and what dead processes left. Runs that have them mapped go on.
 * @param keys those to remove; by default all
 * @returns the number of entries removed
 */
export async function clearCache(cacheFolder: string, keys?: readonly string[]): Promise<number> {
  let removed = 0;
  for (const kind of Object.values(CACHE_KINDS)) {
    const above = join(cacheFolder, kind);
    for (const key of await entryNames(above)) {
      if (keys !== undefined && !keys.includes(key)) continue;
      await discard(join(above, key));
      removed++;
    }
    await removeLeftovers(above);
  }
  return removed;
}

/** Entries that processes which are gone have left unfinished. */
export async function countLeftovers(cacheFolder: string): Promise<number> {
  const counts = await Promise.all(
    Object.values(CACHE_KINDS).map((kind) => countAbandoned(join(cacheFolder, kind))),
  );
  return counts.reduce((sum, number) => sum + number, 0);
}

/** Manifests of whole entries of one kind, the newest first, at most `limit`. */
export async function recentManifests(
  cacheFolder: string,
  kind: EntryManifest['kind'],
  limit: number,
): Promise<readonly EntryManifest[]> {
  const above = join(cacheFolder, CACHE_KINDS[kind]);
  const dated = await Promise.all(
    (await entryNames(above)).map(async (key) => ({
      key,
      time: (await stat(join(above, key)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  dated.sort((a, b) => b.time - a.time);
  const found = await Promise.all(dated.slice(0, limit).map(({ key }) => findEntry(join(above, key))));
  return found.flatMap((one) => (one === null || one.damage !== undefined ? [] : [one.manifest]));
}

async function entryNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}
