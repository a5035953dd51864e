// The data manifest of a run, from what its data came to.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { type DataManifestParts, dataManifest, type EncodedSplit } from '../data/index.js';
import { tokenizerFingerprint } from '../tokenizer-tools/tokenizer-fingerprint.js';
import type { DataSource } from './load-data.js';

/** The data manifest of what was encoded. */
export function describeData(
  { session, dataset, source }: DataSource,
  encoded: readonly EncodedSplit[],
  { context, tokenizer }: { readonly context: number | null; readonly tokenizer: Tokenizer },
  training: Pick<DataManifestParts, 'order' | 'packings'> = {},
): Promise<JsonObject> {
  const { config } = session.plan.resolved;
  return dataManifest({
    dataset: config.dataset.use,
    describe: (split) => dataset.describe(split),
    source,
    encoded,
    seed: config.run.seed,
    deduplicate: config.data.deduplicate,
    ...training,
    context,
    tokenizer: {
      use: config.tokenizer.use,
      vocabularySize: tokenizer.vocabularySize,
      fingerprint: tokenizerFingerprint(tokenizer),
    },
  });
}
