// The epochs of a training split whose tokenizer encodes at random: each is encoded anew, from numbers that come of seed, epoch and sample.
import { codexError, type Tokenizer } from '@codex-ml/plugin-api';
import { removeTokens } from '../data/cache/token-cache.js';
import { type EncodedSplit, type PackedSplit, type Packing, planPacking } from '../data/index.js';
import { type DataSource, encodeData } from './load-data.js';

/** Tokens of a split from which on it is rather kept in files than in memory, and worth a thread that prepares its batches. */
export const LARGE_SPLIT_TOKENS = 16_000_000;

export interface DrawEpochsOptions {
  /** Tokens per row. */
  readonly context: number;
  readonly signal: AbortSignal;
  /** Tokens of the first epoch from which on the others are kept in the data cache, the last one of them. Default: a large split. */
  readonly keepFrom?: number | undefined;
}

/**
 * @param first the split as it was drawn for epoch 0, with the way its samples fill rows
 * @returns draws a later epoch; it raises CML4316 where the texts are not those of the first any more, and the signal's reason
 */
export function drawEpochs(
  data: DataSource,
  tokenizer: Tokenizer,
  first: EncodedSplit & { readonly packing: Packing },
  { context, signal, keepFrom = LARGE_SPLIT_TOKENS }: DrawEpochsOptions,
): (epoch: number) => Promise<PackedSplit> {
  // Encoding a small split takes less time than its files would.
  const cached = first.tokens.length >= keepFrom;
  let last: string | undefined;
  return async (epoch) => {
    const drawn = await encodeData(data, 'train', tokenizer, signal, { epoch, cached });
    if (drawn.sha256 !== first.sha256) throw codexError('CML4316', { epoch: epoch + 1 });
    // Each epoch is needed once; what is mapped stays.
    if (last !== undefined && last !== drawn.cacheKey) await removeTokens(data.kept!.cache, last);
    last = drawn.cacheKey;
    return { ...drawn, packing: planPacking('train', first.packing.mode, drawn, context) };
  };
}
