// Generated programs of models' operators, some of which loops compute and some ONNX Runtime: against the eager cpu backend.
import { type TensorOps, takeRows } from '@codex-ml/nn';
import type { Engine, HostTensor, Scalar, Tensor, TfCore, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { floats, ints, makeEager, makeLooped } from '../make-engine.js';

/** Choices that a program is built from, the same on both engines. */
interface Choices {
  readonly shape: readonly [number, number, number];
  readonly steps: readonly {
    readonly op: number;
    readonly a: number;
    readonly b: number;
    readonly c: number;
  }[];
  readonly updates: readonly [number, number];
  readonly gradient: boolean;
}

const choices = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 2, max: 6 }),
    fc.integer({ min: 2, max: 18 }),
  ),
  steps: fc.array(fc.record({ op: fc.nat(18), a: fc.nat(50), b: fc.nat(50), c: fc.nat(50) }), {
    minLength: 2,
    maxLength: 14,
  }),
  updates: fc.tuple(fc.nat(50), fc.nat(50)),
  gradient: fc.boolean(),
});

interface Operands {
  readonly ops: TensorOps;
  readonly tf: TfCore;
  readonly shape: readonly [number, number, number];
  readonly x: Tensor;
  readonly y: Tensor;
  /** Small variation along the last axis, or along rows. */
  readonly column: Tensor;
  readonly row: Tensor;
  /** [width, width] */
  readonly square: Tensor;
  readonly ids: Tensor;
}

/** Results have the operands' shape and stay within a few units when they do. */
const STEPS: readonly ((at: Operands) => Tensor)[] = [
  ({ tf, x, y }) => tf.mul(tf.add(x, y), 0.5),
  ({ tf, x, y }) => tf.mul(tf.sub(x, y), 0.5),
  ({ tf, x, y }) => tf.mul(tf.sigmoid(x), y),
  ({ tf, x, y }) => tf.maximum(x, tf.mul(y, 0.5)),
  ({ tf, x, column }) => tf.add(tf.mul(x, column), column),
  ({ tf, x, row }) => tf.sub(x, tf.mul(row, 0.5)),
  ({ tf, x }) => tf.softmax(x),
  ({ tf, x, column }) => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 0.1))), column);
  },
  ({ tf, x }) => tf.exp(tf.neg(tf.abs(x))),
  ({ tf, x, y, shape: [, rows] }) =>
    tf.div(tf.matMul(tf.matMul(x, y, false, true), x), rows * 2 * Math.max(1, x.shape[2]!)),
  ({ tf, x, shape: [outer, rows, width] }) =>
    tf.reshape(tf.transpose(tf.reshape(x, [outer, width, rows]), [0, 2, 1]), [outer, rows, width]),
  ({ tf, x, y, shape: [outer, rows] }) => tf.sub(x, tf.div(tf.sum(y, [0, 1], true), outer * rows)),
  ({ tf, x, y }) => tf.sub(x, tf.mul(tf.div(tf.sum(y), y.size), 0.5)),
  ({ ops, tf, x, y, ids, shape: [outer, rows, width] }) => {
    const picked = takeRows(ops, tf.reshape(x, [outer * rows, width]), ids);
    return tf.sub(tf.mul(y, 0.5), tf.mul(tf.reshape(picked, x.shape), 0.25));
  },
  ({ tf, x }) => tf.tanh(x),
  ({ tf, x }) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.25)),
  ({ tf, x }) => tf.clipByValue(x, -1, 1),
  (at) => timesSquare(at, false),
  (at) => timesSquare(at, true),
];

/** With few rows a product that loops compute. */
function timesSquare({ tf, x, square, shape: [outer, rows, width] }: Operands, transposed: boolean): Tensor {
  const product = tf.matMul(tf.reshape(x, [outer * rows, width]), square, false, transposed);
  return tf.div(tf.reshape(product, [outer, rows, width]), width);
}

async function run(engine: Engine, { shape, steps, updates, gradient }: Choices) {
  const { tf } = engine;
  const [outer, rows, width] = shape;
  const size = outer * rows * width;
  const wave = (phase: number, count = size) =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.3 + phase) * 1.5);
  const [u, v]: Variable[] = tf.tidy(() =>
    [0, 1].map((phase) => tf.variable(tf.tensor(wave(phase), [...shape]))),
  );
  const compute = (given: Readonly<Record<string, Tensor>>, from: readonly Tensor[]): Tensor[] => {
    const pool = [...from, given['x']!];
    const { column, row, square, ids } = given as Record<'column' | 'row' | 'square' | 'ids', Tensor>;
    for (const { op, a, b, c } of steps) {
      const [x, y] = [pool[a % pool.length]!, pool[b % pool.length]!];
      const next = STEPS[op % STEPS.length]!({ ops: engine, tf, shape, x, y, column, row, square, ids });
      pool.push(next);
      if (c % 5 === 0) pool.push(tf.mul(next, 0.75));
    }
    return pool;
  };
  const program = await engine.compile<string, string>(
    'generated',
    (given) => {
      let pool: Tensor[] = [];
      const results: Record<string, Tensor> = {};
      if (gradient) {
        // Depends on both variables, whatever was generated.
        const loss = (): Scalar => {
          const end = tf.mean(compute(given, [u!, v!]).at(-1)!);
          return tf.add<Scalar>(end, tf.mean(tf.mul(u!, v!)));
        };
        const { grads } = tf.variableGrads(loss, [u!, v!]);
        for (const [name, variable] of Object.entries({ u: u!, v: v! })) {
          const gradientOf = grads[variable.name];
          if (gradientOf !== undefined) results[`gradient of ${name}`] = gradientOf;
        }
      }
      pool = compute(given, [u!, v!]);
      // Some become another value as it is, a variable's perhaps.
      const next = updates.map((choice) => {
        const chosen = pool[choice % pool.length]!;
        return choice % 4 === 0 ? tf.clone(chosen) : tf.mul(chosen, choice % 3 === 0 ? 1 : 0.9);
      });
      results['last'] = pool.at(-1)!;
      // The rows of the last array with others subtracted at places.
      const rowsOf = (x: Tensor) => tf.reshape(x, [outer * rows, width]);
      const places = tf.reshape(given['ids']!, [-1, 1]);
      const spread: Tensor = tf.scatterND(places, rowsOf(given['x']!), [outer * rows, width]);
      results['scattered'] = tf.sub(rowsOf(pool.at(-1)!), spread);
      results['total'] = tf.sum(pool.at(-1)!);
      results['old'] = tf.mul(u!, 2);
      u!.assign(next[0]!);
      v!.assign(next[1]!);
      return results;
    },
    {
      inputs: {
        x: { shape: [...shape], dtype: 'float32' },
        column: { shape: [width], dtype: 'float32' },
        row: { shape: [outer, rows, 1], dtype: 'float32' },
        square: { shape: [width, width], dtype: 'float32' },
        ids: { shape: [outer * rows], dtype: 'int32' },
      },
      state: [u!, v!],
    },
  );
  const found: [string, Float32Array][] = [];
  for (let step = 0; step < 2; step++) {
    const results: Record<string, HostTensor> = await program.run({
      x: floats([...shape], wave(5 + step)),
      column: floats([width], wave(2, width)),
      row: floats([outer, rows, 1], wave(3, outer * rows)),
      square: floats([width, width], wave(4, width * width)),
      ids: ints(
        [outer * rows],
        Array.from({ length: outer * rows }, (_, i) => (i * i + step) % (outer * rows)),
      ),
    });
    for (const [name, { data }] of Object.entries(results)) {
      found.push([`${name} of step ${step}`, data as Float32Array]);
    }
    for (const [name, variable] of Object.entries({ u: u!, v: v! })) {
      found.push([`variable ${name} after step ${step}`, (await engine.read(variable)) as Float32Array]);
    }
  }
  program.dispose();
  tf.dispose([u!, v!]);
  return new Map(found);
}

describe('generated programs', () => {
  it('give what the eager cpu backend gives, on one and on two threads', async function () {
    this.timeout(120_000);
    const [one, two, eager] = [await makeLooped(1), await makeLooped(2), await makeEager()];
    await fc.assert(
      fc.asyncProperty(choices, async (program) => {
        const expected = await run(eager, program);
        const actual = await run(one, program);
        expect([...actual.keys()]).to.deep.equal([...expected.keys()]);
        for (const [name, values] of expected) {
          const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
          values.forEach((value, i) => {
            const got = actual.get(name)![i]!;
            if (Math.abs(got - value) > 3e-5 * scale) expect.fail(`${name}[${i}] is ${got}, not ${value}`);
          });
        }
        expect(await run(two, program)).to.deep.equal(actual);
      }),
      { numRuns: 80, seed: 11 },
    );
    for (const engine of [one, two, eager]) await engine.dispose();
  });
});
