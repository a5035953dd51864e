// The arrays of an encoded split: what batches are made from, on whichever thread.

/** Token ids of a split, contiguous. */
export type Tokens = Uint16Array | Uint32Array;

export interface SplitData {
  /** Ids of all samples, one after the other. */
  readonly tokens: Tokens;
  /** [samples + 1] Where each sample begins in `tokens`; the last entry is where the last one ends. */
  readonly starts: Float64Array;
  /** [tokens] 1 where a token carries loss as a target, else 0; undefined where all do. */
  readonly learn?: Uint8Array | undefined;
  /**
   * Where the arrays are mapped files: raises CML4317 once one of them was shortened, as reading what it lost would end the process.
   * Asked before each batch.
   */
  readonly requireWhole?: (() => void) | undefined;
}

/** The sample that holds the token at `place`: the last one that begins at or before it and is not empty. */
export function sampleAt(starts: Float64Array, place: number): number {
  let low = 0;
  let high = starts.length - 1;
  // The first sample that begins behind the place.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
