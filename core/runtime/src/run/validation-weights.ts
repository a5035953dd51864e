// Other values of the parameters for the time of an evaluation: those that a plugin keeps beside them. Only engine reads and writes, so
// that the bits come back on every engine.
import { codexError, type Engine, type Parameter, type Variable } from '@codex-ml/plugin-api';
import type { Additions } from './collect-additions.js';

export interface ValidationWeights {
  /** Full id of the plugin that keeps them. */
  readonly plugin: string;
  /** A parameter and its other value, of one shape. */
  readonly pairs: readonly { readonly parameter: Variable; readonly kept: Variable }[];
}

const WEIGHTS = 'weights/';

/**
 * What validation scores in place of the parameters; null for the parameters themselves.
 * @throws CML3601 where an addition that asks for it keeps no weights, or where two ask for it
 */
export function validationWeights(
  { steps }: Pick<Additions, 'steps'>,
  parameters: readonly Parameter[],
): ValidationWeights | null {
  const [first, second] = steps.filter(({ validate }) => validate === true);
  if (first === undefined) return null;
  const refuse = (plugin: string, problem: string) =>
    codexError('CML3601', { plugin, problem }, { plugin, hook: 'model.built' });
  if (second !== undefined) {
    throw refuse(
      second.plugin,
      `validation takes the weights of \`${first.plugin}\` already, and can take one kind`,
    );
  }
  const byName = new Map(parameters.map(({ name, variable }) => [name, variable]));
  const pairs = first.arrays.flatMap(({ name, variable }) => {
    const parameter = name.startsWith(WEIGHTS) ? byName.get(name.slice(WEIGHTS.length)) : undefined;
    return parameter === undefined ? [] : [{ parameter, kept: variable }];
  });
  if (pairs.length === 0) throw refuse(first.plugin, 'validation is to take its weights, and it keeps none');
  return { plugin: first.plugin, pairs };
}

/** Do something while the parameters have their other values; afterwards all is as it was, whatever happened. */
export async function withWeights<T>(
  engine: Engine,
  weights: ValidationWeights | null,
  work: () => Promise<T>,
): Promise<T> {
  if (weights === null) return work();
  const swapped: ValidationWeights['pairs'][number][] = [];
  const swap = async ({ parameter, kept }: ValidationWeights['pairs'][number]) => {
    const value = await engine.read(parameter);
    await engine.write(parameter, await engine.read(kept));
    await engine.write(kept, value);
  };
  try {
    for (const pair of weights.pairs) {
      await swap(pair);
      swapped.push(pair);
    }
    return await work();
  } finally {
    for (const pair of swapped) await swap(pair);
  }
}
