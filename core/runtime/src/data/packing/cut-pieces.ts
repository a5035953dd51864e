// Samples as pieces that fit a row. It knows no rows.
import { codexError } from '@codex-ml/plugin-api';
import { sharedArray } from '../columns/column-types.js';
import type { SplitData } from '../split-data.js';

/**
 * Pieces of samples, in the order of the data. A piece of `size` places has the tokens from `starts` on as inputs and, for each of
 * them, the token after it as the target.
 */
export interface Pieces {
  /** [pieces] place of the first token among all tokens */
  readonly starts: Uint32Array | Float64Array;
  /** [pieces] 1 to context */
  readonly sizes: Uint32Array;
}

/**
 * Cut samples into pieces of at most `context` targets. A sample of n tokens has n - 1 targets: nothing precedes its first token, and its
 * last one needs no place of its own. Each piece begins with the token before its first target, so that no target is lost. What no
 * loss can depend on is left out: a piece without loss, and what comes behind the last target with loss in a piece.
 */
export function cutPieces(data: SplitData, context: number): Pieces {
  let count = 0;
  forEachPiece(data, context, () => count++);
  const { length } = data.tokens;
  const starts: Pieces['starts'] = sharedArray(length <= 2 ** 32 ? 'uint32' : 'float64', count);
  const sizes = sharedArray('uint32', count);
  let piece = 0;
  forEachPiece(data, context, (start, size) => {
    starts[piece] = start;
    sizes[piece++] = size;
  });
  return { starts, sizes };
}

function forEachPiece(
  { starts, learn }: SplitData,
  context: number,
  visit: (start: number, size: number) => void,
): void {
  if (!Number.isInteger(context) || context < 1) {
    throw codexError('CML9002', { message: `rows of ${context} places cannot be filled` });
  }
  for (let sample = 0; sample < starts.length - 1; sample++) {
    const last = starts[sample + 1]! - 1;
    for (let start = starts[sample]!; start < last; start += context) {
      let size = Math.min(context, last - start);
      if (learn !== undefined) while (size > 0 && learn[start + size] === 0) size--;
      if (size > 0) visit(start, size);
    }
  }
}
