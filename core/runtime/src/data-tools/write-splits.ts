// Writes the splits of a run's data as JSON Lines, with a manifest of what is in them.
import { createHash } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  codexError,
  type JsonObject,
  type JsonValue,
  type Sample,
  type SplitName,
} from '@codex-ml/plugin-api';
import { jsonText, makeFolder, orRefused, writeOutput } from '../run-folder/index.js';

export const SPLITS_MANIFEST = 'splits.manifest.json';

export interface WriteSplitsOptions {
  /** Absolute. */
  readonly folder: string;
  /** The folder as the user wrote it, for messages. */
  readonly shown: string;
  readonly force: boolean;
  readonly splits: readonly SplitName[];
  readonly open: (split: SplitName) => AsyncIterable<Sample>;
  /** How the splits came about, and from what. */
  readonly about: JsonObject;
}

export interface WrittenSplit {
  readonly file: string;
  readonly samples: number;
  readonly bytes: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
}

/** Bytes gathered before they are written. */
const CHUNK = 1 << 20;

/**
 * One file per split, such as train.jsonl: objects with `id`, `text`, and where they are there `learn`, `messages` and `tools`.
 * Files appear under their names when all of them are whole, the manifest last.
 * @throws CML4380 where a file is there and `force` is not set, CML4301 for a split without samples, CML6205 where the disk refuses
 */
export async function writeSplits(
  options: WriteSplitsOptions,
): Promise<Readonly<Record<string, WrittenSplit>>> {
  const { folder, shown, force, splits, about } = options;
  const names = splits.map((split) => `${split}.jsonl`);
  if (!force) {
    for (const name of [...names, SPLITS_MANIFEST]) {
      if (await exists(join(folder, name))) throw codexError('CML4380', { file: join(shown, name) });
    }
  }
  await orRefused(shown, () => makeFolder(folder));
  const written: Record<string, WrittenSplit> = {};
  const parts = names.map((name) => join(folder, `${name}.part`));
  try {
    for (const [i, split] of splits.entries()) {
      const result = await writeSplit(parts[i]!, join(shown, names[i]!), options.open(split));
      if (result.samples === 0) throw codexError('CML4301', { split, problem: 'no sample falls into it' });
      written[split] = { file: names[i]!, ...result };
    }
    for (const [i, name] of names.entries()) {
      await orRefused(join(shown, name), () => rename(parts[i]!, join(folder, name)));
    }
  } finally {
    for (const part of parts) await rm(part, { force: true });
  }
  const manifest: JsonObject = { format: 1, ...about, splits: written as unknown as JsonValue };
  const path = join(folder, SPLITS_MANIFEST);
  await writeOutput(path, join(shown, SPLITS_MANIFEST), jsonText(manifest, SPLITS_MANIFEST));
  return written;
}

async function writeSplit(
  path: string,
  shown: string,
  samples: AsyncIterable<Sample>,
): Promise<Omit<WrittenSplit, 'file'>> {
  const hash = createHash('sha256');
  let [count, bytes, waiting] = [0, 0, ''];
  const file = await orRefused(shown, () => open(path, 'w'));
  const flush = async () => {
    const chunk = Buffer.from(waiting, 'utf8');
    hash.update(chunk);
    bytes += chunk.length;
    await orRefused(shown, () => file.writeFile(chunk));
    waiting = '';
  };
  try {
    for await (const { id, text, learn, messages, tools } of samples) {
      const record = {
        id,
        text,
        ...(learn && { learn }),
        ...(messages && { messages }),
        ...(tools && { tools }),
      };
      waiting += `${JSON.stringify(record)}\n`;
      count++;
      if (waiting.length >= CHUNK) await flush();
    }
    await flush();
    await orRefused(shown, () => file.sync());
  } finally {
    await file.close();
  }
  return { samples: count, bytes, sha256: hash.digest('hex') };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
