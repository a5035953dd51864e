// Work with a tokenizer by itself.
export {
  inspectTokenizer,
  type KnownToken,
  lookUpTokens,
  type TokenizerDetails,
} from './inspect-tokenizer.js';
export {
  type OpenTokenizer,
  openTokenizer,
  reloadTokenizer,
  type TokenizerSource,
} from './open-tokenizer.js';
export { tokenizerFingerprint } from './tokenizer-fingerprint.js';
export { measureTokenizer, quantile, type TokenizerStatistics } from './tokenizer-statistics.js';
export {
  compareWithManifest,
  TOKENIZER_MANIFEST,
  type TrainedTokenizer,
  type TrainTokenizerOptions,
  trainTokenizerFolder,
} from './train-tokenizer-folder.js';
export {
  PROBES,
  type TokenizerFinding,
  type TokenizerValidation,
  validateTokenizer,
} from './validate-tokenizer.js';
export type { CorpusSummary } from './watched-corpus.js';
