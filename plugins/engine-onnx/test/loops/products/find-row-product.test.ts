import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import type { Attribute, Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findRowProduct } from '@codex-ml/engine-onnx/dist/loops/products/find-row-product.js';
import { expect } from 'chai';

describe('products of few rows', () => {
  let graph: Graph;
  beforeEach(() => {
    graph = new Graph();
  });
  const find = (
    a: readonly number[],
    b: readonly number[],
    result: readonly number[],
    attributes: Readonly<Record<string, Attribute>> = {},
    dtype: 'float32' | 'float16' = 'float32',
  ) => {
    const [x, matrix] = [a, b].map((shape, i) => graph.input(`${i}`, { dtype, shape })) as [Value, Value];
    const fused = Object.keys(attributes).length > 0;
    const options = fused ? { domain: 'com.microsoft', attributes } : {};
    const info = { dtype, shape: result };
    const value = graph.add(fused ? 'FusedMatMul' : 'MatMul', [x, matrix], info, options);
    const found = findRowProduct((value.source as { readonly node: Node }).node);
    if (found === undefined) return undefined;
    const { rows, inner, columns, transposed } = found;
    return { rows, inner, columns, transposed };
  };

  it('have up to four rows, over any number of axes', () => {
    const found = { rows: 4, inner: 6, columns: 5, transposed: false };
    expect(find([4, 6], [6, 5], [4, 5])).to.deep.equal(found);
    expect(find([2, 2, 6], [1, 6, 5], [2, 2, 5])).to.deep.equal(found);
    expect(find([5, 6], [6, 5], [5, 5])).to.equal(undefined);
  });

  it('may have a transposed matrix, and one row that lies as a column', () => {
    const found = { rows: 1, inner: 6, columns: 5, transposed: true };
    expect(find([1, 6], [5, 6], [1, 5], { transA: 0, transB: 1 })).to.deep.equal(found);
    expect(find([6, 1], [5, 6], [1, 5], { transA: 1, transB: 1 })).to.deep.equal(found);
    expect(find([6, 2], [5, 6], [2, 5], { transA: 1, transB: 1 })).to.equal(undefined);
  });

  it('are of one matrix, in single precision, without anything else', () => {
    expect(find([2, 1, 6], [2, 6, 5], [2, 1, 5])).to.equal(undefined);
    expect(find([1, 6], [6, 5], [1, 5], {}, 'float16')).to.equal(undefined);
    const scaled = { transA: 0, transB: 0, alpha: { float: 2 } };
    expect(find([1, 6], [6, 5], [1, 5], scaled)).to.equal(undefined);
  });
});
