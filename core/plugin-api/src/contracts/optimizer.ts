// Optimizers and learning-rate schedules.
import type { Tensor, Variable } from './tensors.js';

/**
 * An update rule in tfjs ops, so that it becomes part of the compiled step. Anything that changes from step to step
 * reaches it as a scalar input: a plain number would be baked into the graph.
 */
export interface Optimizer {
  /** Base learning rate; the schedule multiplies it. */
  readonly learningRate: number;
  /** State arrays with stable names such as `adamw.m/blocks.0.mlp.up.weight`. Checkpoints store them. */
  readonly state: readonly { readonly name: string; readonly variable: Variable }[];
  /**
   * Host-computed scalars for one step (double precision). The set of keys never changes.
   * @param at step counts updates from 1; learningRate is already multiplied by the schedule
   */
  scalars(at: { readonly step: number; readonly learningRate: number }): Readonly<Record<string, number>>;
  /** Assign new parameter and state values. `gradients` is keyed by parameter name; `scalars` by the keys above. */
  update(gradients: Readonly<Record<string, Tensor>>, scalars: Readonly<Record<string, Tensor>>): void;
}

/** A pure function of the step. */
export interface Schedule {
  /** Factor on the base learning rate for update number `step`, counted from 1. At least 0. */
  factor(step: number): number;
}
