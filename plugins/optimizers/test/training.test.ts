// A small net trained by AdamW through the engine's programs: the parts together, and wasm against cpu.
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type { HostTensor, Optimizer, Parameter } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { contextFor, makeEngine } from './quadratic.js';

const STEPS = 20;
const [ROWS, VOCABULARY, WIDTH, HIDDEN] = [32, 11, 16, 24];

const wave = (count: number, salt: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + salt) * 0.4);
const floats = (shape: number[], data: Float32Array): HostTensor => ({ shape, dtype: 'float32', data });

/** Losses of an embedding and two layers that learn to predict (3 id + 1) mod 11; ends with tensors counted. */
async function train(device: 'cpu' | 'wasm') {
  const engine = await makeEngine(device);
  const { tf } = engine;
  const parameter = (name: string, shape: number[], salt: number): Parameter => ({
    name,
    variable: tf.tidy(() =>
      tf.variable(
        tf.tensor(
          wave(
            shape.reduce((a, b) => a * b),
            salt,
          ),
          shape,
        ),
      ),
    ),
    decay: shape.length > 1,
    trainable: true,
  });
  const parameters = [
    parameter('embedding', [VOCABULARY, WIDTH], 1),
    parameter('first', [WIDTH, HIDDEN], 2),
    parameter('bias', [HIDDEN], 3),
    parameter('second', [HIDDEN, VOCABULARY], 4),
  ];
  const variables = parameters.map(({ variable }) => variable);
  const [embedding, first, bias, second] = variables as [(typeof variables)[0], ...typeof variables];
  const optimizer: Optimizer = await adamw.create({
    options: { lr: 0.02, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 },
    ctx: contextFor('std/adamw'),
    tf,
    parameters,
  });
  const keys = Object.keys(optimizer.scalars({ step: 1, learningRate: 1 }));
  const program = await engine.compile(
    'step',
    (inputs) => {
      const { value, grads } = tf.variableGrads(() => {
        const hidden = tf.tanh(
          tf.add(tf.matMul(tf.gather(embedding, inputs['ids'] as never), first!), bias!),
        );
        const logLikelihood = tf.logSoftmax(tf.matMul(hidden, second!));
        const targets = tf.oneHot(inputs['targets'], VOCABULARY);
        return tf.neg(tf.mean(tf.sum(tf.mul(logLikelihood, targets), -1)));
      }, variables);
      const gradients = parameters.map(({ name, variable }) => [name, grads[variable.name]!]);
      optimizer.update(Object.fromEntries(gradients), inputs);
      return { loss: value };
    },
    {
      inputs: {
        ids: { shape: [null], dtype: 'int32' },
        targets: { shape: [null], dtype: 'int32' },
        ...Object.fromEntries(keys.map((key) => [key, { shape: [], dtype: 'float32' } as const])),
      },
      state: [...variables, ...optimizer.state.map(({ variable }) => variable)],
    },
  );
  const losses: number[] = [];
  let tensors: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const ids = Int32Array.from({ length: ROWS }, (_, i) => (i * 7 + step) % VOCABULARY);
    const targets = ids.map((id) => (3 * id + 1) % VOCABULARY);
    const scalars = Object.entries(optimizer.scalars({ step, learningRate: optimizer.learningRate }));
    const { loss } = await program.run({
      ids: { shape: [ROWS], dtype: 'int32', data: ids },
      targets: { shape: [ROWS], dtype: 'int32', data: targets },
      ...Object.fromEntries(scalars.map(([name, value]) => [name, floats([], Float32Array.of(value))])),
    });
    losses.push(loss.data[0]!);
    tensors = [...tensors, engine.memory().tensors];
  }
  const weights = await Promise.all(variables.map((variable) => engine.read(variable)));
  await engine.dispose();
  return { losses, tensors, weights };
}

describe('a two-layer net trained with adamw', () => {
  it('learns, with the same losses on wasm and cpu', async () => {
    const [onCpu, onWasm] = [await train('cpu'), await train('wasm')];
    onCpu.losses.forEach((loss, i) => {
      expect(onWasm.losses[i]).to.be.closeTo(loss, 1e-5 * Math.max(1, loss));
    });
    expect(onCpu.losses[0]).to.be.within(1.5, 4);
    expect(onCpu.losses.at(-1)).to.be.below(onCpu.losses[0]! / 2);
  });

  for (const device of ['cpu', 'wasm'] as const) {
    it(`repeats to the bit on ${device} and holds as many tensors at its end as at its start`, async () => {
      const [one, two] = [await train(device), await train(device)];
      expect(two.losses).to.deep.equal(one.losses);
      expect(two.weights).to.deep.equal(one.weights);
      expect(new Set(one.tensors).size).to.equal(1);
    });
  }
});
