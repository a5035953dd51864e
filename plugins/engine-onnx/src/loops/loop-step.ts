// One region as a step: the addresses it works on, its share for each thread, and its sums put together.
import type { GraphMemory } from '../memory/graph-memory.js';
import { bankOf, placeInBank } from '../memory/shared-memory.js';
import type { RunnableStep } from '../stages/onnx-step.js';
import { afterMoves } from '../state/storage-epoch.js';
import type { LoopRegion } from './loop-region.js';
import { CONSTANTS, isArray, type RegionSlot } from './region-frame.js';
import type { RegionFunctions } from './region-functions.js';
import type { RowRange, ThreadTeam } from './thread-team.js';

/** Numbers computed in a step below which no other thread is woken. */
const ALONE_BELOW = 32_768;
/** Parts that sums over rows are computed in, whatever the number of threads, so that the result does not depend on it. */
const PARTS = 8;
/** The fewest numbers in a range of rows. */
const SMALLEST_RANGE = 8192;

/** @throws OutOfMemory */
export function bindLoopStep(
  region: LoopRegion,
  functions: RegionFunctions,
  memory: GraphMemory,
  team: ThreadTeam,
): RunnableStep {
  const compiled = functions.compiledOf(region);
  const { slots } = compiled;
  const { width } = region.space;
  const block = memory.allocateFirst(CONSTANTS + compiled.constants.length * 4);
  memory.shared
    .view(Float32Array, block.address + CONSTANTS, compiled.constants.length)
    .set(compiled.constants);
  /** Within their banks. */
  const addresses = memory.shared.view(Int32Array, block.address, slots.length);
  const banks = functions.banksOf(compiled);
  let { module, index } = functions.find(region, banks);
  const ranges = planRanges(region, hasSums(slots), team.size);
  /** Places of the addresses that change from run to run. */
  const moving: number[] = [];
  const sums: (() => void)[] = [];
  slots.forEach((slot, i) => {
    if (isArray(slot.kind)) {
      addresses[i] = placeInBank(memory.addressOf(slot.root));
      if (memory.moves(slot.root)) moving.push(i);
      return;
    }
    const parts = memory.allocateFirst(PARTS * (slot.kind === 'columnParts' ? width * 4 : 8));
    addresses[i] = parts.address;
    sums.push(addParts(memory, slot, parts.address, ranges.length, width));
  });

  const together = region.space.rows * width * region.nodes.length >= ALONE_BELOW;
  const follow = afterMoves(() => {
    let crossed = false;
    for (const i of moving) {
      const address = memory.addressOf(slots[i]!.root);
      addresses[i] = placeInBank(address);
      crossed ||= banks[i] !== bankOf(address);
      banks[i] = bankOf(address);
    }
    if (crossed) ({ module, index } = functions.find(region, banks));
  });
  return {
    run() {
      follow();
      team.run(module, index, block.address, ranges, together);
      for (const add of sums) add();
    },
  };
}

function hasSums(slots: readonly RegionSlot[]): boolean {
  return slots.some(({ kind }) => kind === 'columnParts' || kind === 'totalParts');
}

/** Sums over rows have the same parts for any number of threads; other rows are shared out as it suits. */
function planRanges({ space: { rows, width } }: LoopRegion, sums: boolean, threads: number): RowRange[] {
  const most = Math.ceil((rows * width) / SMALLEST_RANGE);
  const count = Math.min(rows, sums ? Math.min(PARTS, most) : Math.min(4 * threads, most));
  return Array.from({ length: count }, (_, part) => ({
    begin: Math.floor((part * rows) / count),
    end: Math.floor(((part + 1) * rows) / count),
    part,
  }));
}

/** Adds the parts of a sum, always in the same order. */
function addParts(
  memory: GraphMemory,
  { kind, root }: RegionSlot,
  address: number,
  count: number,
  width: number,
): () => void {
  const fixed = memory.moves(root) ? undefined : memory.viewOf(root);
  const result = (): Float32Array => (fixed ?? memory.viewOf(root)) as Float32Array;
  if (kind === 'totalParts') {
    const parts = memory.shared.view(Float64Array, address, count);
    return () => {
      let total = 0;
      for (const part of parts) total += part;
      result()[0] = total;
    };
  }
  const parts = memory.shared.view(Float32Array, address, count * width);
  return () => {
    const sums = result();
    for (let column = 0; column < width; column++) {
      let sum = parts[column]!;
      for (let at = column + width; at < parts.length; at += width) sum += parts[at]!;
      sums[column] = sum;
    }
  };
}
