// Decides where each result of a traced program comes from: most from the graph, some are known without it.
import type { HostArray, Variable } from '@codex-ml/plugin-api';
import { findLiveParts } from '../graph/live-values.js';
import { sizeOfShape, type Value } from '../graph/value.js';
import { mayWriteOver } from '../stages/writes-over.js';
import type { TracedProgram } from '../tracing/trace-program.js';

/** Where the values of an output are found. */
export type OutputSource =
  /** An output of the graph. */
  | { readonly from: 'graph'; readonly name: string }
  /** What the run wrote to a variable. */
  | { readonly from: 'after'; readonly variable: Variable }
  /** What a variable held before the run. */
  | { readonly from: 'before'; readonly variable: Variable }
  | { readonly from: 'feed'; readonly feed: string }
  | { readonly from: 'constant'; readonly bytes: Uint8Array };

export interface OutputPlan {
  /** Outputs of the graph, each made by a node of its own: no copies of inputs or of each other. */
  readonly graphOutputs: ReadonlyMap<string, Value>;
  /** The graph output of each variable that changes. */
  readonly updates: ReadonlyMap<Variable, string>;
  /** Variables whose graph output may be written over their graph input. */
  readonly inPlace: ReadonlySet<Variable>;
  readonly outputs: ReadonlyMap<string, { readonly value: Value; readonly source: OutputSource }>;
}

export function planOutputs({ graph, feeds, state, updates, outputs }: TracedProgram): OutputPlan {
  const names = new Map<Value, string>();
  const changed = new Map<Value, Variable>();
  const updateNames = new Map<Variable, string>();
  for (const [variable, value] of updates) {
    if (state.get(value) === variable || sizeOfShape(value.shape) === 0) continue;
    let own = value;
    // Two variables that become equal need a buffer each, and an input or a constant is no node's result.
    while (names.has(own) || own.source.kind !== 'node') own = graph.add('Identity', [own], own);
    const name = `state:${names.size}:next`;
    names.set(own, name);
    changed.set(own, variable);
    updateNames.set(variable, name);
  }

  const findSource = (output: string, value: Value): OutputSource => {
    if (value.source.kind === 'constant') return { from: 'constant', bytes: value.source.bytes };
    if (value.source.kind === 'input') {
      const variable = state.get(value);
      return variable === undefined
        ? { from: 'feed', feed: feeds.get(value)! }
        : { from: 'before', variable };
    }
    const variable = changed.get(value);
    if (variable !== undefined) return { from: 'after', variable };
    const name = names.get(value) ?? `output:${output}`;
    names.set(value, name);
    return { from: 'graph', name };
  };
  const sourceOf = new Map([...state].map(([value, variable]) => [variable, value]));
  const { nodes } = findLiveParts([...updates.values(), ...outputs.values()]);
  const overwrites = (value: Value, variable: Variable): boolean => {
    const before = sourceOf.get(variable);
    return before !== undefined && mayWriteOver(value, before, nodes);
  };
  const sources = new Map(
    [...outputs].map(([output, value]) => [output, { value, source: findSource(output, value) }]),
  );
  return {
    graphOutputs: new Map([...names].map(([value, name]) => [name, value])),
    updates: updateNames,
    inPlace: new Set(
      [...updates].flatMap(([variable, value]) => (overwrites(value, variable) ? [variable] : [])),
    ),
    outputs: sources,
  };
}

/** The values that go into buffers of variables. */
export function stateOutputs({
  graphOutputs,
  updates,
}: Pick<OutputPlan, 'graphOutputs' | 'updates'>): Set<Value> {
  return new Set([...updates.values()].map((name) => graphOutputs.get(name)!));
}

/** Constant bytes as the array of the output. */
export function readBytes(bytes: Uint8Array, Expected: { new (buffer: ArrayBuffer): HostArray }): HostArray {
  return new Expected(bytes.slice().buffer);
}
