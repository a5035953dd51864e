// What a plugin may add to training through the hook `model.built`: arrays of its own, and tensor code that follows each update.
import type { Variable } from './tensors.js';

/** An array that training keeps beside the model. */
export interface AddedArray {
  /**
   * Unique in the plugin and stable; checkpoints store it as `<plugin>/<name>`. An array named `weights/<parameter>` is another
   * value of that parameter, of the same shape: `evaluate` and `generate` take it in its place where they are asked to.
   */
  readonly name: string;
  /** Made by the plugin, with its initial value; the host restores it on a resume and disposes of it at the end. */
  readonly variable: Variable;
}

export interface TrainingAddition {
  /** `ctx.id` of the plugin: the prefix of its arrays, and what its errors name. */
  readonly plugin: string;
  /** Every array that `afterUpdate` assigns. */
  readonly arrays: readonly AddedArray[];
  /**
   * Whether validation during training scores the arrays `weights/…` in place of their parameters, so that early stopping and the best
   * checkpoint go by them. One addition of a run may ask for it. Default false. Since 1.1.
   */
  readonly validate?: boolean | undefined;
  /**
   * Tensor code inside the step program, after the optimizer assigned the parameters. It may read parameters and the plugin's
   * arrays and assign the latter; it runs once on compiled engines, so what changes from step to step must be an array.
   */
  afterUpdate(): void;
}

/** Takes additions while `model.built` fires, and not later: the step program is compiled next. */
export interface TrainingAdditions {
  /** @throws CML3601 where it comes too late, or names an array twice */
  add(addition: TrainingAddition): void;
}
