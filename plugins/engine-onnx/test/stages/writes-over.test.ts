import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { reshape, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { mayWriteOver } from '@codex-ml/engine-onnx/dist/stages/writes-over.js';
import type { Engine, Tensor, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, ints, makeLooped, makeOnnx } from '../make-engine.js';

const CACHE = [2, 1, 6, 8];
const TOKEN = [2, 1, 1, 8];

describe('mayWriteOver', () => {
  const graph = new Graph();
  const float = (name: string, shape: readonly number[]) => graph.input(name, { dtype: 'float32', shape });
  const [keys, values, token] = [float('keys', CACHE), float('values', CACHE), float('token', TOKEN)];
  const info = { dtype: 'float32' as const, shape: CACHE };
  const [mixed, nextKeys, nextValues] = graph.addMany(
    'GroupQueryAttention',
    [token, token, token, keys, values],
    [{ dtype: 'float32', shape: TOKEN }, info, info],
    { domain: 'com.microsoft' },
  ) as [Value, Value, Value];
  const may = (value: Value, before: Value, ...others: Value[]): boolean =>
    mayWriteOver(value, before, findLiveParts([value, ...others]).nodes);

  it('lets the kernel of attention write to its own caches', () => {
    expect(may(nextKeys, keys)).to.equal(true);
    expect(may(nextValues, values, nextKeys, mixed)).to.equal(true);
  });

  it('does not let it write elsewhere, nor other kernels to what they read', () => {
    expect(may(nextKeys, values)).to.equal(false);
    expect(may(mixed, token)).to.equal(false);
    expect(may(unary(graph, 'Exp', keys), keys)).to.equal(false);
    expect(may(keys, keys)).to.equal(false);
  });

  it('does not let it write over what others read, in whatever shape', () => {
    expect(may(nextKeys, keys, unary(graph, 'Erf', keys))).to.equal(false);
    expect(may(nextKeys, keys, unary(graph, 'Erf', reshape(graph, keys, [12, 8])))).to.equal(false);
    expect(may(nextKeys, keys, unary(graph, 'Erf', values))).to.equal(true);
  });
});

describe('a cache that something else reads', () => {
  for (const [name, make] of Object.entries({ 'with loops': makeLooped, without: makeOnnx })) {
    it(`keeps its old values until then, ${name}`, async () => {
      const engine: Engine = await make();
      const { tf } = engine;
      const [keys, values]: Variable[] = tf.tidy(() =>
        [1, 2].map((each) => tf.variable(tf.fill(CACHE, each))),
      );
      const program = await engine.compile<string, string>(
        'decode',
        ({ token, positions }) => {
          const given = { queries: token!, keys: token!, values: token!, positions: positions! };
          const results = tf.engine().runKernel<Tensor[]>('fused-cached-attention', {
            ...given,
            ...{ storedKeys: keys!, storedValues: values! },
          });
          const [mixed, nextKeys, nextValues] = results as [Tensor, Tensor, Tensor];
          // Behind the kernel, as it depends on what that gives.
          const old = tf.mul(tf.add(keys!, tf.mul(tf.max(mixed), 0)), 3);
          keys!.assign(nextKeys);
          values!.assign(nextValues);
          return { old };
        },
        {
          inputs: {
            token: { shape: TOKEN, dtype: 'float32' },
            positions: { shape: [2], dtype: 'int32' },
          },
          state: [keys!, values!],
        },
      );
      const { old } = await program.run({
        token: floats(TOKEN, new Float32Array(16).fill(9)),
        positions: ints([2], [2, 4]),
      });
      expect(new Set(old!.data)).to.deep.equal(new Set([3]));
      const written = await engine.read(keys!);
      expect(written.filter((each) => each === 9).length).to.equal(16);
      expect([written[2 * 8], written[48 + 4 * 8]]).to.deep.equal([9, 9]);
      await engine.dispose();
    });
  }
});
