// data.manifest.json: what a run was trained and evaluated on, so that a result can be traced to its text.
import type { Dataset, JsonObject, JsonValue, SplitName } from '@codex-ml/plugin-api';
import type { EncodedSplit } from './encode-split.js';
import { tallyToJson } from './sample-pipeline.js';
import type { SplitSource } from './split-samples.js';
import { blockCount } from './token-blocks.js';

export interface DataManifestParts {
  /** Full id of the dataset plugin. */
  readonly dataset: string;
  /** Description of the text by the dataset. */
  readonly describe: Dataset['describe'];
  readonly source: SplitSource;
  readonly encoded: readonly EncodedSplit[];
  readonly seed: number;
  readonly context: number;
  readonly vocabularySize: number;
}

/** Build the manifest. Raises what the dataset's `describe` raises. */
export async function dataManifest(parts: DataManifestParts): Promise<JsonObject> {
  const { source, encoded, context } = parts;
  const splits: Record<string, JsonValue> = {};
  for (const one of encoded) {
    splits[one.split] = {
      origin: await describeOrigin(parts.describe, source, one.split),
      samples: one.samples,
      bytes: one.bytes,
      sha256: one.sha256,
      tokens: one.tokens.length,
      tokensSha256: one.tokensSha256,
      blocks: blockCount(one.tokens.length, context),
      safety: tallyToJson(one.tally),
    };
  }
  return {
    format: 1,
    dataset: parts.dataset,
    shape: source.shape,
    seed: parts.seed,
    split: source.rule,
    context,
    vocabularySize: parts.vocabularySize,
    splits,
  };
}

/** The dataset's own words about the split; a split that was made here comes from the dataset's training split. */
async function describeOrigin(
  describe: Dataset['describe'],
  source: SplitSource,
  split: SplitName,
): Promise<JsonObject> {
  const native = source.rule['kind'] === 'native';
  const { source: from, samples, bytes, sha256, license } = await describe(native ? split : 'train');
  return { source: from, samples, bytes, sha256, license: license ?? null };
}
