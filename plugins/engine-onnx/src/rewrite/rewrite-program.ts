// Writes a traced program anew, node by node, with a rule that may put others in the place of a node. Knows no rule.
import { Graph } from '../graph/graph.js';
import { findLiveParts } from '../graph/live-values.js';
import type { Node, Value } from '../graph/value.js';
import type { TracedProgram } from '../tracing/trace-program.js';

export interface RewriteContext {
  /** Under construction. */
  readonly graph: Graph;
  /** The node's inputs in the new graph. */
  readonly inputs: readonly Value[];
  /** The new value of any old one that was written already. */
  readonly renew: (value: Value) => Value;
  /** How many nodes of the old graph use one of its values, and results are it. */
  readonly usesOf: (value: Value) => number;
}

/**
 * What stands for the node's outputs in the new graph, of the same types and shapes; undefined for a node that stays as it is.
 */
export type RewriteRule = (node: Node, context: RewriteContext) => readonly Value[] | undefined;

/** Nodes that nothing needs are left out. */
export function rewriteProgram(program: TracedProgram, rule: RewriteRule): TracedProgram {
  const graph = new Graph();
  const values = new Map<Value, Value>();
  const wanted = [...program.updates.values(), ...program.outputs.values()];
  const { nodes, constants, inputs } = findLiveParts(wanted);
  const uses = countUses(nodes, wanted);
  const renew = (value: Value): Value => values.get(value)!;
  for (const value of inputs) {
    if (value.source.kind === 'input') values.set(value, graph.input(value.source.name, value));
  }
  for (const value of constants) values.set(value, graph.copyConstant(value));
  for (const node of nodes) {
    graph.kernel = node.kernel;
    const given = node.inputs.map(renew);
    const context = { graph, inputs: given, renew, usesOf: (value: Value) => uses.get(value) ?? 0 };
    const results = rule(node, context) ?? graph.addMany(node.op, given, node.outputs, node);
    node.outputs.forEach((output, i) => {
      values.set(output, results[i]!);
    });
  }
  graph.kernel = undefined;
  const renewKeys = <T>(map: ReadonlyMap<Value, T>): Map<Value, T> =>
    new Map([...map].flatMap(([value, of]) => (values.has(value) ? [[renew(value), of] as const] : [])));
  const renewValues = <K>(map: ReadonlyMap<K, Value>): Map<K, Value> =>
    new Map([...map].map(([key, value]) => [key, renew(value)]));
  return {
    graph,
    feeds: renewKeys(program.feeds),
    state: renewKeys(program.state),
    updates: renewValues(program.updates),
    outputs: renewValues(program.outputs),
  };
}

function countUses(nodes: readonly Node[], wanted: readonly Value[]): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const count = (value: Value): void => {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  for (const { inputs } of nodes) for (const value of inputs) count(value);
  for (const value of wanted) count(value);
  return uses;
}
