// What a set of outputs needs. Everything else of a graph is dead and is not written.
import type { Node, Value } from './value.js';

export interface LiveParts {
  /** In an order in which they can be executed. */
  readonly nodes: readonly Node[];
  readonly constants: readonly Value[];
  /** Values that are given too, whatever makes them. */
  readonly inputs: readonly Value[];
}

/** @param given values that are not made but given, like inputs; none of them the result of a node with several */
export function findLiveParts(
  outputs: readonly Value[],
  given: { has(value: Value): boolean } = new Set(),
): LiveParts {
  const seen = new Set<Value>();
  const open = [...outputs];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.source.kind === 'node' && !given.has(value)) open.push(...value.source.node.inputs);
  }
  const ordered = [...seen].sort((a, b) => a.id - b.id);
  const nodes = new Set<Node>();
  const made = ordered.filter((value) => !given.has(value));
  for (const { source } of made) if (source.kind === 'node') nodes.add(source.node);
  return {
    nodes: [...nodes],
    constants: made.filter(({ source }) => source.kind === 'constant'),
    inputs: ordered.filter((value) => value.source.kind === 'input' || given.has(value)),
  };
}
