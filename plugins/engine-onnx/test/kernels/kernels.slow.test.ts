import { KERNEL_FAMILIES } from '@codex-ml/engine-onnx/dist/kernels/kernel-table.js';
import type { DType, Engine, HostTensor, Tensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { makeOnnx } from '../make-engine.js';
import { KERNEL_CASES, type KernelCase } from './kernel-cases.js';

const SAMPLES = 8;
const TOLERANCE = 1e-5;

/** Kernels that no op of tfjs reaches by itself. */
const CALLED_DIRECTLY = ['LogSoftmax'];

const listed = (result: Tensor | readonly Tensor[]) =>
  (Array.isArray(result) ? result : [result]) as readonly Tensor[];

function runEagerly({ tf }: Engine, { inputs, apply }: KernelCase): HostTensor[] {
  const results: HostTensor[] = [];
  tf.tidy(() => {
    const arrays = inputs.map(({ data, shape, dtype }) => tf.tensor(data.slice(), [...shape], dtype));
    for (const result of listed(apply(tf, arrays))) {
      results.push({ shape: result.shape, dtype: result.dtype as DType, data: result.dataSync().slice() });
    }
  });
  return results;
}

async function runCompiled(engine: Engine, { inputs, apply }: KernelCase): Promise<HostTensor[]> {
  const program = await engine.compile<string, string>(
    'case',
    (given) => {
      const arrays = inputs.map((_, i) => given[`i${i}`]!);
      return Object.fromEntries(listed(apply(engine.tf, arrays)).map((result, i) => [`o${i}`, result]));
    },
    {
      inputs: Object.fromEntries(inputs.map(({ shape, dtype }, i) => [`i${i}`, { shape, dtype }])),
      state: [],
    },
  );
  const results = await program.run(Object.fromEntries(inputs.map((input, i) => [`i${i}`, input])));
  program.dispose();
  return Object.values(results);
}

function expectClose(actual: HostTensor, expected: HostTensor): void {
  expect({ shape: actual.shape, dtype: actual.dtype }).to.deep.equal({
    shape: expected.shape,
    dtype: expected.dtype,
  });
  expected.data.forEach((wanted, i) => {
    const got = actual.data[i]!;
    if (Object.is(got, wanted) || got === wanted) return;
    expect(Math.abs(got - wanted), `element ${i}: ${got}, not ${wanted}`).to.be.at.most(
      TOLERANCE * Math.max(1, Math.abs(wanted)),
    );
  });
}

describe('the kernels of the compiled engine', () => {
  let engine: Engine;
  before(async () => {
    engine = await makeOnnx();
  });
  after(() => engine.dispose());

  for (const [kernel, makeCase] of Object.entries(KERNEL_CASES)) {
    it(`compute ${kernel} as the eager cpu backend does`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (g) => {
          const use = makeCase(g);
          const expected = runEagerly(engine, use);
          const actual = await runCompiled(engine, use);
          expect(actual.length).to.equal(expected.length);
          expected.forEach((each, i) => {
            expectClose(actual[i]!, each);
          });
        }),
        { numRuns: SAMPLES, seed: 7 },
      );
    });
  }

  it('compute LogSoftmax, which tfjs composes by itself, as tfjs does', async () => {
    const { tf } = engine;
    const x: HostTensor = { shape: [2, 3], dtype: 'float32', data: Float32Array.of(1, 2, 3, -1, 0, 5) };
    const [expected] = runEagerly(engine, { inputs: [x], apply: (_, [logits]) => tf.logSoftmax(logits!) });
    const [actual] = await runCompiled(engine, {
      inputs: [x],
      apply: (_, [logits]) => tf.engine().runKernel<Tensor>('LogSoftmax', { logits: logits! }, { axis: -1 }),
    });
    expectClose(actual!, expected!);
  });

  it('are all in this suite', () => {
    // Those of our own have no counterpart on the cpu backend.
    const names = Object.values(KERNEL_FAMILIES)
      .flat()
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('fused-'));
    expect(names.length).to.equal(new Set(names).size);
    expect(Object.keys(KERNEL_CASES).concat(CALLED_DIRECTLY)).to.have.members(names);
  });
});
