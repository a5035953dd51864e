// Rows of a stream: all samples joined and cut into blocks of the context, whatever they end in.
import { type SplitData, sampleAt } from '../split-data.js';
import { blockCount, writeTokens } from '../token-blocks.js';
import type { RowLayout } from './row-layout.js';

/**
 * Targets lie on a ring of `blockCount * context` places, the ones after the last target being padding; block b covers the places
 * from `phase + b * context` on. With phase 0 these are the plain blocks; with another, one block holds the end of the text and
 * then its beginning.
 */
export function streamLayout(
  data: SplitData,
  context: number,
  phaseOf: (epoch: number) => number,
): RowLayout {
  const targets = data.tokens.length - 1;
  const rows = blockCount(data.tokens.length, context);
  const ring = rows * context;

  /** Hand over the runs of tokens of a block: where each begins, its length, and its place in the row. */
  const forEachRun = (
    block: number,
    epoch: number,
    visit: (start: number, count: number, at: number) => void,
  ) => {
    const begin = (phaseOf(epoch) + block * context) % ring;
    const before = Math.min(context, ring - begin);
    if (begin < targets) visit(begin, Math.min(before, targets - begin), 0);
    if (before < context) visit(0, Math.min(context - before, targets), before);
  };

  return {
    rows,
    documents: false,
    lengthOf: () => context,
    write(batch, at, block, epoch) {
      forEachRun(block, epoch, (start, count, place) => {
        writeTokens(batch, at * batch.length + place, data, start, count);
      });
    },
    samplesOf(block, epoch) {
      const found = new Set<number>();
      forEachRun(block, epoch, (start, count) => {
        for (let place = start; place < start + count; ) {
          const sample = sampleAt(data.starts, place);
          found.add(sample);
          place = data.starts[sample + 1]!;
        }
      });
      return [...found];
    },
  };
}
