// All blocks of a split in order, in batches of one shape: compiled engines want no other.
import type { SplitName, TokenBatch } from '@codex-ml/plugin-api';
import { blockCount, paddedBatch, requireTokens, writeBlock } from './token-blocks.js';
import type { Tokens } from './token-store.js';

export interface EvaluationBatchesOptions {
  readonly split: SplitName;
  readonly tokens: Tokens;
  readonly context: number;
  /** Rows per batch. Missing rows of the last batch are padding of weight 0. */
  readonly batch: number;
  /** Largest number of batches, from the start of the split; 0 takes all. Default 0. */
  readonly limit?: number | undefined;
}

/** Can be iterated again and again. Every token but the first, which nothing precedes, is a target exactly once. */
export interface EvaluationBatches extends Iterable<TokenBatch> {
  readonly count: number;
  at(index: number): TokenBatch;
}

/** @throws CML4302 for fewer than two tokens */
export function createEvaluationBatches(options: EvaluationBatchesOptions): EvaluationBatches {
  const { split, tokens, context, batch: rows, limit = 0 } = options;
  requireTokens(split, tokens.length, 2);
  const blocks = blockCount(tokens.length, context);
  const all = Math.ceil(blocks / rows);
  const count = limit > 0 ? Math.min(limit, all) : all;
  const at = (index: number) => {
    const batch = paddedBatch(rows, context);
    const first = index * rows;
    for (let row = 0; row < rows && first + row < blocks; row++) {
      writeBlock(batch, row, tokens, first + row, 0);
    }
    return batch;
  };
  return {
    count,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < count; index++) yield at(index);
    },
  };
}
