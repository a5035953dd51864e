// A session of a program in a profile, with what the engine knows of its nodes: the kernel and the variable they came from.
import type { Variable } from '@codex-ml/plugin-api';
import type { Node, Value } from '../graph/value.js';
import type { ProfiledSession, Recorder } from './profile-collector.js';

/**
 * @param recorder of the profile under way, if one is
 * @param nodes by their names in the model
 * @param state the input that stands for each variable
 */
export function profileSession(
  recorder: Recorder | undefined,
  program: string,
  nodes: ReadonlyMap<string, Node> | undefined,
  state: ReadonlyMap<Value, Variable>,
): ProfiledSession | undefined {
  return recorder?.openSession(program, (name) => {
    const node = nodes?.get(name);
    if (node === undefined) return undefined;
    const variables = node.inputs.flatMap((input) => state.get(originOf(input)) ?? []);
    const names = variables.flatMap((variable) => recorder.nameOf(variable) ?? []);
    return { kernel: node.kernel ?? null, variable: names[0] ?? null };
  });
}

const ARRANGEMENTS: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Cast', 'Identity']);

/** The value that this one is another arrangement of. */
function originOf(value: Value): Value {
  const { source } = value;
  if (source.kind !== 'node' || !ARRANGEMENTS.has(source.node.op)) return value;
  return originOf(source.node.inputs[0]!);
}
