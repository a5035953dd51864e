// What the engine knows of the nodes of a model: the kernel and the variable they came from.
import type { Variable } from '@codex-ml/plugin-api';
import type { Node, Value } from '../graph/value.js';
import type { Recorder } from './profile-collector.js';
import type { NodeOrigin } from './read-session-profile.js';

/**
 * @param nodes by their names in the model
 * @param variableOf the variable that an input of the model stands for
 * @returns what is known of a node, by its name
 */
export function originsOf(
  recorder: Recorder,
  nodes: ReadonlyMap<string, Node>,
  variableOf: (input: Value) => Variable | undefined,
): (name: string) => NodeOrigin | undefined {
  return (name) => {
    const node = nodes.get(name);
    if (node === undefined) return undefined;
    return { kernel: node.kernel ?? null, variable: firstName(recorder, node.inputs, variableOf) };
  };
}

/** The name of the first of these values that is a variable, or another arrangement of one. */
export function firstName(
  recorder: Recorder,
  values: readonly Value[],
  variableOf: (input: Value) => Variable | undefined,
): string | null {
  for (const value of values) {
    const variable = variableOf(sourceOf(value));
    const name = variable === undefined ? null : recorder.nameOf(variable);
    if (name !== null) return name;
  }
  return null;
}

const ARRANGEMENTS: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Cast', 'Identity']);

/** The value that this one is another arrangement of. */
function sourceOf(value: Value): Value {
  const { source } = value;
  if (source.kind !== 'node' || !ARRANGEMENTS.has(source.node.op)) return value;
  return sourceOf(source.node.inputs[0]!);
}
