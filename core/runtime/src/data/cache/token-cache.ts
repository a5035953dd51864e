// Splits in the data cache: files of columns, written as a split is encoded and mapped into memory afterwards.
import { join } from 'node:path';
import { CodexError, type JsonObject, type SplitName } from '@codex-ml/plugin-api';
import { arrayOver, type Column, type ColumnArray, type ColumnType } from '../columns/column-types.js';
import { FileColumn } from '../columns/file-column.js';
import {
  type EncodedSplit,
  type EncodeSplit,
  encodeInto,
  encodeSplit,
  type SplitFacts,
} from '../encode-split.js';
import { unpackId } from '../sample-ids.js';
import { type SampleTally, tallyToJson } from '../sample-tally.js';
import { type ColumnName, TokenStore } from '../token-store.js';
import type { EntryFile } from './cache-entry.js';
import { type DataCache, type EntryIdentity, entryKey, readOrMake, type WholeEntry } from './data-cache.js';
import { CACHE_KINDS } from './list-cache.js';
import { discard } from './making-folder.js';
import { type FileMemory, openFileMemory, requireWhole } from './map-file.js';

export interface CachedSplit {
  readonly cache: DataCache;
  readonly identity: EntryIdentity;
  readonly encode: EncodeSplit;
  /** Words for lines to the user, such as `tokens of the train split`. */
  readonly what: string;
  /** What the data manifest says of the source. Asked when the entry is made, so that a later run need not read it. */
  readonly describeOrigin: () => Promise<JsonObject>;
  /** Whether what was encoded may be kept. @throws where the source changed meanwhile */
  readonly mayKeep: () => Promise<boolean>;
}

/** As much of an entry as its files need to be read. */
interface EntryFiles {
  readonly folder: string;
  readonly manifest: Pick<WholeEntry['manifest'], 'files' | 'facts'>;
}

const FILES: Readonly<Record<ColumnName, string>> = {
  tokens: 'tokens.bin',
  starts: 'starts.bin',
  learn: 'learn.bin',
  ids: 'ids.bin',
  idGroups: 'id-groups.bin',
};

/** The encoded split, from the cache or encoded now and kept there. @throws as `encodeSplit` */
export function cachedSplit({
  cache,
  identity,
  encode,
  what,
  describeOrigin,
  mayKeep,
}: CachedSplit): Promise<EncodedSplit> {
  const key = entryKey(identity);
  return readOrMake<EncodedSplit>(cache, identity, {
    what,
    read: async (entry) => ({ ...(await readSplit(cache, entry, encode.split)), cacheKey: key }),
    makeInMemory: () => encodeSplit(encode),
    async make(folder, refused) {
      const columns = new Map<ColumnName, FileColumn<ColumnType>>();
      let refusedOnce = false;
      const onFailure = (error: unknown) => {
        if (!refusedOnce) refused(error);
        refusedOnce = true;
      };
      const makeColumn = <T extends ColumnType>(name: ColumnName, type: T): Column<T> => {
        const column = new FileColumn(type, join(folder, FILES[name]), onFailure);
        columns.set(name, column);
        return column;
      };
      try {
        const store = new TokenStore(encode.tokenizer.vocabularySize, makeColumn);
        const facts = await encodeInto(store, encode);
        const origin = await describeOrigin();
        const keep = await mayKeep();
        const files: Record<string, EntryFile> = {};
        for (const [name, column] of columns) {
          const closed = keep ? column.close() : null;
          if (closed !== null) files[FILES[name]] = closed;
        }
        if (!keep || refusedOnce) return { value: { ...store.finish(), ...facts, origin } };
        const made = { files, facts: factsToJson(facts, origin, store) };
        return { ...made, fromFiles: () => readSplit(cache, { folder, manifest: made }, encode.split) };
      } catch (error) {
        // No file could be made.
        if (columns.size > 0 || CodexError.is(error)) throw error;
        refused(error);
        return { value: await encodeSplit(encode) };
      } finally {
        for (const column of columns.values()) column.dispose();
      }
    },
  });
}

/** Remove what an entry keeps of a split. What is mapped stays; what cannot be removed does too. */
export async function removeTokens({ folder, writable }: DataCache, key: string): Promise<void> {
  if (writable) await discard(join(folder, CACHE_KINDS.tokens, key)).catch(() => undefined);
}

function factsToJson(facts: SplitFacts, origin: JsonObject, store: TokenStore): JsonObject {
  return {
    ...facts,
    tally: tallyToJson(facts.tally),
    duplicates: facts.duplicates ?? null,
    origin,
    tokens: store.length,
    tokenType: store.tokenType,
  };
}

async function readSplit(
  { voice }: DataCache,
  { folder, manifest }: EntryFiles,
  split: SplitName,
): Promise<EncodedSplit> {
  const facts = manifest.facts as unknown as SplitFacts & {
    readonly tokenType: 'uint16' | 'uint32';
    readonly origin: JsonObject;
    readonly tally: SampleTally;
  };
  let mapped = true;
  const memories: FileMemory[] = [];
  const column = async <T extends ColumnType>(name: ColumnName, type: T): Promise<ColumnArray<T>> => {
    const memory = await openFileMemory(join(folder, FILES[name]), manifest.files[FILES[name]]?.bytes);
    // Batches are made of these.
    if (name !== 'ids' && name !== 'idGroups') memories.push(memory);
    const { buffer, address } = memory;
    if (address === undefined && buffer.byteLength > 0) mapped = false;
    return arrayOver(type, buffer);
  };
  const tokens = await column('tokens', facts.tokenType);
  const starts = await column('starts', 'float64');
  const learn = FILES.learn in manifest.files ? await column('learn', 'uint8') : undefined;
  const ids = { bytes: await column('ids', 'uint8'), groups: await column('idGroups', 'float64') };
  if (!mapped) voice.notice('files cannot be mapped into memory here; the data cache was read instead');
  const { samples, conversations, bytes, sha256, tokensSha256, tally, duplicates, origin } = facts;
  return {
    split,
    tokens,
    starts,
    learn,
    requireWhole: mapped ? () => requireWhole(memories) : undefined,
    sampleId: (index) => unpackId(ids, index),
    samples,
    conversations,
    bytes,
    sha256,
    tokensSha256,
    tally,
    duplicates: duplicates ?? undefined,
    origin,
  };
}
