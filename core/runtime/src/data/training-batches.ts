// The endless sequence of training batches, addressed by number: batch k is a function of (tokens, stream, k), so a resumed run asks
// for the next number and nothing else has to be restored.
import type { RngStream, TokenBatch } from '@codex-ml/plugin-api';
import { createRowOrder, FULL_ORDER, type OrderPlan } from './order/row-order.js';
import { type SplitData, sampleAt } from './split-data.js';
import { blockCount, paddedBatch, requireTokens, writeBlock } from './token-blocks.js';

export interface TrainingBatchesOptions extends SplitData {
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
  /** Order of the rows of an epoch, and this process's share of them. Default: any order, all of them. */
  readonly order?: OrderPlan | undefined;
}

export interface TrainingBatches {
  /** Blocks of one pass over the text. */
  readonly blocksPerEpoch: number;
  /** Micro-batch number `k`, from 0 over the whole run. Always full: the last rows of an epoch are followed by the next epoch. */
  at(k: number): TokenBatch;
  /** The samples that each row of micro-batch `k` holds tokens of, by their number in the split, in the order of the row. */
  samplesAt(k: number): readonly (readonly number[])[];
  /** Passes over the text that are complete after `batches` micro-batches, with fraction. */
  epochsAfter(batches: number): number;
}

/** @throws CML4302 where there is not one whole block */
export function createTrainingBatches(options: TrainingBatchesOptions): TrainingBatches {
  const { tokens, starts, context, batch: rows, stream, shift = true, order: plan = FULL_ORDER } = options;
  requireTokens('train', tokens.length, context + 1);
  const blocks = blockCount(tokens.length, context);
  const phases = stream.fork('phase');
  const order = createRowOrder(plan, blocks, stream.fork('order'));
  let kept = { epoch: -1, phase: 0 };
  const phaseOf = (epoch: number) => {
    if (kept.epoch !== epoch) {
      kept = { epoch, phase: shift && blocks > 1 ? phases.fork(epoch).integer(context) : 0 };
    }
    return kept.phase;
  };

  return {
    blocksPerEpoch: blocks,
    at(k) {
      const batch = paddedBatch(rows, context);
      for (let row = 0; row < rows; row++) {
        const { epoch, row: block } = order.at(k * rows + row);
        writeBlock(batch, row, tokens, block, phaseOf(epoch));
      }
      return batch;
    },
    samplesAt: (k) =>
      Array.from({ length: rows }, (_, row) => {
        const { epoch, row: block } = order.at(k * rows + row);
        return samplesOfBlock(starts, tokens.length, context, block, phaseOf(epoch));
      }),
    epochsAfter: (batches) => (batches * rows * plan.shard.total) / blocks,
  };
}

/** Samples whose tokens are inputs of a block, each once, as `writeBlock` lays the block out. */
function samplesOfBlock(
  starts: Float64Array,
  tokens: number,
  context: number,
  block: number,
  phase: number,
): number[] {
  const places = blockCount(tokens, context) * context;
  const found = new Set<number>();
  for (let t = 0; t < context; ) {
    const place = (phase + block * context + t) % places;
    if (place >= tokens - 1) {
      // Padding up to the end of the ring.
      t += places - place;
      continue;
    }
    const sample = sampleAt(starts, place);
    found.add(sample);
    t += starts[sample + 1]! - place;
  }
  return [...found];
}
