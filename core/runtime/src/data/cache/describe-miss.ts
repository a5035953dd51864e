// Why an entry is not there: what differs from the newest one of the same plugin and name.
import type { EntryManifest } from './cache-entry.js';
import { recentManifests } from './list-cache.js';

/** Entries that are looked at. */
const RECENT = 50;

/** Words for the line about a miss. */
export async function describeMiss(
  cacheFolder: string,
  { kind, plugin, name, ingredients }: Pick<EntryManifest, 'kind' | 'plugin' | 'name' | 'ingredients'>,
): Promise<string> {
  const recent = await recentManifests(cacheFolder, kind, RECENT);
  const others = recent.filter((one) => one.plugin === plugin && one.name === name);
  if (others.length === 0) return 'not in the cache yet';
  const differences = others.map((other) =>
    [...new Set([...Object.keys(ingredients), ...Object.keys(other.ingredients)])].filter(
      (part) => ingredients[part] !== other.ingredients[part],
    ),
  );
  const fewest = differences.reduce((best, one) => (one.length < best.length ? one : best));
  return `made anew, as this changed: ${fewest.join(', ')}`;
}
