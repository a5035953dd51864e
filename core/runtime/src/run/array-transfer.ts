// Moves named arrays between an engine's variables and checkpoints.
import { codexError, type Engine, type Variable } from '@codex-ml/plugin-api';
import type { LoadedCheckpoint } from '../checkpoint/index.js';

interface NamedVariable {
  readonly name: string;
  readonly variable: Variable;
}

type StoredArrays = LoadedCheckpoint['model'];

/** Arrays to store; each is read from the engine when it is written, one at a time. */
export function arraysToStore(engine: Engine, variables: readonly NamedVariable[]) {
  return Object.fromEntries(
    variables.map(({ name, variable }) => [
      name,
      {
        shape: variable.shape,
        dtype: variable.dtype as 'float32' | 'int32' | 'bool',
        data: () => engine.read(variable),
      },
    ]),
  );
}

/**
 * Write stored arrays into variables.
 * @throws CML6302 where a name is missing, left over, or of another shape
 */
export async function restoreArrays(
  engine: Engine,
  variables: readonly NamedVariable[],
  stored: StoredArrays,
  source: { readonly checkpoint: string; readonly part: 'model' | 'optimizer' | 'extensions' },
): Promise<void> {
  const wanted = new Map(variables.map((entry) => [entry.name, entry.variable]));
  const problems = [...wanted].flatMap(([name, variable]) => {
    const array = stored[name];
    if (array === undefined) return [`\`${name}\` is missing`];
    const expected = variable.shape.join(', ');
    const received = array.shape.join(', ');
    if (expected !== received) return [`\`${name}\` has shape [${received}], expected [${expected}]`];
    return array.dtype === variable.dtype
      ? []
      : [`\`${name}\` is ${array.dtype}, expected ${variable.dtype}`];
  });
  for (const name of Object.keys(stored))
    if (!wanted.has(name)) problems.push(`\`${name}\` is not part of it`);
  if (problems.length > 0) {
    const shown = problems.slice(0, 3).join('; ');
    const problem = problems.length > 3 ? `${shown}; and ${problems.length - 3} more` : shown;
    throw codexError('CML6302', { ...source, problem });
  }
  for (const [name, variable] of wanted) await engine.write(variable, stored[name]!.data);
}
