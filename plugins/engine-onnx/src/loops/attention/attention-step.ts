// Attention over a cache as a step. The cache is written at the positions of the tokens.
import type { Node, Value } from '../../graph/value.js';
import type { GraphMemory } from '../../memory/graph-memory.js';
import { bankOf, placeInBank } from '../../memory/shared-memory.js';
import type { RunnableStep } from '../../stages/onnx-step.js';
import { rootOf } from '../../stages/root-of.js';
import { fixedFunctions } from '../fixed-functions.js';
import { OutsideOfArray } from '../outside-of-array.js';
import type { RowRange, ThreadTeam } from '../thread-team.js';
import {
  ATTENTION_ARRAYS,
  ATTENTION_WORDS,
  type AttentionBanks,
  attend,
  attentionScratch,
} from './attend.js';

/** Numbers of the cache that are read below which no other thread is woken. */
const ALONE_BELOW = 32_768;

/**
 * @param node a CachedAttention
 * @throws OutOfMemory
 */
export function bindAttention(
  { inputs, outputs }: Node,
  memory: GraphMemory,
  team: ThreadTeam,
): RunnableStep {
  const [queries, keys, values, oldKeys, oldValues, positions] = inputs.map(rootOf) as [
    ...[Value, Value, Value, Value],
    ...[Value, Value],
  ];
  const [mixed, storedKeys, storedValues] = outputs as [Value, Value, Value];
  const roots = { queries, keys, values, storedKeys, storedValues, positions, mixed };
  const [batch, kvHeads, capacity, width] = storedKeys.shape as [number, number, number, number];
  const group = mixed.shape[2]! / (kvHeads * width);
  const block = memory.allocateFirst(ATTENTION_WORDS.count * 4);
  const words = memory.shared.view(Int32Array, block.address, ATTENTION_WORDS.count);
  for (const [name, number] of Object.entries({ kvHeads, group, width, capacity })) {
    words[ATTENTION_WORDS[name as 'kvHeads']] = number;
  }
  memory.shared.view(Float32Array, block.address, ATTENTION_WORDS.count)[ATTENTION_WORDS.scale] =
    1 / Math.sqrt(width);
  team.reserveScratch(attentionScratch(capacity));
  const ranges = shareUnits(batch * kvHeads, team.size);
  const copies = [
    [oldKeys, storedKeys],
    [oldValues, storedValues],
  ] as const;

  return {
    run() {
      for (const [from, to] of copies) {
        if (memory.addressOf(from) !== memory.addressOf(to)) {
          (memory.viewOf(to) as Float32Array).set(memory.viewOf(from) as Float32Array);
        }
      }
      const places = memory.viewOf(positions) as Int32Array;
      for (const place of places) {
        if (place < 0 || place >= capacity) throw new OutsideOfArray(place, capacity);
      }
      const banks: Partial<Record<(typeof ATTENTION_ARRAYS)[number], number>> = {};
      for (const name of ATTENTION_ARRAYS) {
        const address = memory.addressOf(roots[name]);
        words[ATTENTION_WORDS[name]] = placeInBank(address);
        banks[name] = bankOf(address);
      }
      const module = fixedFunctions(team, 'attention', Object.values(banks), () => [
        attend(banks as AttentionBanks),
      ]);
      const read = 2 * kvHeads * width * places.reduce((sum, place) => sum + place + 1, 0);
      team.run(module, 0, block.address, ranges, read >= ALONE_BELOW);
    },
  };
}

/** Rows and heads for each thread. */
function shareUnits(units: number, threads: number): RowRange[] {
  const count = Math.min(units, 2 * threads);
  return Array.from({ length: count }, (_, part) => ({
    begin: Math.floor((part * units) / count),
    end: Math.floor(((part + 1) * units) / count),
    part,
  }));
}
