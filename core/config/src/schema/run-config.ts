// The host's own part of a config: everything except the options of plugins, which their schemas check.
import { type Kind, z } from '@codex-ml/plugin-api';

const count = z.int().min(1);

/** Below 1 a part of the whole, from 1 on a number of samples. */
const share = z
  .number()
  .min(0)
  .refine(
    (value) => value < 1 || Number.isInteger(value),
    'a share is a part below 1, or a whole number of samples',
  );

/** `plugins:`; a bare list stands for `use`. */
export const PluginsSectionSchema = z.strictObject({
  use: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'plugin packages besides the dependencies of the project: names, or paths that start with "./"',
    ),
  allowIncompatible: z
    .array(z.string().min(1))
    .default([])
    .describe('packages or full ids that are used although they were written for another plugin API'),
});

/** `run:` */
export const RunSectionSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, ".", "_" and "-", at most 64')
    .default('run')
    .describe('name of the run; its folder is <name>-<hash>'),
  seed: z.int().min(0).max(4294967295).default(1337).describe('root of every random stream'),
  folder: z
    .string()
    .min(1)
    .default('runs')
    .describe('where run folders are made, relative to the config file'),
  network: z.boolean().default(false).describe('whether plugins that declare it may use the network'),
});

/** `data:` */
export const DataSectionSchema = z.strictObject({
  pack: z
    .enum(['auto', 'stream', 'documents', 'rows'])
    .default('auto')
    .describe(
      'how samples fill the context: joined and cut anywhere (stream), side by side without seeing each other (documents), one per row with padding (rows); auto: documents for conversations and samples with a loss mask, else stream',
    ),
  shuffle: z
    .enum(['full', 'window', 'none'])
    .default('full')
    .describe(
      'order of an epoch: any order, shuffled within windows (reads a large cache almost in order), or as it comes',
    ),
  window: count.default(10_000).describe('samples or blocks per window of `shuffle: window`'),
  deduplicate: z
    .enum(['none', 'exact', 'normalized'])
    .default('none')
    .describe('leave out samples whose text came before: as it is, or apart from case and white space'),
  shard: z
    .strictObject({
      index: z.int().min(0).default(0).describe('which share of the training samples this process takes'),
      total: count.default(1).describe('number of shares'),
    })
    .prefault({})
    .describe('part of each batch sequence that this process trains on; all shares together are the whole'),
  cache: z
    .boolean()
    .default(true)
    .describe('whether tokens are kept for the next run with the same data and tokenizer'),
  cacheFolder: z
    .string()
    .min(1)
    .default('.codex-ml/cache')
    .describe('where they are kept, relative to the config file'),
  prefetch: z
    .union([z.literal('auto'), z.int().min(0)], '`auto`, or a whole number of at least 0')
    .default('auto')
    .describe(
      'batches that a thread of its own prepares ahead; 0 prepares each when it is needed; auto: 2 for training splits of more than 16 million tokens, which may have to come from a disk, else 0',
    ),
  chatTemplate: z
    .string()
    .min(1)
    .default('auto')
    .describe(
      'Jinja template of conversations: a file, or the name of a built-in one; auto: that of the tokenizer, else `chatml`',
    ),
  loss: z
    .enum(['auto', 'all'])
    .default('auto')
    .describe(
      'which tokens are learned: what the samples mark, such as turns of the assistant (auto), or all',
    ),
});

/** `train:` */
export const TrainSectionSchema = z.strictObject({
  steps: count.default(1000).describe('optimizer updates'),
  batch: count.default(12).describe('sequences per forward pass'),
  accumulate: count.default(1).describe('forward passes whose gradients are summed into one update'),
  clip: z.number().min(0).default(1).describe('largest global gradient norm; 0 switches clipping off'),
  logEvery: count.default(10).describe('updates between logged training rows'),
  evaluateEvery: z
    .int()
    .min(0)
    .default(250)
    .describe('updates between evaluations; 0 evaluates only at the end'),
  evaluateBatches: z
    .int()
    .min(0)
    .default(0)
    .describe('batches per evaluation during training; 0 takes the whole split'),
  checkpointEvery: z
    .int()
    .min(0)
    .default(500)
    .describe('updates between checkpoints; 0 saves only at the end'),
  keepCheckpoints: count.default(2).describe('checkpoints kept besides the best and the last'),
  patience: z
    .int()
    .min(0)
    .default(0)
    .describe('evaluations without a better result before stopping early; 0 never stops early'),
  monitor: z.string().min(1).default('loss').describe('metric that decides which checkpoint is best'),
});

/** `dataset.split:`, host side; applies where the dataset itself has only a training split. */
export const SplitSchema = z.strictObject({
  validation: share
    .default(0.1)
    .describe('share of the text held out for validation: a part below 1, or a number of samples'),
  test: share
    .default(0)
    .describe('share of the text held out for testing: a part below 1, or a number of samples'),
  by: z
    .enum(['auto', 'position', 'seed', 'content'])
    .default('auto')
    .describe(
      'cut the end off (position), or deal samples out by a hash of seed and sample id (seed) or of the text alone, so that equal texts stay together (content); auto: position for streams, seed for documents',
    ),
});

/** Config keys of a kind's section that the host reads itself; all others are options of the chosen plugin. */
export const HOST_KEYS = Object.freeze({
  engine: ['use'],
  tokenizer: ['use'],
  dataset: ['use', 'split'],
  model: ['use'],
  optimizer: ['use'],
  schedule: ['use'],
  launcher: ['use'],
  metric: ['use'],
  tracker: ['use'],
  safety: ['use'],
  extension: ['use'],
}) satisfies Readonly<Record<Kind, readonly string[]>>;

/** What is used where a config does not choose. A list here is the default of a list kind. */
export const DEFAULT_CHOICES = Object.freeze({
  engine: 'std/onnx',
  tokenizer: 'std/char',
  dataset: 'std/moby-dick',
  model: 'std/gpt',
  optimizer: 'std/adamw',
  schedule: 'std/cosine',
  launcher: undefined,
  metric: ['std/perplexity', 'std/bits-per-byte', 'std/token-accuracy'],
  tracker: ['std/console', 'std/ndjson', 'std/csv'],
  safety: [],
  extension: [],
}) satisfies Readonly<Record<Kind, string | readonly string[] | undefined>>;

/** A chosen capability: full id, the host's own keys, and validated options. */
export interface Choice {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The validated config, in normal form: full ids, defaults filled in, options separate from host keys. */
export interface RunConfig {
  /** Explicit plugin packages, and `inline:<kind>/<id>` for plugin objects of a config module. */
  readonly plugins: readonly string[];
  /** Packages or full ids whose plugin API range is not enforced. */
  readonly allowIncompatible: readonly string[];
  readonly run: z.output<typeof RunSectionSchema>;
  readonly data: z.output<typeof DataSectionSchema>;
  readonly train: z.output<typeof TrainSectionSchema>;
  readonly engine: Choice;
  readonly tokenizer: Choice;
  readonly dataset: Choice & { readonly split: z.output<typeof SplitSchema> };
  readonly model: Choice;
  readonly optimizer: Choice;
  readonly schedule: Choice;
  readonly launcher: Choice | null;
  readonly metrics: readonly Choice[];
  readonly trackers: readonly Choice[];
  readonly safety: readonly Choice[];
  readonly extensions: readonly Choice[];
}
