// What the training batches of a config follow from, as plain data.
import type { RunConfig } from '@codex-ml/config';
import type { BatchPlan, Packing } from '../data/index.js';

/**
 * @param context tokens per row
 * @param stream path of the stream that orders draw from
 */
export function planBatches(
  { run, train, data }: Pick<RunConfig, 'run' | 'train' | 'data'>,
  packing: Packing,
  context: number,
  stream: string,
): BatchPlan {
  const { shuffle, window, shard } = data;
  return {
    context,
    batch: train.batch,
    seed: run.seed,
    stream,
    packing,
    // Rows that come in order begin where the text does.
    shift: shuffle !== 'none',
    order: { shuffle, window, shard },
  };
}
