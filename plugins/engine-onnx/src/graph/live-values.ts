// What a set of outputs needs. Everything else of a graph is dead and is not written.
import type { Node, Value } from './value.js';

export interface LiveParts {
  /** In an order in which they can be executed. */
  readonly nodes: readonly Node[];
  readonly constants: readonly Value[];
  readonly inputs: readonly Value[];
}

export function findLiveParts(outputs: readonly Value[]): LiveParts {
  const seen = new Set<Value>();
  const open = [...outputs];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.source.kind === 'node') open.push(...value.source.node.inputs);
  }
  const ordered = [...seen].sort((a, b) => a.id - b.id);
  const nodes = new Set<Node>();
  for (const { source } of ordered) if (source.kind === 'node') nodes.add(source.node);
  return {
    nodes: [...nodes],
    constants: ordered.filter(({ source }) => source.kind === 'constant'),
    inputs: ordered.filter(({ source }) => source.kind === 'input'),
  };
}
