// Operators that write into the memory of an input, if their output is given that memory.
import type { Node, Value } from '../graph/value.js';
import { CACHED_ATTENTION } from '../rewrite/simplify.js';
import { rootOf } from './root-of.js';

/** By operator: the input that each output may replace. */
const REPLACED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  // The caches of keys and values: only the new tokens are written.
  GroupQueryAttention: { 1: 3, 2: 4 },
  [CACHED_ATTENTION]: { 1: 3, 2: 4 },
};

/**
 * Whether `value` may be given the memory of `before`: its operator then writes there, and no other reads the old values.
 * @param nodes all of the program
 */
export function mayWriteOver(value: Value, before: Value, nodes: Iterable<Node>): boolean {
  if (value.source.kind !== 'node') return false;
  const { node } = value.source;
  const replaced = REPLACED[node.op]?.[node.outputs.indexOf(value)];
  if (replaced === undefined) return false;
  for (const { inputs, outputs } of nodes) {
    const isRead = inputs.some(
      (input, place) => rootOf(input) === before && !(outputs.includes(value) && place === replaced),
    );
    if (isRead) return false;
  }
  return node.inputs[replaced] === before;
}
