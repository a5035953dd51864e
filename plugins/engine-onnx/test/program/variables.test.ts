// Programs that assign variables, computed with loops that may write new values over old ones: against the eager cpu backend.
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import type { Engine, HostTensor, Tensor, TfCore, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, makeEager, makeLooped } from '../make-engine.js';

const SHAPE = [6, 8];
const SIZE = 48;

interface Case {
  /** @param u a variable @param v another one @param x the input, which differs from run to run */
  compute(tf: TfCore, at: { u: Variable; v: Variable; x: Tensor }): Record<string, Tensor>;
  /** Variables that need a second buffer. */
  readonly spare: readonly ('u' | 'v')[];
}

const CASES: Readonly<Record<string, Case>> = {
  'add to a variable': {
    compute(tf, { u, x }) {
      u.assign(tf.add(tf.mul(u, 0.5), x));
      return {};
    },
    spare: [],
  },
  'add to a variable and give its new value': {
    compute(tf, { u, x }) {
      u.assign(tf.add(u, x));
      return { u, twice: tf.mul(u, 2) };
    },
    spare: [],
  },
  'swap two variables': {
    compute(tf, { u, v, x }) {
      const [a, b]: Tensor[] = [tf.clone(u), tf.clone(v)];
      u.assign(b!);
      v.assign(a!);
      return { y: tf.add(x, 1) };
    },
    spare: ['u', 'v'],
  },
  'swap two variables and change both on the way': {
    compute(tf, { u, v, x }) {
      const [a, b]: Tensor[] = [tf.mul(u, x), tf.sub(v, x)];
      u.assign(b!);
      v.assign(a!);
      return {};
    },
    spare: ['v'],
  },
  'assign one value to two variables': {
    compute(tf, { u, v, x }) {
      const next: Tensor = tf.add(tf.mul(u, v), x);
      u.assign(next);
      v.assign(next);
      return {};
    },
    spare: ['v'],
  },
  'assign one variable to another and then change it': {
    compute(tf, { u, v, x }) {
      v.assign(u);
      u.assign(tf.add(u, x));
      return {};
    },
    spare: ['u', 'v'],
  },
  'give the old value of a variable that changes': {
    compute(tf, { u, x }) {
      const old = tf.clone(u);
      u.assign(tf.add(u, x));
      return { old };
    },
    spare: ['u'],
  },
  'read the old value in another array of results': {
    compute(tf, { u, x }) {
      const y = tf.sub(u, x);
      u.assign(tf.mul(u, x));
      return { y };
    },
    spare: [],
  },
  'assign a variable that another result reads, without reading it for that': {
    compute(tf, { u, x }) {
      const next: Tensor = tf.mul(x, 2);
      const y = tf.add(x, u);
      u.assign(next);
      return { y };
    },
    spare: ['u'],
  },
  'assign a variable that nothing reads': {
    compute(tf, { u, x }) {
      u.assign(tf.mul(x, x));
      return { y: tf.add(x, 1) };
    },
    spare: [],
  },
  'assign a constant': {
    compute(tf, { u, v, x }) {
      u.assign(tf.fill(SHAPE, 3));
      v.assign(
        tf.tensor(
          Float32Array.from({ length: SIZE }, (_, i) => i),
          SHAPE,
        ),
      );
      return { y: tf.add(x, 1) };
    },
    spare: ['u', 'v'],
  },
  'assign an input': {
    compute(tf, { u, x }) {
      u.assign(x);
      return { y: tf.mul(x, 3) };
    },
    spare: ['u'],
  },
  'move the rows of a variable': {
    compute(tf, { u, x }) {
      u.assign(tf.add(tf.transpose(tf.reshape(u, [8, 6])), x));
      return {};
    },
    spare: [],
  },
  'use a variable in a row’s sum and in what replaces it': {
    compute(tf, { u, x }) {
      u.assign(tf.mul(tf.sub(u, tf.mean(u, -1, true)), x));
      return {};
    },
    spare: ['u'],
  },
  'use a variable in a product of matrices behind its change': {
    compute(tf, { u, v, x }) {
      const next: Tensor = tf.add(v, x);
      const product = tf.matMul(v, tf.exp(x), false, true);
      v.assign(next);
      u.assign(tf.add(u, tf.slice(tf.tile(product, [1, 2]), [0, 0], SHAPE)));
      return { product };
    },
    spare: [],
  },
  'use the sum of all of a variable in what replaces it': {
    compute(tf, { u, x }) {
      u.assign(tf.add(tf.mul(u, tf.div(tf.sum(u), SIZE)), x));
      return {};
    },
    spare: [],
  },
  'change a variable as a row and as a whole array': {
    compute(tf, { u, v, x }) {
      u.assign(tf.add(u, tf.sum(tf.mul(v, x), 0)));
      v.assign(tf.sub(v, u));
      return { y: tf.sum(v, 0) };
    },
    spare: [],
  },
};

const wave = (phase: number) => Float32Array.from({ length: SIZE }, (_, i) => Math.sin(i * 0.7 + phase));

async function runSteps(engine: Engine, { compute }: Case) {
  const { tf } = engine;
  const [u, v]: Variable[] = tf.tidy(() => [0, 1].map((phase) => tf.variable(tf.tensor(wave(phase), SHAPE))));
  const program = await engine.compile<string, string>(
    'case',
    ({ x }) => compute(tf, { u: u!, v: v!, x: x! }),
    { inputs: { x: { shape: SHAPE, dtype: 'float32' } }, state: [u!, v!] },
  );
  const results: Record<string, HostTensor>[] = [];
  const values: number[][] = [];
  for (let step = 0; step < 3; step++) {
    results.push(await program.run({ x: floats(SHAPE, wave(2 + step)) }));
    for (const variable of [u!, v!]) values.push([...(await engine.read(variable))]);
  }
  return { results, values, u: u!, v: v! };
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length).to.equal(expected.length);
  Array.from(expected).forEach((wanted, i) => {
    expect(actual[i], `${what}[${i}]`).to.be.closeTo(wanted, 1e-5 * Math.max(1, Math.abs(wanted)));
  });
}

describe('programs with loops', () => {
  let [looped, eager]: Engine[] = [];
  before(async () => {
    [looped, eager] = [await makeLooped(2), await makeEager()];
  });
  after(async () => {
    await looped!.dispose();
    await eager!.dispose();
  });

  for (const [name, use] of Object.entries(CASES)) {
    it(`${name}, as the eager cpu backend does`, async () => {
      const expected = await runSteps(eager!, use);
      const actual = await runSteps(looped!, use);
      actual.values.forEach((values, i) => {
        expectNear(values, expected.values[i]!, `variable ${'uv'[i % 2]} after step ${i >> 1}`);
      });
      actual.results.forEach((outputs, step) => {
        expect(Object.keys(outputs)).to.deep.equal(Object.keys(expected.results[step]!));
        for (const [output, { data }] of Object.entries(outputs)) {
          expectNear(data, expected.results[step]![output]!.data, `${output} of step ${step}`);
        }
      });
      const backend = getTraceBackend(looped!.tf);
      const spare = (['u', 'v'] as const).filter((key) => backend.stored(actual[key].dataId)!.spareBytes > 0);
      expect(spare, 'variables with a second buffer').to.deep.equal(use.spare);
    });
  }
});
