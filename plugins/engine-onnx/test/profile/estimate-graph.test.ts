import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { estimateGraph } from '@codex-ml/engine-onnx/dist/profile/estimate-graph.js';
import { operatorFlops } from '@codex-ml/engine-onnx/dist/profile/operator-flops.js';
import { expect } from 'chai';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

describe('the operations of a product of matrices', () => {
  it('are 2 m n k, whichever matrix is transposed and however many there are', () => {
    expect(
      operatorFlops(
        'MatMul',
        [
          [3, 4],
          [4, 5],
        ],
        [[3, 5]],
      ),
    ).to.equal(2 * 3 * 4 * 5);
    expect(
      operatorFlops(
        'FusedMatMul',
        [
          [4, 3],
          [4, 5],
        ],
        [[3, 5]],
      ),
    ).to.equal(2 * 3 * 4 * 5);
    expect(
      operatorFlops(
        'MatMul',
        [
          [7, 2, 3, 4],
          [7, 2, 4, 5],
        ],
        [[7, 2, 3, 5]],
      ),
    ).to.equal(14 * 2 * 3 * 4 * 5);
    expect(operatorFlops('Gemm', [[3, 4], [4, 5], [5]], [[3, 5]])).to.equal(2 * 3 * 4 * 5);
  });

  it('are those of every pair where one of the two is shared', () => {
    expect(
      operatorFlops(
        'MatMul',
        [
          [6, 3, 4],
          [4, 5],
        ],
        [[6, 3, 5]],
      ),
    ).to.equal(6 * 2 * 3 * 4 * 5);
    expect(
      operatorFlops(
        'MatMul',
        [
          [3, 4],
          [6, 4, 5],
        ],
        [[6, 3, 5]],
      ),
    ).to.equal(6 * 2 * 3 * 4 * 5);
  });

  it('are not known of other operators, or without the axes of a matrix', () => {
    expect(operatorFlops('Add', [[3], [3]], [[3]])).to.equal(null);
    expect(operatorFlops('MatMul', [[4], [4]], [[]])).to.equal(null);
  });
});

describe('the estimate of a graph', () => {
  it('counts products apart from the bytes that other operators move', () => {
    const graph = new Graph();
    const [a, b] = [graph.input('a', float([3, 4])), graph.input('b', float([4, 5]))];
    const product = graph.add('MatMul', [a, b], float([3, 5]));
    const sum = graph.add('Add', [product, product], float([3, 5]));
    expect(estimateGraph([sum])).to.include({ matmulFlops: 120, otherBytes: 3 * 60, operators: 2 });
  });

  it('keeps an array until its last reader, and writes sums over what nobody reads any more', () => {
    const graph = new Graph();
    const x = graph.input('x', float([100]));
    const kept = graph.add('Exp', [x], float([100]));
    const middle = graph.add('Sin', [kept], float([100]));
    const end = graph.add('Add', [middle, kept], float([100]));
    // Both arguments of the sum are alive; the sum takes the place of one.
    expect(estimateGraph([end]).intermediateBytes).to.equal(800);
    // Nothing may be written over what is also a result.
    expect(estimateGraph([end, kept, middle]).intermediateBytes).to.equal(1200);
  });

  it('takes a reshaped array for another view of the same bytes', () => {
    const graph = new Graph();
    const x = graph.input('x', float([100]));
    const sine = graph.add('Sin', [x], float([100]));
    const view = graph.add('Reshape', [sine, graph.constant('int64', [2], [10, 10])], float([10, 10]));
    const end = graph.add('Transpose', [view], float([10, 10]));
    const estimate = estimateGraph([end]);
    expect(estimate).to.include({ intermediateBytes: 800, operators: 2 });
  });

  it('does not count results that are written to buffers of the caller', () => {
    const graph = new Graph();
    const x = graph.input('x', float([100]));
    const next = graph.add('Sin', [x], float([100]));
    expect(estimateGraph([next], new Set([next])).intermediateBytes).to.equal(0);
  });
});
