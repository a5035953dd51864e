// Dropout with masks that are fed: drawn on the host from a seeded stream, so that every engine drops the same places.
import { codexError, type ForwardPass, type Tensor } from '@codex-ml/plugin-api';
import type { ModuleScope } from '../module-scope.js';

export interface DropoutOptions {
  /** Probability of a zero, in [0, 1). At 0 nothing is declared and nothing is computed. */
  readonly rate: number;
  /** Shape of the dropped array for a batch. */
  shape(batch: number, length: number): readonly number[];
}

/** Multiplies by the mask in training passes; hands `x` through otherwise. */
export type Dropout = (x: Tensor, pass: ForwardPass) => Tensor;

/** Dropout at the site `name` of this scope. Throws as {@link dropoutMask} does. */
export function dropout(scope: ModuleScope, name: string, options: DropoutOptions): Dropout {
  const maskOf = dropoutMask(scope, name, options);
  return (x, pass) => {
    const mask = maskOf(pass);
    return mask === undefined ? x : scope.tf.mul(x, mask);
  };
}

/**
 * The mask alone, for functions that apply it themselves: absent outside training and at rate 0.
 * The function throws CML5204 in a training pass without the site's mask.
 */
export function dropoutMask(
  scope: ModuleScope,
  name: string,
  { rate, shape }: DropoutOptions,
): (pass: ForwardPass) => Tensor | undefined {
  if (rate === 0) return () => undefined;
  const site = scope.randomInput(name, { rate, shape });
  return (pass) => {
    if (!pass.training) return undefined;
    const mask = pass.random[site];
    if (mask === undefined) throw codexError('CML5204', { site });
    return mask;
  };
}
