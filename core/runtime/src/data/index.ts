// The data pipeline: split, check, encode, pack, shuffle, batch.
export { type BatchPlan, createPlannedBatches } from './batch-plan.js';
export {
  type CacheVoice,
  type DataCache,
  type EntryIdentity,
  openDataCache,
} from './cache/data-cache.js';
export { type FileFingerprints, openFingerprints } from './cache/file-fingerprints.js';
export { type CacheListing, clearCache, countLeftovers, listCache } from './cache/list-cache.js';
export { mappingOf, openFileMemory } from './cache/map-file.js';
export { findMappingCalls, type Koffi, type MappingCalls } from './cache/mapping-calls.js';
export { type CachedSplit, cachedSplit } from './cache/token-cache.js';
export { type CachedTokenizer, cachedTokenizer } from './cache/tokenizer-cache.js';
export { FileColumn } from './columns/file-column.js';
export { type DataManifestParts, dataManifest } from './data-manifest.js';
export { type Deduplicate, deduplicateDataset, normalizeText } from './deduplicate.js';
export { type EncodedSample, type EncodeSampleOptions, encodeSample } from './encode-sample.js';
export { type EncodedSplit, type EncodeSplit, encodeSplit } from './encode-split.js';
export { createEpochBatches, type EpochBatches, type EpochBatchesOptions } from './epoch-batches.js';
export {
  createEvaluationBatches,
  type EvaluationBatches,
  type EvaluationBatchesOptions,
} from './evaluation-batches.js';
export { createRowOrder, type OrderPlan, type RowOrder, type RowPlace } from './order/row-order.js';
export { fillOf, type PackedRows, rowCount } from './packing/packed-rows.js';
export {
  describePacking,
  type PackChoice,
  type Packing,
  type PackMode,
  planPacking,
  resolvePack,
} from './packing/packing.js';
export {
  type PrefetchedBatches,
  type PrefetchOptions,
  prefetchBatches,
} from './prefetch/prefetch-batches.js';
export { requireVocabulary } from './require-vocabulary.js';
export {
  createSamplePipeline,
  type SamplePipeline,
  type SamplePipelineOptions,
  type SplitSample,
} from './sample-pipeline.js';
export { emptyTally, type SampleTally } from './sample-tally.js';
export { assignSplit, type SplitShares } from './split-assignment.js';
export { type SplitData, sampleAt, type Tokens } from './split-data.js';
export { type SplitOptions, type SplitSource, splitSamples } from './split-samples.js';
export { blockCount, IGNORED } from './token-blocks.js';
export { type StoredSplit, TokenStore } from './token-store.js';
export {
  createTrainingBatches,
  type PackedSplit,
  type TrainingBatches,
  type TrainingBatchesOptions,
} from './training-batches.js';
export { trainingCorpus } from './training-corpus.js';
