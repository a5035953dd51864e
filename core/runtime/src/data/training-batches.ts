// The endless sequence of training batches, addressed by number: batch k is a function of (tokens, stream, k), so a resumed run asks
// for the next number and nothing else has to be restored.
import type { RngStream, TokenBatch } from '@codex-ml/plugin-api';
import { permutation } from '../rng/permutation.js';
import { blockCount, paddedBatch, requireTokens, writeBlock } from './token-blocks.js';
import type { Tokens } from './token-store.js';

export interface TrainingBatchesOptions {
  readonly tokens: Tokens;
  /** Tokens per row. */
  readonly context: number;
  /** Rows per batch. */
  readonly batch: number;
  /** Stream of the data order; epochs fork from it. */
  readonly stream: RngStream;
  /**
   * Move the block boundaries by a random number of tokens in each epoch, so that every token is seen at different places of its
   * context. Each target still occurs once per epoch. Default true.
   */
  readonly shift?: boolean | undefined;
}

export interface TrainingBatches {
  /** Blocks of one pass over the text. */
  readonly blocksPerEpoch: number;
  /** Micro-batch number `k`, from 0 over the whole run. Always full: the last rows of an epoch are followed by the next epoch. */
  at(k: number): TokenBatch;
  /** Passes over the text that are complete after `batches` micro-batches, with fraction. */
  epochsAfter(batches: number): number;
}

/** What an epoch's rows follow from. */
interface Epoch {
  readonly number: number;
  readonly order: Uint32Array;
  readonly phase: number;
}

/** @throws CML4302 where there is not one whole block */
export function createTrainingBatches(options: TrainingBatchesOptions): TrainingBatches {
  const { tokens, context, batch: rows, stream, shift = true } = options;
  requireTokens('train', tokens.length, context + 1);
  const blocks = blockCount(tokens.length, context);
  const phases = stream.fork('phase');
  const orders = stream.fork('order');
  // A batch may reach into the next epoch: two are kept.
  let kept: readonly Epoch[] = [];

  const epochOf = (number: number): Epoch => {
    const found = kept.find((epoch) => epoch.number === number);
    if (found !== undefined) return found;
    const epoch = {
      number,
      order: permutation(orders, number, blocks),
      phase: shift && blocks > 1 ? phases.fork(number).integer(context) : 0,
    };
    kept = [...kept.slice(-1), epoch];
    return epoch;
  };

  return {
    blocksPerEpoch: blocks,
    at(k) {
      const batch = paddedBatch(rows, context);
      for (let row = 0; row < rows; row++) {
        const index = k * rows + row;
        const place = index % blocks;
        const epoch = epochOf((index - place) / blocks);
        writeBlock(batch, row, tokens, epoch.order[place]!, epoch.phase);
      }
      return batch;
    },
    epochsAfter: (batches) => (batches * rows) / blocks,
  };
}
