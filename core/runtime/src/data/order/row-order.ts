// In which order the rows of an epoch come, and which of them are this process's. It knows rows by number only.
import type { RngStream } from '@codex-ml/plugin-api';
import { permutation } from '../../rng/permutation.js';

/** `data.shuffle`, `data.window` and `data.shard` of the config. */
export interface OrderPlan {
  /**
   * - `full`: an epoch is a permutation of all rows
   * - `window`: rows stay in their window of `window` rows, and windows come in order; each is permuted by itself
   * - `none`: rows come in order
   */
  readonly shuffle: 'full' | 'window' | 'none';
  readonly window: number;
  /** Of the one endless sequence of all epochs, this process takes the positions p with p mod total = index. */
  readonly shard: { readonly index: number; readonly total: number };
}

export const FULL_ORDER: OrderPlan = Object.freeze({
  shuffle: 'full',
  window: 10_000,
  shard: Object.freeze({ index: 0, total: 1 }),
});

export interface RowPlace {
  readonly epoch: number;
  readonly row: number;
}

export interface RowOrder {
  /** What stands at place `n`, from 0, of this shard's sequence. Any place can be asked for at any time. */
  at(n: number): RowPlace;
}

/** Permutations kept: rows near the end of one window or epoch are asked for together with those of the next. */
const KEPT = 2;

/**
 * @param rows places of an epoch, at least 1
 * @param stream epochs fork from it by number, and the windows of an epoch from that by number; it is not consumed
 * @param rowsOf rows that an epoch has, where they are not as many as its places: the last ones of its order are left out, or its
 * first ones come again
 */
export function createRowOrder(
  plan: OrderPlan,
  rows: number,
  stream: RngStream,
  rowsOf: (epoch: number) => number = () => rows,
): RowOrder {
  const { index, total } = plan.shard;
  const inEpoch = orderInEpoch(plan, rowsOf, stream);
  return {
    at(n) {
      const position = n * total + index;
      const place = position % rows;
      const epoch = (position - place) / rows;
      return { epoch, row: inEpoch(epoch, place % rowsOf(epoch)) };
    },
  };
}

function orderInEpoch(
  { shuffle, window }: OrderPlan,
  rowsOf: (epoch: number) => number,
  stream: RngStream,
): (epoch: number, place: number) => number {
  if (shuffle === 'none') return (_, place) => place;
  let kept: readonly { readonly epoch: number; readonly number: number; readonly order: Uint32Array }[] = [];
  return (epoch, place) => {
    const rows = rowsOf(epoch);
    const size = shuffle === 'full' ? rows : Math.min(window, rows);
    const number = Math.floor(place / size);
    const first = number * size;
    let found = kept.find((one) => one.epoch === epoch && one.number === number);
    if (found === undefined) {
      const count = Math.min(size, rows - first);
      const order =
        shuffle === 'full'
          ? permutation(stream, epoch, count)
          : permutation(stream.fork(epoch).fork('window'), number, count);
      found = { epoch, number, order };
      kept = [...kept.slice(1 - KEPT), found];
    }
    return first + found.order[place - first]!;
  };
}
