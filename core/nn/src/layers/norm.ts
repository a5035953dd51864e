// Normalisation layers over the last dimension.
import { normalizeLayer, normalizeRms } from '../functional/normalize.js';
import { ones, zeros } from '../initializers.js';
import type { ModuleScope } from '../module-scope.js';
import type { Layer } from './linear.js';

export interface NormOptions {
  readonly width: number;
  /** Added under the root. Default 1e-5. */
  readonly epsilon?: number;
}

/** LayerNorm, [..., width] -> [..., width]. Parameters: `weight` [width], and `bias` [width] unless `bias` is false. */
export function layerNorm(
  scope: ModuleScope,
  { width, epsilon = 1e-5, bias = true }: NormOptions & { readonly bias?: boolean },
): Layer {
  const gain = scope.parameter('weight', { shape: [width], initial: ones });
  const offset = bias ? scope.parameter('bias', { shape: [width], initial: zeros }) : undefined;
  return (x) => normalizeLayer(scope, x, gain, offset, epsilon);
}

/** RMSNorm, [..., width] -> [..., width]. Parameter: `weight` [width]. */
export function rmsNorm(scope: ModuleScope, { width, epsilon = 1e-5 }: NormOptions): Layer {
  const gain = scope.parameter('weight', { shape: [width], initial: ones });
  return (x) => normalizeRms(scope, x, gain, epsilon);
}
