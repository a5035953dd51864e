import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { recognise } from '@codex-ml/engine-onnx/dist/rewrite/recognise.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { traceProgram } from '@codex-ml/engine-onnx/dist/tracing/trace-program.js';
import { geluTanh, normalizeLayer, normalizeRms, silu, type TensorOps } from '@codex-ml/nn';
import type { Engine, Tensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, makeEager, makeOnnx } from '../make-engine.js';

type Arrays = Readonly<Record<'x' | 'gain' | 'offset', Tensor>>;
type Compute = (ops: TensorOps, at: Arrays) => Readonly<Record<string, Tensor>>;

const EPSILON = 1e-5;

const CASES: Readonly<Record<string, { readonly compute: Compute; readonly operators: readonly string[] }>> =
  {
    'layer normalisation': {
      compute: (ops, { x, gain, offset }) => ({ y: normalizeLayer(ops, x, gain, offset, EPSILON) }),
      operators: ['LayerNormalization'],
    },
    'root mean square normalisation': {
      compute: (ops, { x, gain }) => ({ y: normalizeRms(ops, x, gain, EPSILON) }),
      operators: ['SimplifiedLayerNormalization'],
    },
    'GELU by tanh': { compute: (ops, { x }) => ({ y: geluTanh(ops, x) }), operators: ['Gelu'] },
    SiLU: { compute: (ops, { x }) => ({ y: silu(ops, x) }), operators: ['QuickGelu'] },
    'layer normalisation without offset, which has no operator of its own': {
      compute: (ops, { x, gain }) => ({ y: normalizeLayer(ops, x, gain, undefined, EPSILON) }),
      operators: [],
    },
    'a normalisation whose parts are results too': {
      compute({ tf }, { x, gain }) {
        const unit = tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), EPSILON)));
        return { unit, y: tf.mul(unit, gain) };
      },
      operators: [],
    },
    'a gate that something else reads': {
      compute({ tf }, { x }) {
        const gate = tf.sigmoid(x);
        return { y: tf.mul(x, gate), gate };
      },
      operators: [],
    },
    'another gate, and a mean over another axis': {
      compute: ({ tf }, { x, gain }) => ({
        y: tf.mul(x, tf.sigmoid(tf.mul(x, 1.702))),
        z: tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 0, true), EPSILON))), gain),
      }),
      operators: [],
    },
    'rearrangements of axes of length 1': {
      compute({ tf }, { x }) {
        const [rows, length, width] = x.shape as [number, number, number];
        const moved = tf.transpose(tf.reshape(x, [rows, 1, length, width]), [0, 2, 1, 3]);
        return { y: tf.exp(tf.reshape(moved, [rows * length, width])) };
      },
      operators: [],
    },
  };

const NAMED = ['LayerNormalization', 'SimplifiedLayerNormalization', 'Gelu', 'QuickGelu'];

describe('recognise', () => {
  let [compiled, eager]: Engine[] = [];
  before(async () => {
    [compiled, eager] = [await makeOnnx(), await makeEager()];
  });
  after(async () => {
    await compiled!.dispose();
    await eager!.dispose();
  });

  const wave = (size: number, phase: number) =>
    Float32Array.from({ length: size }, (_, i) => 2 * Math.sin(1.3 * i + phase));

  for (const [name, { compute, operators }] of Object.entries(CASES)) {
    it(`gives the numbers of ${name}`, async () => {
      for (const width of [8, 1]) {
        const shapes = { x: [2, 3, width], gain: [8], offset: [8] };
        const inputs = Object.fromEntries(
          Object.entries(shapes).map(([key, shape]) => [key, { shape, dtype: 'float32' as const }]),
        );
        const feeds = Object.fromEntries(
          Object.entries(shapes).map(([key, shape], i) => [
            key,
            floats(
              shape,
              wave(
                shape.reduce((a, b) => a * b),
                i,
              ),
            ),
          ]),
        );
        const run = async ({ tf, compile }: Engine) => {
          const ops = { tf, features: new Set<never>() };
          const program = await compile<string, string>('case', (at) => compute(ops, at), {
            inputs,
            state: [],
          });
          const results = await program.run(feeds);
          program.dispose();
          return results;
        };
        const [actual, expected] = [await run(compiled!), await run(eager!)];
        for (const [output, { shape, data }] of Object.entries(expected)) {
          expect(actual[output]!.shape).to.deep.equal(shape);
          data.forEach((number, i) => {
            expect(actual[output]!.data[i], `${output}[${i}], width ${width}`).to.be.closeTo(number, 2e-5);
          });
        }
        if (width === 1) continue;
        const { tf } = compiled!;
        const ops = { tf, features: new Set<never>() };
        const traced = traceProgram(tf, getTraceBackend(tf), 'case', (at) => compute(ops, at), inputs, []);
        const { nodes } = findLiveParts([...recognise(traced).outputs.values()]);
        const found = nodes.map(({ op }) => op);
        expect(found.filter((op) => NAMED.includes(op))).to.deep.equal(operators);
        expect(found).not.to.include('Transpose');
      }
    });
  }
});
