import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import type { Node } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { roundsAlike } from '@codex-ml/engine-onnx/dist/stages/rounds-alike.js';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { floats } from '../make-engine.js';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

function product(a: readonly number[], b: readonly number[]): Node {
  const graph = new Graph();
  const shape = [...a.slice(0, -1), b.at(-1)!];
  const { source } = graph.add(
    'MatMul',
    [graph.input('a', float(a)), graph.input('b', float(b))],
    float(shape),
  );
  return (source as { readonly node: Node }).node;
}

describe('roundsAlike', () => {
  it('is so for rows that are shared out, wide matrices and short sums', () => {
    expect(roundsAlike([product([768, 512], [512, 128])], 6)).to.equal(true);
    expect(roundsAlike([product([64, 512], [512, 768])], 6)).to.equal(true);
    expect(roundsAlike([product([64, 128], [128, 256])], 6)).to.equal(true);
    expect(roundsAlike([product([8, 16, 512], [8, 512, 64])], 6)).to.equal(true);
  });

  it('is not so where a thread has few columns of a long sum', () => {
    const narrow = product([64, 192], [192, 256]);
    expect(roundsAlike([narrow], 6)).to.equal(false);
    expect(roundsAlike([product([768, 512], [512, 128]), narrow], 4)).to.equal(false);
    expect(roundsAlike([narrow], 2)).to.equal(true);
    expect(roundsAlike([narrow], 1)).to.equal(true);
    expect(roundsAlike([product([2, 16, 512], [2, 512, 64])], 4)).to.equal(false);
  });

  it('makes a program give the same bits where ONNX Runtime by itself does not', async () => {
    const x = floats(
      [16, 400],
      Float32Array.from({ length: 6400 }, (_, i) => Math.sin(i) / 3),
    );
    const y = floats(
      [400, 96],
      Float32Array.from({ length: 38_400 }, (_, i) => Math.cos(i * 1.7)),
    );
    const results: Float32Array[] = [];
    for (const threads of [1, 2, 3, 4]) {
      const engine = await createEngine(
        { device: 'cpu', precision: 'float32', threads },
        testContext({ id: 'std/onnx' }),
        1,
      );
      const program = await engine.compile(
        'narrow',
        ({ a, b }) => ({ z: engine.tf.exp(engine.tf.matMul(a as never, b as never)) }),
        {
          inputs: { a: { shape: [16, 400], dtype: 'float32' }, b: { shape: [400, 96], dtype: 'float32' } },
          state: [],
        },
      );
      results.push((await program.run({ a: x, b: y })).z.data as Float32Array);
      await engine.dispose();
    }
    for (const result of results) expect(result).to.deep.equal(results[0]);
  });
});
