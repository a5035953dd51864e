// Trained tokenizers in the data cache: what training on a corpus came to, so that the next run on the same corpus need not do it again.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@codex-ml/config';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { localDisk } from '../../run-folder/disk.js';
import { writeDurable } from '../../run-folder/write-atomic.js';
import { type DataCache, type EntryIdentity, readOrMake } from './data-cache.js';

const FILE = 'tokenizer.json';

export interface CachedTokenizer {
  readonly cache: DataCache;
  readonly identity: EntryIdentity;
  readonly train: () => Promise<Tokenizer>;
  readonly load: (data: JsonObject) => Promise<Tokenizer>;
  /** Whether the corpus was read as it is. @throws where the source changed meanwhile */
  readonly mayKeep: () => Promise<boolean>;
}

/** The tokenizer, as it was trained before or trained now. @throws what training or loading throws */
export function cachedTokenizer({
  cache,
  identity,
  train,
  load,
  mayKeep,
}: CachedTokenizer): Promise<Tokenizer> {
  return readOrMake<Tokenizer>(cache, identity, {
    what: `tokenizer \`${identity.plugin}\``,
    read: async ({ folder }) => load(JSON.parse(await readFile(join(folder, FILE), 'utf8')) as JsonObject),
    makeInMemory: train,
    async make(folder, refused) {
      const tokenizer = await train();
      if (!(await mayKeep())) return { value: tokenizer };
      const text = JSON.stringify(tokenizer.save());
      const bytes = Buffer.from(text, 'utf8');
      try {
        await writeDurable(join(folder, FILE), bytes, localDisk);
      } catch (error) {
        refused(error);
        return { value: tokenizer };
      }
      return {
        files: { [FILE]: { bytes: bytes.length, sha256: sha256Hex(bytes) } },
        facts: { vocabularySize: tokenizer.vocabularySize },
        fromFiles: async () => tokenizer,
      };
    },
  });
}
