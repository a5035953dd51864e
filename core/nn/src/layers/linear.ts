// Fully connected layer.
import type { Tensor } from '@codex-ml/plugin-api';
import { affine } from '../functional/affine.js';
import { normal, zeros } from '../initializers.js';
import type { ModuleScope } from '../module-scope.js';

/** A function from activations to activations. */
export type Layer = (x: Tensor) => Tensor;

export interface LinearOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Default true; starts at zero. */
  readonly bias?: boolean;
  /** Standard deviation of the initial weights. */
  readonly std: number;
}

/**
 * [..., inputs] -> [..., outputs]. Parameters: `weight` [inputs, outputs], `bias` [outputs].
 * The function throws CML5203 on another last dimension.
 */
export function linear(scope: ModuleScope, { inputs, outputs, bias = true, std }: LinearOptions): Layer {
  const weight = scope.parameter('weight', { shape: [inputs, outputs], initial: normal(std) });
  const offset = bias ? scope.parameter('bias', { shape: [outputs], initial: zeros }) : undefined;
  return (x) => affine(scope, x, weight, offset);
}
