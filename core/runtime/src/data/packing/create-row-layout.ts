// The layout of rows that a packing asks for.
import type { SplitData } from '../split-data.js';
import { packedLayout } from './packed-layout.js';
import type { Packing } from './packing.js';
import type { RowLayout } from './row-layout.js';
import { streamLayout } from './stream-layout.js';

/** @param phaseOf places by which the blocks of a stream are moved in an epoch: 0 to context - 1; default: by none */
export function createRowLayout(
  data: SplitData,
  packing: Packing,
  context: number,
  phaseOf: (epoch: number) => number = () => 0,
): RowLayout {
  return packing.mode === 'stream'
    ? streamLayout(data, context, phaseOf)
    : packedLayout(data, packing, context);
}
