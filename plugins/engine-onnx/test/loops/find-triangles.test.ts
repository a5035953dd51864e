import { reduce } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findTriangles, isTriangular } from '@codex-ml/engine-onnx/dist/loops/find-triangles.js';
import { expect } from 'chai';
import { expectReference, GraphBuilder } from './graph-builder.js';
import { buildRegions, runRegions, teamOf } from './run-regions.js';

const HEADS = 3;

/** Attention weights and the gradient behind them, as `attend` records them. @param above what the mask adds above the diagonal */
class Attention extends GraphBuilder {
  readonly weights: Value;
  readonly gradient: Value;

  constructor(size: number, above: number, below = 0) {
    super([HEADS, size, size], 7);
    const { graph, binary: two, unary: one, number } = this;
    const numbers = Array.from({ length: size * size }, (_, i) =>
      i % size > Math.floor(i / size) ? above : below,
    );
    const mask = graph.constant('float32', [size, size], numbers);
    const masked = two('Add', two('Mul', this.operand('full'), number(0.25)), mask);
    const exponentials = one('Exp', two('Sub', masked, reduce(graph, 'ReduceMax', masked, [2], true)));
    const total = reduce(graph, 'ReduceSum', exponentials, [2], true);
    this.weights = two('Mul', exponentials, one('Reciprocal', total));
    const product = two('Mul', this.weights, this.operand('full'));
    const level = reduce(graph, 'ReduceSum', product, [2], true);
    this.gradient = two('Sub', product, two('Mul', this.weights, level));
  }

  triangular(wanted: readonly Value[]): boolean[] {
    const regions = buildRegions(wanted);
    const triangles = findTriangles(regions);
    return regions.map((region) => isTriangular(region, new Set(wanted), triangles));
  }
}

describe('loops behind a causal mask', () => {
  it('leave out what it hides, and give the numbers of the whole square', () => {
    for (const size of [4, 8, 12, 20, 64]) {
      const attention = new Attention(size, -1e9);
      const wanted = [attention.weights, attention.gradient];
      expect(attention.triangular(wanted)).to.deep.equal([true]);
      expectReference(wanted, attention, 1e-6, [1, 3]);
    }
  });

  it('write zeros where they do not go', () => {
    const size = 16;
    const { weights, gradient, inputs } = new Attention(size, -1e9);
    const results = runRegions([weights, gradient], inputs, teamOf(1));
    for (const numbers of results.values()) {
      numbers.forEach((number, i) => {
        if (i % size > Math.floor(i / size) % size) expect(number === 0, `element ${i}`).to.equal(true);
      });
    }
  });

  it('go everywhere when rows are no whole groups, or the mask hides less', () => {
    for (const attention of [new Attention(6, -1e9), new Attention(8, -100), new Attention(8, 0, -100)]) {
      const wanted = [attention.weights, attention.gradient];
      expect(attention.triangular(wanted)).to.deep.equal([false]);
      expectReference(wanted, attention, 1e-6);
    }
  });

  it('go everywhere when the mask hides what is below the diagonal too', () => {
    const attention = new Attention(8, -1e9, -1e9);
    expect(attention.triangular([attention.weights])).to.deep.equal([false]);
  });

  it('go everywhere when another result needs the whole square', () => {
    const attention = new Attention(8, -1e9);
    const shifted = attention.binary('Add', attention.weights, attention.number(1));
    const mean = reduce(attention.graph, 'ReduceMean', attention.weights, [2], true);
    for (const other of [shifted, mean]) {
      const wanted = [attention.weights, other];
      expect(attention.triangular(wanted)).to.deep.equal([false]);
      expectReference(wanted, attention, 1e-6);
    }
  });
});
