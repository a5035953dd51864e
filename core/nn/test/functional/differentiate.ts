// Runs a function and its gradient on whichever engine is active.
import type { Tensor, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { ops, tf } from '../backend.js';
import type { GradientCase } from './gradient-cases.js';
import { expectReference, inputsOf, probeOf } from './reference-gradients.js';

export type Variables = Readonly<Record<string, Variable>>;

/** The inputs of a case as variables, by which to differentiate. */
export function makeVariables(shapes: GradientCase['small']): Variables {
  return Object.fromEntries(
    Object.entries(inputsOf(shapes)).map(([name, data]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(data, [...shapes[name]!]))),
    ]),
  );
}

/** The value, and the gradients of its sum with the probe, by name. */
export function differentiate(
  { compute }: GradientCase,
  variables: Variables,
): { value: Tensor; gradients: Record<string, Tensor> } {
  let value: Tensor | undefined;
  const { value: probed, grads } = tf.variableGrads(() => {
    const result = compute(ops, variables);
    value = tf.keep(tf.clone(result));
    return tf.sum(tf.mul(tf.reshape(result, [result.size]), tf.tensor1d(probeOf(result.size))));
  }, Object.values(variables));
  probed.dispose();
  return {
    value: value!,
    gradients: Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!]),
    ),
  };
}

/** On the backend that is active. */
export function expectEagerGradients(use: GradientCase, size: 'small' | 'large'): void {
  const before = tf.memory().numTensors;
  const variables = makeVariables(use[size]);
  const { value, gradients } = differentiate(use, variables);
  const read = Object.entries(gradients).map(([name, gradient]) => {
    expect(gradient.shape).to.deep.equal(variables[name]!.shape);
    return [name, gradient.dataSync()];
  });
  expectReference(use, size, { value: value.dataSync(), gradients: Object.fromEntries(read) });
  tf.dispose([value, gradients, variables]);
  expect(tf.memory().numTensors, 'tensors left').to.equal(before);
}
