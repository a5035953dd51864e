import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { TURN, turnOperands } from '@codex-ml/engine-onnx/dist/rewrite/turn-operands.js';
import { expect } from 'chai';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

/** Operators of aᵀ · b, or aᵀ · bᵀ, after rewriting. */
function rewritten(a: readonly number[], b: readonly number[], attributes: Readonly<Record<string, number>>) {
  const graph = new Graph();
  const inputs = [graph.input('a', float(a)), graph.input('b', float(b))];
  const rows = a.at(-1)!;
  const columns = attributes['transB'] === 1 ? b.at(-2)! : b.at(-1)!;
  const shape = [...a.slice(0, -2), rows, columns];
  const result = graph.add('FusedMatMul', inputs, float(shape), { domain: 'com.microsoft', attributes });
  const program = { graph, feeds: new Map(), state: new Map(), updates: new Map() };
  const { outputs } = turnOperands({ ...program, outputs: new Map([['y', result]]) });
  expect(outputs.get('y')!.shape).to.deep.equal(shape);
  return findLiveParts([...outputs.values()]).nodes.map(({ op, attributes: given }) => [op, given]);
}

describe('turnOperands', () => {
  it('transposes the first argument once, before the product', () => {
    expect(rewritten([768, 128], [768, 512], { transA: 1, transB: 0 })).to.deep.equal([
      [TURN, {}],
      ['MatMul', {}],
    ]);
    expect(rewritten([768, 128], [512, 768], { transA: 1, transB: 1 })).to.deep.equal([
      [TURN, {}],
      ['FusedMatMul', { transA: 0, transB: 1 }],
    ]);
  });

  it('leaves products where nothing is won', () => {
    for (const [a, b] of [
      [
        [32, 128],
        [32, 512],
      ],
      [
        [768, 16],
        [768, 512],
      ],
      [
        [768, 128],
        [768, 8],
      ],
      [
        [12, 64, 64],
        [12, 64, 64],
      ],
    ] as const) {
      const attributes = { transA: 1, transB: 0 };
      expect(rewritten(a, b, attributes), `${a} and ${b}`).to.deep.equal([['FusedMatMul', attributes]]);
    }
  });
});
