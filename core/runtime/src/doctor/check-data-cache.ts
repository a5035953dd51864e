// Whether tokens can be kept from run to run, what they take, and what of it is of no use any more. A run works without: it warns at most.
import { type CacheListing, countLeftovers, listCache } from '../data/cache/list-cache.js';
import { LOW_SPACE_BYTES } from './check-runs-folder.js';
import { type DoctorCheck, passed, warned } from './doctor-check.js';
import { formatBytes, probePlace } from './writable-place.js';

const NAME = 'data-cache';
const DAY_MS = 86_400_000;

/** An entry that nothing has made anew for so long is worth a look; it may be in use all the same. */
const OLD_DAYS = 30;

/**
 * @param folder absolute; it need not exist
 * @param enabled `data.cache` of the config
 * @param now the clock
 */
export async function checkDataCache(
  folder: string,
  enabled: boolean,
  now: () => Date,
): Promise<DoctorCheck> {
  if (!enabled) return passed(NAME, 'switched off by `data.cache`');
  const place = await probePlace(folder);
  if (!place.writable) {
    const hint =
      'each run makes its tokens anew, in memory; correct the permissions, or choose another place with `data.cacheFolder`';
    return warned(NAME, place.reason, hint);
  }
  const [entries, leftovers] = await Promise.all([listCache(folder), countLeftovers(folder)]);
  return judgeCache(folder, entries, { free: place.free, leftovers, now: now() });
}

export function judgeCache(
  folder: string,
  entries: readonly CacheListing[],
  { free, leftovers, now }: { readonly free: number; readonly leftovers: number; readonly now: Date },
): DoctorCheck {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const old = entries.filter(({ made }) => now.getTime() - made.getTime() > OLD_DAYS * DAY_MS).length;
  const message =
    `${folder} is writable, ${formatBytes(free)} free; it holds ${count(entries.length, 'entry', 'entries')}, ${formatBytes(bytes)}` +
    (old === 0 ? '' : `, ${old} of them older than ${OLD_DAYS} days`);
  const hints: string[] = [];
  const damaged = entries.filter(({ problem }) => problem !== null).length;
  if (damaged > 0) {
    hints.push(
      `${count(damaged, 'entry is', 'entries are')} damaged and made anew when needed; \`codex-ml data cache list\` shows which`,
    );
  }
  if (leftovers > 0) {
    hints.push(
      `${count(leftovers, 'entry was', 'entries were')} left unfinished by a process that is gone; \`codex-ml data cache clear\` removes them with the rest`,
    );
  }
  if (free < LOW_SPACE_BYTES) {
    hints.push('free some space: `codex-ml data cache clear` gives back what the cache takes');
  }
  return hints.length === 0 ? passed(NAME, message) : warned(NAME, message, ...hints);
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
