// Training batches of a split that is encoded anew, by chance, for each epoch. They follow from the plan and from what is drawn for an
// epoch, so that the epochs before it need not be drawn again. It does not know who draws.
import { codexError } from '@codex-ml/plugin-api';
import { type BatchPlan, createPlannedBatches } from './batch-plan.js';
import {
  type PrefetchedBatches,
  type PrefetchOptions,
  prefetchBatches,
} from './prefetch/prefetch-batches.js';
import type { PackedSplit, TrainingBatches } from './training-batches.js';

export interface EpochBatchesOptions {
  /** Its packing is that of the first epoch, whose rows give every epoch its length. */
  readonly plan: BatchPlan;
  /** Epoch 0. */
  readonly first: PackedSplit;
  /** Epochs from 1 on. The same epoch is always drawn alike. */
  readonly draw: (epoch: number) => Promise<PackedSplit>;
  /** Have batches made ahead by a thread. Default: they are made when they are asked for. */
  readonly prefetch?: Pick<PrefetchOptions, 'depth' | 'onLost' | 'patienceMs'> | undefined;
}

/** Batches of epochs that {@link EpochBatches.prepare} has made ready. */
export interface EpochBatches extends TrainingBatches {
  /** Have what micro-batches `k` to `k + count - 1` are made of; other epochs are let go. @throws what drawing throws */
  prepare(k: number, count: number): Promise<void>;
  /** Ends the thread, if there is one. */
  close(): Promise<void>;
}

/**
 * An epoch has as many places as the first one has rows. Where another has a few rows more, the last ones of its order are left out of
 * it; where it has fewer, its first ones come again.
 * @throws as `createTrainingBatches`
 */
export function createEpochBatches({ plan, first, draw, prefetch }: EpochBatchesOptions): EpochBatches {
  const held = new Map<number, PackedSplit>([[0, first]]);
  const ofEpoch = (epoch: number) => {
    const split = held.get(epoch);
    if (split === undefined) {
      throw codexError('CML9002', {
        message: `batches of epoch ${epoch} were asked for before it was drawn`,
      });
    }
    return split;
  };
  const rows = createPlannedBatches(plan, first).blocksPerEpoch;
  const fixed: BatchPlan = { ...plan, rowsPerEpoch: rows };
  const inPlace = createPlannedBatches(fixed, first, ofEpoch);
  const { index, total } = plan.order.shard;
  const epochAt = (place: number) => Math.floor((place * total + index) / rows);
  const firstEpochOf = (k: number) => epochAt(k * plan.batch);
  const lastEpochOf = (k: number) => epochAt((k + 1) * plan.batch - 1);

  let ahead: { readonly epoch: number; readonly batches: PrefetchedBatches } | undefined;
  const close = async () => {
    const { batches } = ahead ?? {};
    ahead = undefined;
    await batches?.close();
  };
  /** Make the batches that lie wholly in an epoch ahead, from `k` on, if there are enough of them. */
  const makeAhead = async (epoch: number, k: number) => {
    if (prefetch === undefined || ahead?.epoch === epoch) return;
    await close();
    if (lastEpochOf(k + prefetch.depth) > epoch) return;
    const split = ofEpoch(epoch);
    const batches = prefetchBatches({
      ...prefetch,
      plan: { ...fixed, packing: split.packing },
      data: split,
      first: k,
    });
    ahead = { epoch, batches };
  };

  return {
    ...inPlace,
    at(k) {
      const epoch = firstEpochOf(k);
      return ahead?.epoch === epoch && lastEpochOf(k) === epoch ? ahead.batches.at(k) : inPlace.at(k);
    },
    async prepare(k, count) {
      const from = firstEpochOf(k);
      const to = lastEpochOf(k + count - 1);
      for (const epoch of held.keys()) if (epoch < from || epoch > to) held.delete(epoch);
      for (let epoch = from; epoch <= to; epoch++) {
        if (!held.has(epoch)) held.set(epoch, epoch === 0 ? first : await draw(epoch));
      }
      await makeAhead(from, k);
    },
    close,
  };
}
