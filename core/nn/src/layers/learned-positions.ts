// Learned absolute positions.
import type { Tensor } from '@codex-ml/plugin-api';
import { takeRows } from '../functional/take-rows.js';
import { normal } from '../initializers.js';
import type { ModuleScope } from '../module-scope.js';
import type { SequencePlan } from '../sequence/plan-sequence.js';

export interface LearnedPositionsOptions {
  readonly context: number;
  readonly width: number;
  /** Standard deviation of the initial table. */
  readonly std: number;
}

/** Position vectors to add to the token embeddings: [length, width], or [batch, length, width] where rows start apart. */
export type LearnedPositions = (plan: SequencePlan) => Tensor;

/** Parameter: `weight` [context, width]. */
export function learnedPositions(
  scope: ModuleScope,
  { context, width, std }: LearnedPositionsOptions,
): LearnedPositions {
  const { tf } = scope;
  const table = scope.parameter('weight', { shape: [context, width], initial: normal(std) });
  return ({ positions, length }) =>
    positions === undefined ? tf.slice(table, [0, 0], [length, width]) : takeRows(scope, table, positions);
}
