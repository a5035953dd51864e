// The data pipeline: split, check, encode, pack, shuffle, batch.
export { type DataManifestParts, dataManifest } from './data-manifest.js';
export { type EncodedSample, type EncodeSampleOptions, encodeSample } from './encode-sample.js';
export { type EncodedSplit, type EncodeSplit, encodeSplit } from './encode-split.js';
export {
  createEvaluationBatches,
  type EvaluationBatches,
  type EvaluationBatchesOptions,
} from './evaluation-batches.js';
export { requireVocabulary } from './require-vocabulary.js';
export {
  createSamplePipeline,
  emptyTally,
  type SamplePipeline,
  type SamplePipelineOptions,
  type SampleTally,
  type SplitSample,
} from './sample-pipeline.js';
export {
  assignSplit,
  type SplitOptions,
  type SplitShares,
  type SplitSource,
  splitSamples,
} from './split-samples.js';
export { blockCount, IGNORED } from './token-blocks.js';
export { TokenStore, type Tokens } from './token-store.js';
export {
  createTrainingBatches,
  type TrainingBatches,
  type TrainingBatchesOptions,
} from './training-batches.js';
export { trainingCorpus } from './training-corpus.js';
