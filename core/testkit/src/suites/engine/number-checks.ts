// Checks of an engine's numbers: operators against a reference in double precision, gradients against finite differences.
import type { Engine, Tensor, TfCore, Variable } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { type Check, check } from '../../checks/check.js';
import { demandClose, demandEqual } from '../../checks/demand.js';
import type { GetEngine } from './get-engine.js';
import { ints, normals, specOf } from './host-values.js';
import { operatorTable } from './operator-table.js';

export function numberChecks(getEngine: GetEngine, tolerance: number): Check[] {
  return [
    check('computes every operator of a language model as the reference does', async () => {
      const engine = await getEngine();
      for (const { name, inputs, apply, expected } of operatorTable()) {
        const program = await engine.compile(name, (given) => ({ out: apply(engine.tf, given) }), {
          inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, specOf(value)])),
          state: [],
        });
        const { out } = await program.run(inputs);
        demandClose(out.data, expected, {
          where: `operator ${name}`,
          remedy: 'compare the kernel with the definition of the operator, broadcasting and axes included',
          relative: tolerance,
          absolute: tolerance / 10,
        });
        program.dispose();
      }
    }),

    check('has gradients that agree with finite differences', async () => {
      const engine = await getEngine();
      const problem = createProblem(engine);
      try {
        await compareWithDifferences(engine, problem);
      } finally {
        for (const variable of problem.variables) variable.dispose();
      }
    }),

    check('gives the same bits again, where it declares `deterministic`', async () => {
      const engine = await getEngine();
      if (!engine.features.has('deterministic')) return;
      const rng = createRng(3).fork('deterministic');
      const feeds = { a: normals(rng, [64, 96]), b: normals(rng, [96, 80]) };
      const program = await engine.compile(
        'deterministic',
        ({ a, b }) => ({ out: engine.tf.softmax(engine.tf.matMul(a, b)) }),
        { inputs: { a: specOf(feeds.a), b: specOf(feeds.b) }, state: [] },
      );
      const first = (await program.run(feeds)).out.data;
      for (let i = 0; i < 3; i++) {
        demandEqual((await program.run(feeds)).out.data, first, {
          where: 'the same program and feeds, run again',
          remedy: 'sum in a fixed order, or do not declare `deterministic`',
        });
      }
      program.dispose();
    }),
  ];
}

type Scalar = ReturnType<TfCore['scalar']>;

interface Problem {
  readonly variables: readonly Variable[];
  /** A scalar built from embedding, products, normalisation and cross-entropy. */
  loss(ids: Tensor): Tensor;
}

const IDS = ints([5], [2, 0, 5, 2, 1]);
const TARGETS = [1, 0, 3, 2, 1];
const WIDTH = 4;
const CLASSES = 4;

function createProblem({ tf }: Engine): Problem {
  const rng = createRng(11).fork('gradient');
  const make = (shape: number[], shift = 0) => {
    const { data } = normals(rng, shape, 0.5, shift);
    return tf.tidy(() => tf.variable(tf.tensor(data, shape, 'float32')));
  };
  const [table, up, gain, down] = [make([6, WIDTH]), make([WIDTH, 6]), make([6], 1), make([CLASSES, 6])];
  const oneHot = Float32Array.from({ length: TARGETS.length * CLASSES }, (_, i) =>
    TARGETS[Math.floor(i / CLASSES)] === i % CLASSES ? 1 : 0,
  );
  return {
    variables: [table, up, gain, down] as Variable[],
    loss: (ids) => {
      const embedded = tf.gather(table, ids);
      const hidden = tf.tanh(tf.matMul(embedded, up));
      const centred = tf.sub(hidden, tf.mean(hidden, -1, true));
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-3));
      const normal = tf.mul(tf.mul(centred, scale), gain);
      const logits = tf.matMul(tf.mul(normal, tf.sigmoid(normal)), down, false, true);
      const shifted = tf.sub(logits, tf.max(logits, -1, true));
      const normaliser = tf.log(tf.sum(tf.exp(shifted), -1, true));
      const chosen = tf.mul(tf.sub(shifted, normaliser), tf.tensor(oneHot, [TARGETS.length, CLASSES]));
      return tf.neg(tf.sum(chosen));
    },
  };
}

async function compareWithDifferences(engine: Engine, { variables, loss }: Problem): Promise<void> {
  const spec = { inputs: { ids: specOf(IDS) }, state: variables };
  const value = await engine.compile('loss', ({ ids }) => ({ loss: loss(ids) }), spec);
  const gradient = await engine.compile(
    'gradient',
    ({ ids }) => {
      const { grads } = engine.tf.variableGrads(
        (): Scalar => engine.tf.reshape(loss(ids), []),
        [...variables],
      );
      return Object.fromEntries(variables.map(({ name }, i) => [String(i), grads[name]!]));
    },
    spec,
  );
  const analytic = await gradient.run({ ids: IDS });
  const lossAt = async () => (await value.run({ ids: IDS })).loss.data[0]!;
  for (const [i, variable] of variables.entries()) {
    const original = await engine.read(variable);
    const numeric = new Float64Array(original.length);
    const shift = 1e-2;
    for (let j = 0; j < original.length; j++) {
      const [above, below] = [original.slice(), original.slice()];
      above[j]! += shift;
      below[j]! -= shift;
      await engine.write(variable, above);
      const high = await lossAt();
      await engine.write(variable, below);
      numeric[j] = (high - (await lossAt())) / (above[j]! - below[j]!);
    }
    await engine.write(variable, original);
    demandClose(analytic[String(i)]!.data, numeric, {
      where: `gradient of a small network by ${['embedding table', 'first matrix', 'gain', 'second matrix'][i]}`,
      remedy: 'check the gradient functions of gather, matMul, mean, rsqrt, tanh, sigmoid, max and exp',
      // float32 differences of a function with curvature: about three digits.
      relative: 1e-2,
      absolute: 5e-3,
    });
  }
  value.dispose();
  gradient.dispose();
}
