// The cache of a run: opens the folder, finds entries, and has each made by one process. It does not know what entries hold.
import { writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256Hex } from '@codex-ml/config';
import { codexError } from '@codex-ml/plugin-api';
import { makeFolder } from '../../run-folder/make-folder.js';
import { CACHE_FORMAT, commitEntry, type EntryManifest, type FoundEntry, findEntry } from './cache-entry.js';
import { describeMiss } from './describe-miss.js';
import { type FileFingerprints, openFingerprints } from './file-fingerprints.js';
import { CACHE_KINDS } from './list-cache.js';
import { enterMaking, removeLeftovers } from './making-folder.js';
import { prepareMapping } from './map-file.js';

/** What the cache says while it works. */
export interface CacheVoice {
  /** One line for the user about what is going on. */
  say(line: string): void;
  /** One line about what did not work as asked. */
  notice(line: string): void;
  /** For the records. */
  error(error: unknown): void;
  /** Bytes of sources were hashed. */
  hashed?(bytes: number): void;
}

export interface DataCache {
  readonly folder: string;
  /** Whether entries may be made; else those that are there are used. */
  readonly writable: boolean;
  readonly voice: CacheVoice;
  readonly fingerprints: FileFingerprints;
  readonly signal?: AbortSignal | undefined;
}

/** What an entry is: everything its content depends on. */
export type EntryIdentity = Pick<EntryManifest, 'kind' | 'plugin' | 'name' | 'ingredients'>;

export interface WholeEntry {
  readonly folder: string;
  readonly manifest: EntryManifest;
}

/** How an entry of some kind is made and read. */
export interface EntryMaker<T> {
  /** Words for lines to the user, such as `tokens of train`. */
  readonly what: string;
  /** What the entry stands for. What this raises is a damaged entry. */
  read(entry: WholeEntry): Promise<T>;
  /** Make it without the cache. */
  makeInMemory(): Promise<T>;
  /**
   * Make it in a folder. It resolves to what the manifest states, or to the value itself where no entry is to be kept.
   * @param refused the disk refused to write; `make` goes on without it
   */
  make(folder: string, refused: (error: unknown) => void): Promise<MadeEntry<T> | { readonly value: T }>;
}

export interface MadeEntry<T> extends Pick<EntryManifest, 'files' | 'facts'> {
  /** The value, from the files in the folder in which they were made, where they cannot become an entry after all. */
  fromFiles(): Promise<T>;
}

/**
 * Open the cache. Where the folder cannot be made, one line says so and there is no cache.
 * @param folder absolute
 * @param writable false where the run is to leave nothing
 */
export async function openDataCache(
  folder: string,
  voice: CacheVoice,
  {
    writable = true,
    signal,
  }: { readonly writable?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<DataCache | null> {
  // Files are read as they lie, lowest byte first.
  if (endianness() !== 'LE') return null;
  prepareMapping();
  const hashed = (bytes: number) => voice.hashed?.(bytes);
  if (writable) {
    try {
      for (const kind of Object.values(CACHE_KINDS)) await makeFolder(join(folder, kind));
      await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
    } catch (error) {
      refuse(voice, folder, error);
      return { folder, writable: false, voice, fingerprints: await openFingerprints(null, hashed), signal };
    }
  }
  return {
    folder,
    writable,
    voice,
    fingerprints: await openFingerprints(writable ? folder : null, hashed),
    signal,
  };
}

/** Name of the folder of an entry. */
export function entryKey(identity: EntryIdentity): string {
  const { kind, plugin, name, ingredients } = identity;
  return sha256Hex(canonicalJson({ format: CACHE_FORMAT, kind, plugin, name, ingredients }));
}

/** Read an entry, or make it: here, or in another process that is waited for. */
export async function readOrMake<T>(
  cache: DataCache,
  identity: EntryIdentity,
  maker: EntryMaker<T>,
): Promise<T> {
  const { voice, signal } = cache;
  const above = join(cache.folder, CACHE_KINDS[identity.kind]);
  const folder = join(above, entryKey(identity));
  const find = () => findSound(voice, folder);

  const there = await tryRead(cache, maker, await find());
  if (there !== null) {
    voice.say(`${maker.what}: from the cache`);
    return there.value;
  }
  if (!cache.writable) return maker.makeInMemory();
  const miss = await describeMiss(cache.folder, identity);
  const entered = await enterMaking({
    entry: folder,
    find,
    onWait: (pid) =>
      voice.say(`${maker.what}: process ${pid ?? 'unknown'} is putting them into the cache; waiting for it`),
    onNotice: (line) => voice.notice(`data cache: ${line}`),
    signal,
  });
  if (entered.found !== undefined) {
    const read = await tryRead(cache, maker, entered.found);
    if (read !== null) {
      voice.say(`${maker.what}: from the cache, where another process put them`);
      return read.value;
    }
    return maker.makeInMemory();
  }
  if (entered.making === undefined) {
    refuse(voice, cache.folder, entered.refusal);
    return maker.makeInMemory();
  }
  voice.say(`${maker.what}: ${miss}`);
  const { making } = entered;
  let committed = false;
  try {
    await removeLeftovers(above);
    const made = await maker.make(making.path, (error) => refuse(voice, cache.folder, error));
    if ('value' in made) return made.value;
    try {
      await commitEntry(making.path, folder, { ...identity, files: made.files, facts: made.facts });
      committed = true;
    } catch (error) {
      refuse(voice, cache.folder, error);
      return await made.fromFiles();
    }
    const read = await tryRead(cache, maker, await find());
    return read === null ? await maker.makeInMemory() : read.value;
  } finally {
    await making.release(committed).catch((error: unknown) => voice.error(error));
  }
}

/** An entry, reported where it is damaged. */
async function findSound(voice: CacheVoice, folder: string): Promise<FoundEntry> {
  const found = await findEntry(folder);
  if (found?.damage !== undefined) {
    voice.error(found.damage);
    voice.notice(`${found.damage.code}: ${found.damage.title}; it is made anew`);
  }
  return found;
}

async function tryRead<T>(
  { voice }: DataCache,
  maker: EntryMaker<T>,
  found: FoundEntry,
): Promise<{ readonly value: T } | null> {
  if (found === null || found.damage !== undefined) return null;
  try {
    return { value: await maker.read(found) };
  } catch (error) {
    voice.error(error);
    voice.notice(`${maker.what}: the entry of the cache could not be read (${messageOf(error)})`);
    return null;
  }
}

function refuse(voice: CacheVoice, folder: string, error: unknown): void {
  const refusal = codexError('CML4313', { folder, problem: messageOf(error) }, { cause: error });
  voice.error(refusal);
  voice.notice(`${refusal.code}: ${refusal.title}; tokens are kept in memory`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
