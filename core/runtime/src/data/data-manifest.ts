// data.manifest.json: what a run was trained and evaluated on, so that a result can be traced to its text.
import type { Dataset, JsonObject, JsonValue, SplitName } from '@codex-ml/plugin-api';
import type { EncodedSplit } from './encode-split.js';
import type { OrderPlan } from './order/row-order.js';
import { fillOf, rowCount } from './packing/packed-rows.js';
import type { Packing } from './packing/packing.js';
import { tallyToJson } from './sample-tally.js';
import type { SplitSource } from './split-samples.js';
import { blockCount } from './token-blocks.js';

/** What made the tokens. */
export interface TokenizerFacts {
  /** Full id of the plugin. */
  readonly use: string;
  readonly vocabularySize: number;
  /** SHA-256 of what it saves, hex, as `codex-ml tokenizer inspect` shows it. */
  readonly fingerprint: string;
}

export interface DataManifestParts {
  /** Full id of the dataset plugin. */
  readonly dataset: string;
  /** Description of the text by the dataset. */
  readonly describe: Dataset['describe'];
  readonly source: SplitSource;
  readonly encoded: readonly EncodedSplit[];
  readonly seed: number;
  /** Null where no model is at hand. */
  readonly context: number | null;
  readonly tokenizer: TokenizerFacts;
  /** `data.deduplicate` of the config. Default `none`. */
  readonly deduplicate?: string | undefined;
  /** Order of the training batches and this process's share of them; undefined where nothing is trained. */
  readonly order?: OrderPlan | undefined;
  /** How each split fills rows; undefined where nothing is trained. */
  readonly packings?: ReadonlyMap<SplitName, Packing> | undefined;
}

/** Build the manifest. Raises what the dataset's `describe` raises. */
export async function dataManifest(parts: DataManifestParts): Promise<JsonObject> {
  const { source, encoded, context } = parts;
  const splits: Record<string, JsonValue> = {};
  for (const one of encoded) {
    splits[one.split] = {
      origin: one.origin ?? (await describeOrigin(parts.describe, source, one.split)),
      samples: one.samples,
      bytes: one.bytes,
      sha256: one.sha256,
      tokens: one.tokens.length,
      tokensSha256: one.tokensSha256,
      ...rowsOf(one, context, parts.packings?.get(one.split)),
      safety: tallyToJson(one.tally),
      duplicates: one.duplicates ?? null,
      cache: one.cacheKey ?? null,
    };
  }
  return {
    format: 1,
    dataset: parts.dataset,
    shape: source.shape,
    seed: parts.seed,
    split: source.rule,
    deduplicate: parts.deduplicate ?? 'none',
    order: parts.order === undefined ? null : orderToJson(parts.order),
    context,
    vocabularySize: parts.tokenizer.vocabularySize,
    tokenizer: { use: parts.tokenizer.use, fingerprint: parts.tokenizer.fingerprint },
    splits,
  };
}

/** Rows of a pass over the split, and how it fills them: `fill` is the part of their places that hold tokens. */
function rowsOf({ tokens }: EncodedSplit, context: number | null, packing?: Packing): JsonObject {
  if (context === null) return { blocks: null };
  const blocks = blockCount(tokens.length, context);
  if (packing === undefined) return { blocks };
  if (packing.mode === 'stream') return { blocks, pack: packing.mode };
  const fill = Number(fillOf(packing.rows, context).toFixed(6));
  return {
    blocks: rowCount(packing.rows),
    pack: packing.mode,
    documents: packing.rows.sizes.length,
    fill,
  };
}

/** The dataset's own words about the split; a split that was made here comes from the dataset's training split. */
export async function describeOrigin(
  describe: Dataset['describe'],
  source: SplitSource,
  split: SplitName,
): Promise<JsonObject> {
  const native = source.rule['kind'] === 'native';
  const described = await describe(native ? split : 'train');
  const { source: from, samples, bytes, sha256, license, skipped } = described;
  return {
    source: from,
    samples,
    bytes,
    sha256,
    license: license ?? null,
    ...(skipped === undefined ? {} : { skipped: { ...skipped } }),
  };
}

function orderToJson({ shuffle, window, shard }: OrderPlan): JsonObject {
  return { shuffle, ...(shuffle === 'window' ? { window } : {}), shard: { ...shard } };
}
