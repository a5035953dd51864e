// From the config's dataset to encoded splits: checks and hooks on the way, the cache of tokens, and the manifest of what came out.
import { resolve } from 'node:path';
import { canonicalJson, sha256Hex } from '@codex-ml/config';
import { messageOf } from '@codex-ml/kernel';
import type { Dataset, JsonObject, SplitName, Tokenizer } from '@codex-ml/plugin-api';
import { type ChatTemplate, chooseTemplate } from '../chat/index.js';
import { type DataCache, openDataCache } from '../data/cache/data-cache.js';
import { cachedSplit } from '../data/cache/token-cache.js';
import { cachedTokenizer } from '../data/cache/tokenizer-cache.js';
import { describeOrigin } from '../data/data-manifest.js';
import {
  createSamplePipeline,
  type EncodedSplit,
  type EncodeSampleOptions,
  type EncodeSplit,
  encodeSplit,
  type SamplePipeline,
  type SplitSource,
  splitSamples,
  trainingCorpus,
} from '../data/index.js';
import { attributedDataset } from './attribute-to-plugin.js';
import { loadTokenizer, trainTokenizer } from './build-model.js';
import { createDataIdentity, type DataIdentity, unversionedPlugins } from './data-identity.js';
import { instantiate } from './instantiate.js';
import type { OpenSession } from './open-session.js';
import { describeReading } from './reading-progress.js';
import type { RunJournal } from './run-journal.js';

/** The dataset of a run, split and checked, before tokenization. */
export interface DataSource {
  readonly session: OpenSession;
  readonly dataset: Dataset;
  readonly source: SplitSource;
  readonly pipeline: SamplePipeline;
  /** Where tokens are kept from run to run, and what they depend on; null where they are not. */
  readonly kept: { readonly cache: DataCache; readonly identity: DataIdentity } | null;
  readonly journal: RunJournal;
  readonly signal: AbortSignal | undefined;
  /** Safety checks that failed so far; what was encoded meanwhile is not kept. */
  readonly failedChecks: () => number;
}

export interface OpenDataOptions {
  /** Whether new entries of the cache may be made, or only those used that are there. Default false. */
  readonly keep?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function openData(
  session: OpenSession,
  journal: RunJournal,
  options: OpenDataOptions = {},
): Promise<DataSource> {
  const { plan, container, gate } = session;
  const { config, origins } = plan.resolved;
  const attributed = attributedDataset(
    config.dataset.use,
    await instantiate(session, 'dataset', config.dataset, undefined),
  );
  const dataset: Dataset = {
    ...attributed,
    describe: (split) =>
      journal.waiting(`description of the ${split} split`, () => attributed.describe(split)),
  };
  const explicit = Object.entries(origins).some(
    ([path, origin]) => path.startsWith('dataset.split.') && origin.layer !== 'default',
  );
  const source = splitSamples(dataset, {
    split: config.dataset.split,
    explicit,
    seed: config.run.seed,
    deduplicate: config.data.deduplicate,
  });
  let failedChecks = 0;
  const failing = new Set<string>();
  const pipeline = createSamplePipeline({
    checks: gate.checks,
    transform: container.hooks.isUsed('data.sample')
      ? (sample) => {
          const result = container.hooks.call('data.sample', sample);
          return result === null ? null : { ...sample, ...result };
        }
      : undefined,
    onCheckError: (check, sample, error) => {
      failedChecks++;
      journal.error(error, { plugin: check, sample });
      if (failing.has(check)) return;
      failing.add(check);
      journal.notice(
        `safety check \`${check}\` failed on sample ${sample} and perhaps others: ${messageOf(error)}; they are left out`,
      );
    },
  });
  const cache = await openCache(session, journal, options);
  const kept =
    cache === null
      ? null
      : { cache, identity: createDataIdentity(session, dataset, source, cache.fingerprints) };
  const { signal } = options;
  return { session, dataset, source, pipeline, kept, journal, signal, failedChecks: () => failedChecks };
}

async function openCache(
  session: OpenSession,
  journal: RunJournal,
  { keep = false, signal }: OpenDataOptions,
): Promise<DataCache | null> {
  const { config, baseDir } = session.plan.resolved;
  if (!config.data.cache) return null;
  const unversioned = unversionedPlugins(session);
  if (unversioned.length > 0) {
    const names = unversioned.map((name) => `\`${name}\``).join(', ');
    if (keep) {
      journal.tell('data.cache', `tokens are not kept: the code of ${names} has no version to know it by`);
    }
    return null;
  }
  const voice = {
    say: (line: string) => journal.tell('data.cache', line),
    notice: (line: string) => journal.notice(line),
    error: (error: unknown) => journal.error(error),
    hashed: journal.hashing('sources'),
  };
  return openDataCache(resolve(baseDir, config.data.cacheFolder), voice, { writable: keep, signal });
}

/** Bytes of text from which on a tokenizer may learn for seconds when it has read them. */
const LEARNING_TAKES_TIME = 4_000_000;

/** Train the tokenizer of the config on the training split, or take what training on it came to before. */
export async function trainDataTokenizer(data: DataSource): Promise<Tokenizer> {
  const { session, source, pipeline, kept, journal, signal } = data;
  journal.enter('the training of the tokenizer');
  const { use } = session.plan.resolved.config.tokenizer;
  const onRead = () => journal.progress(`tokenizer \`${use}\``);
  const onEnd = (texts: number, bytes: number) => {
    if (bytes < LEARNING_TAKES_TIME) return;
    journal.tell('tokenizer.learn', describeReading(`tokenizer \`${use}\``, texts, bytes));
  };
  const train = () => trainTokenizer(session, trainingCorpus(source, pipeline, { signal, onRead, onEnd }));
  if (kept === null) return train();
  const { config } = session.plan.resolved;
  const identity = {
    kind: 'tokenizer' as const,
    plugin: config.tokenizer.use,
    name: config.dataset.use,
    ingredients: {
      ...(await kept.identity.texts('train')),
      'the tokenizer or its options': await kept.identity.plugin('tokenizer', config.tokenizer),
      'run.seed': `${config.run.seed}`,
    },
  };
  const load = (saved: JsonObject) => loadTokenizer(session, saved);
  return cachedTokenizer({
    cache: kept.cache,
    identity,
    train,
    load,
    mayKeep: keepUnlessChanged(data, 'train'),
  });
}

export interface EncodeDataOptions {
  /**
   * Whether the training split is encoded to be trained on: tokenizers that encode at random then do, from the run's seed. Any other
   * split never is. Default true.
   */
  readonly training?: boolean | undefined;
  /** For which pass over the training split such a tokenizer draws, from 0. Default 0. */
  readonly epoch?: number | undefined;
  /** Whether tokens may be kept in the cache and found there. Default true. */
  readonly cached?: boolean | undefined;
}

/** Whether the training split is encoded anew for each epoch. */
export function drawsEpochs(tokenizer: Tokenizer): boolean {
  return tokenizer.randomizes === true;
}

/** Encode one split, or take its tokens from the cache. */
export async function encodeData(
  data: DataSource,
  split: SplitName,
  tokenizer: Tokenizer,
  signal: AbortSignal,
  { training = true, epoch = 0, cached = true }: EncodeDataOptions = {},
): Promise<EncodedSplit> {
  const { session, dataset, source, pipeline, kept, journal } = data;
  const { config, baseDir } = session.plan.resolved;
  const { chatTemplate, loss } = config.data;
  const template = await templateOf(chatTemplate, tokenizer, baseDir);
  const draws =
    training && split === 'train' && drawsEpochs(tokenizer)
      ? session.container.scope.rng.fork('encode').fork(epoch)
      : undefined;
  const what =
    epoch === 0 ? `tokens of the ${split} split` : `tokens of the ${split} split, epoch ${epoch + 1}`;
  journal.enter('encoding');
  const onSample = journal.progress(what);
  const encode: EncodeSplit = {
    source,
    split,
    pipeline,
    tokenizer,
    template,
    loss,
    draws,
    signal,
    onSample,
  };
  if (kept === null || !cached) return encodeSplit(encode);
  const identity = {
    kind: 'tokens' as const,
    plugin: config.dataset.use,
    name: split,
    ingredients: {
      ...(await kept.identity.texts(split)),
      'the tokenizer': sha256Hex(
        canonicalJson([await kept.identity.plugin('tokenizer', config.tokenizer), tokenizer.save()]),
      ),
      'the chat template': sha256Hex(template.source),
      'data.loss': loss,
      ...(draws === undefined ? {} : { 'run.seed': `${config.run.seed}`, 'the epoch': `${epoch + 1}` }),
    },
  };
  return cachedSplit({
    cache: kept.cache,
    identity,
    what,
    encode,
    describeOrigin: () => describeOrigin((name) => dataset.describe(name), source, split),
    mayKeep: keepUnlessChanged(data, split),
  });
}

/** How the samples of a run become tokens. */
export async function sampleEncoding(
  { session, source }: DataSource,
  tokenizer: Tokenizer,
): Promise<EncodeSampleOptions & { readonly template: ChatTemplate }> {
  const { config, baseDir } = session.plan.resolved;
  const { chatTemplate, loss } = config.data;
  return {
    tokenizer,
    template: await templateOf(chatTemplate, tokenizer, baseDir),
    loss,
    end: source.shape === 'documents' ? tokenizer.specials.eos : undefined,
  };
}

/** The template that the conversations of some splits were rendered with; null where they have none. */
export async function usedTemplate(
  { session }: DataSource,
  tokenizer: Tokenizer,
  encoded: readonly EncodedSplit[],
): Promise<ChatTemplate | null> {
  if (encoded.every(({ conversations = 0 }) => conversations === 0)) return null;
  const { config, baseDir } = session.plan.resolved;
  return templateOf(config.data.chatTemplate, tokenizer, baseDir);
}

/** A template that is none is an error where there are conversations to render with it, not before. */
async function templateOf(setting: string, tokenizer: Tokenizer, baseDir: string): Promise<ChatTemplate> {
  const source = tokenizer.chatTemplate;
  if (setting === 'auto' && source !== undefined) return { name: 'of the tokenizer', source };
  return chooseTemplate(setting, { tokenizer, baseDir });
}

/** Whether what is made from now on may be kept. @throws CML4310 where the files of the split changed meanwhile */
function keepUnlessChanged(data: DataSource, split: SplitName): () => Promise<boolean> {
  const failedBefore = data.failedChecks();
  return async () => {
    const { kept } = data;
    if (kept === null) return false;
    const files = await kept.identity.files(split);
    if (files !== undefined) await kept.cache.fingerprints.requireUnchanged(files);
    await kept.cache.fingerprints.save();
    return data.failedChecks() === failedBefore;
  };
}
