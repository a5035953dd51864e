// Trains the tokenizer of a config into a folder of its own: tokenizer.json, and a manifest that says what it was made from.
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@codex-ml/config';
import { codexError, type JsonObject, type Tokenizer } from '@codex-ml/plugin-api';
import { TOKENIZER_FILE } from '../checkpoint/index.js';
import { trainTokenizer } from '../run/build-model.js';
import type { TextSession } from '../run/open-text-session.js';
import { describePlugins } from '../run/plugin-records.js';
import { jsonText, requireWritable, writeOutput } from '../run-folder/index.js';
import { type LazyCorpus, lazyCorpus } from './open-tokenizer.js';
import { type CorpusSummary, watchCorpus } from './watched-corpus.js';

export const TOKENIZER_MANIFEST = 'manifest.json';

export interface TrainTokenizerOptions {
  /** Absolute. */
  readonly folder: string;
  /** The folder as the user wrote it, for messages. */
  readonly shown: string;
  /** What the text is, where the user named it elsewhere than in the config. */
  readonly source?: string | undefined;
  /** Replace a tokenizer that is there. */
  readonly force: boolean;
  /** Train and say what came out, but write nothing. */
  readonly dryRun: boolean;
  readonly onProgress: (texts: number, bytes: number) => void;
  /** Hears of the end of each reading; what is learned of it takes its time. */
  readonly onRead?: ((texts: number, bytes: number) => void) | undefined;
}

export interface TrainedTokenizer {
  /** Full id of the plugin. */
  readonly id: string;
  readonly tokenizer: Tokenizer;
  /** Null where the tokenizer is a file and read no text. */
  readonly corpus: CorpusSummary | null;
  /** SHA-256 of tokenizer.json, hex. */
  readonly sha256: string;
  /** Files that were written, within the folder. */
  readonly files: readonly string[];
}

/** @throws CML4170 where the folder has a tokenizer and `force` is not set; CML6205 at once where nothing can be written there */
export async function trainTokenizerFolder(
  text: TextSession,
  options: TrainTokenizerOptions,
): Promise<TrainedTokenizer> {
  const { folder, shown, force, dryRun } = options;
  const path = join(folder, TOKENIZER_FILE);
  if (!force && (await exists(path))) throw codexError('CML4170', { file: join(shown, TOKENIZER_FILE) });
  if (!dryRun) await requireWritable(folder, shown);
  const { session } = text;
  const { config } = session.plan.resolved;
  const lazy = lazyCorpus(text);
  const watched = watchCorpus(lazy.corpus, text.signal, options.onProgress, options.onRead);
  const tokenizer = await trainTokenizer(session, watched.corpus);
  const content = jsonText(tokenizer.save(), TOKENIZER_FILE);
  const sha256 = sha256Hex(content);
  const corpus = watched.summary();
  const trained = { id: config.tokenizer.use, tokenizer, corpus, sha256 };
  if (dryRun) return { ...trained, files: [] };

  const manifest: JsonObject = {
    format: 1,
    tokenizer: config.tokenizer.use,
    options: config.tokenizer.options as JsonObject,
    vocabularySize: tokenizer.vocabularySize,
    specials: { ...tokenizer.specials },
    data:
      corpus === null
        ? null
        : {
            dataset: config.dataset.use,
            split: 'train',
            ...(await describeSource(lazy, options)),
            ...corpus,
          },
    seed: config.run.seed,
    plugins: (await describePlugins(session.plan)).filter(
      ({ kind }) => kind === 'tokenizer' || (kind === 'dataset' && corpus !== null),
    ),
    sha256: { [TOKENIZER_FILE]: sha256 },
  };
  await writeOutput(path, join(shown, TOKENIZER_FILE), content);
  // Last, so that a manifest never speaks of a file that is not there.
  const about = jsonText(manifest, TOKENIZER_MANIFEST);
  await writeOutput(join(folder, TOKENIZER_MANIFEST), join(shown, TOKENIZER_MANIFEST), about);
  return { ...trained, files: [TOKENIZER_FILE, TOKENIZER_MANIFEST] };
}

async function describeSource(
  { data }: LazyCorpus,
  { source }: Pick<TrainTokenizerOptions, 'source'>,
): Promise<JsonObject> {
  const origin = await (await data())?.dataset.describe('train');
  return { source: source ?? origin?.source ?? null, license: origin?.license ?? null };
}

/**
 * Compare a tokenizer folder with its manifest.
 * @returns what is wrong, or null where it is as it was written; undefined where there is no manifest
 */
export async function compareWithManifest(folder: string): Promise<string | null | undefined> {
  const text = await readFile(join(folder, TOKENIZER_MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let recorded: unknown;
  try {
    recorded = (JSON.parse(text) as { readonly sha256?: Readonly<Record<string, unknown>> }).sha256?.[
      TOKENIZER_FILE
    ];
  } catch {
    return `${TOKENIZER_MANIFEST} is not valid JSON`;
  }
  if (typeof recorded !== 'string') return `${TOKENIZER_MANIFEST} has no SHA-256 of ${TOKENIZER_FILE}`;
  const content = await readFile(join(folder, TOKENIZER_FILE), 'utf8').catch(() => undefined);
  if (content === undefined) return `${TOKENIZER_FILE} is missing`;
  return sha256Hex(content) === recorded
    ? null
    : `${TOKENIZER_FILE} is not the file that ${TOKENIZER_MANIFEST} was written for`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
