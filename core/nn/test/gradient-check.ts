// Compares gradients with central finite differences, coordinate by coordinate. Sums are taken on the host in double precision.
import type { Tensor, TfCore, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';

export interface GradientCheck {
  readonly tf: TfCore;
  /** Everything to differentiate by: inputs too are passed as variables. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** A tensor of any shape that depends on the variables. Must be smooth within two steps of where they stand. */
  compute(): Tensor;
  /** Distance of the difference quotient. Default 2e-2. */
  readonly step?: number;
  /** Allowed error, relative to the largest gradient of the variable (at least 1). Default 1e-3. */
  readonly tolerance?: number;
}

/**
 * Check d/dv sum(probe · compute()) for every coordinate of every variable. `probe` is a fixed array of uneven numbers, so
 * that errors which cancel in a plain sum show. The quotient has five points: its own error is of fourth order in the step.
 */
export function checkGradients(check: GradientCheck): void {
  const { tf, variables, compute, step = 2e-2, tolerance = 1e-3 } = check;
  const size = tf.tidy(() => compute().size);
  const probe = Float32Array.from({ length: size }, (_, index) => Math.sin(1.7 * index + 0.6) + 0.3);
  const names = Object.keys(variables);
  const { value, grads } = tf.variableGrads(
    () => tf.sum(tf.mul(tf.reshape(compute(), [size]), tf.tensor1d(probe))),
    Object.values(variables),
  );
  tf.dispose(value);
  const probedSum = (): number => {
    const values = tf.tidy(() => compute().dataSync()) as Float32Array;
    return values.reduce((sum, entry, index) => sum + entry * probe[index]!, 0);
  };

  for (const name of names) {
    const variable = variables[name]!;
    const gradient = grads[variable.name]!;
    expect(gradient.shape, `shape of the gradient of ${name}`).to.deep.equal(variable.shape);
    const analytic = gradient.dataSync();
    const original = Float32Array.from(variable.dataSync());
    const scale = Math.max(1, ...analytic.map(Math.abs));
    for (let place = 0; place < original.length; place += 1) {
      const at = (offset: number): number => {
        const moved = Float32Array.from(original);
        moved[place] = moved[place]! + offset;
        assignArray(tf, variable, moved);
        return probedSum();
      };
      const numeric = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
      const error = Math.abs(numeric - analytic[place]!) / scale;
      expect(
        error,
        `${name}[${place}]: gradient ${analytic[place]}, difference quotient ${numeric}`,
      ).to.be.below(tolerance);
    }
    assignArray(tf, variable, original);
  }
  tf.dispose(grads);
}

function assignArray(tf: TfCore, variable: Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}
