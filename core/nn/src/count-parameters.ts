// Size of a model, in numbers.
import type { Parameter } from '@codex-ml/plugin-api';

/** Numbers held by the parameters. A tied head adds nothing: its table is listed once. */
export function countParameters(parameters: readonly Parameter[]): number {
  return parameters.reduce((total, { variable }) => total + variable.size, 0);
}
