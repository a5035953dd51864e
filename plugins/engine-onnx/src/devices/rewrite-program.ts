// A traced program with some of its nodes replaced. What replaces them is the caller's.
import { Graph } from '../graph/graph.js';
import { findLiveParts } from '../graph/live-values.js';
import type { Node, Value } from '../graph/value.js';
import type { TracedProgram } from '../tracing/trace-program.js';

/**
 * The new results of a node in the new graph, or undefined to keep it as it is.
 * @param inputs the node's, in the new graph
 */
export type RewriteNode = (
  graph: Graph,
  node: Node,
  inputs: readonly Value[],
) => readonly Value[] | undefined;

/** Results have the types and shapes of the old ones. Nodes that nothing needs are left out. */
export function rewriteProgram(program: TracedProgram, rewrite: RewriteNode): TracedProgram {
  const graph = new Graph();
  const values = new Map<Value, Value>();
  const wanted = [...program.updates.values(), ...program.outputs.values()];
  const { nodes, constants, inputs } = findLiveParts(wanted);
  for (const value of inputs) {
    if (value.source.kind === 'input') values.set(value, graph.input(value.source.name, value));
  }
  for (const value of constants) values.set(value, graph.copyConstant(value));
  for (const node of nodes) {
    graph.kernel = node.kernel;
    const given = node.inputs.map((input) => values.get(input)!);
    const results = rewrite(graph, node, given) ?? graph.addMany(node.op, given, node.outputs, node);
    node.outputs.forEach((output, i) => {
      values.set(output, results[i]!);
    });
  }
  graph.kernel = undefined;
  const renewKeys = <T>(map: ReadonlyMap<Value, T>): Map<Value, T> =>
    new Map(
      [...map].flatMap(([value, of]) => (values.has(value) ? [[values.get(value)!, of] as const] : [])),
    );
  const renew = <K>(map: ReadonlyMap<K, Value>): Map<K, Value> =>
    new Map([...map].map(([key, value]) => [key, values.get(value)!]));
  return {
    graph,
    feeds: renewKeys(program.feeds),
    state: renewKeys(program.state),
    updates: renew(program.updates),
    outputs: renew(program.outputs),
  };
}
