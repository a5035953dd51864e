import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { binary, reduce, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findStages } from '@codex-ml/engine-onnx/dist/stages/find-stages.js';
import { expect } from 'chai';

const LARGE = 100;
const nodeOf = ({ source }: Value): Node => (source as { readonly node: Node }).node;

/** The turn of each value: even ones are the loops'. */
function turns(values: readonly Value[], updates: readonly Value[] = [], outputs = values): number[] {
  const { nodes } = findLiveParts([...values, ...updates, ...outputs]);
  const { of } = findStages(nodes, new Set(updates), new Set(outputs), LARGE);
  return values.map((value) => of.get(nodeOf(value))!);
}

describe('findStages', () => {
  let graph: Graph;
  beforeEach(() => {
    graph = new Graph();
  });
  const input = (name: string, shape: readonly number[]) => graph.input(name, { dtype: 'float32', shape });
  const product = (a: Value, b: Value) =>
    graph.add('MatMul', [a, b], { dtype: 'float32', shape: [a.shape[0]!, b.shape[1]!] });

  it('gives products to ONNX Runtime, large arrays to loops, in turns', () => {
    const x = input('x', [16, 16]);
    const first = product(x, x);
    const shifted = unary(graph, 'Exp', first);
    const second = product(shifted, x);
    expect(turns([first, shifted, second])).to.deep.equal([1, 2, 3]);
  });

  it('begins at once with what needs no product', () => {
    const x = input('x', [16, 16]);
    const exponentials = unary(graph, 'Exp', x);
    expect(turns([exponentials, product(x, x), product(exponentials, x)])).to.deep.equal([0, 1, 1]);
  });

  it('lets small nodes go where they cost no turn', () => {
    const x = input('x', [8, 8]);
    const before = product(x, x);
    const small = unary(graph, 'Exp', before);
    const after = product(small, x);
    expect(turns([before, small, after])).to.deep.equal([1, 1, 1]);
    const large = unary(graph, 'Exp', product(input('y', [16, 16]), input('z', [16, 16])));
    const row = reduce(graph, 'ReduceSum', large, [1], true);
    const scale = unary(graph, 'Sqrt', row); // 16 numbers, behind a loop
    expect(turns([large, row, scale])).to.deep.equal([2, 2, 2]);
  });

  it('gives products of few rows with large matrices to loops, and a bias behind them too', () => {
    const [x, matrix, bias] = [input('x', [4, 16]), input('matrix', [16, 16]), input('bias', [16])];
    const first = product(x, matrix);
    const biased = binary(graph, 'Add', first, bias);
    expect(turns([first, biased, product(biased, matrix)])).to.deep.equal([0, 0, 0]);
    const more = product(input('y', [5, 16]), matrix);
    expect(turns([more])).to.deep.equal([1]);
  });

  it('leaves a bias between two products to ONNX Runtime, and takes one before a loop', () => {
    const [x, bias] = [input('x', [16, 16]), input('bias', [16])];
    const biased = binary(graph, 'Add', product(x, x), bias);
    expect(turns([biased, product(biased, x)])).to.deep.equal([1, 1]);
    const other = binary(graph, 'Add', product(input('y', [16, 16]), x), bias);
    expect(turns([other, unary(graph, 'Exp', other)])).to.deep.equal([2, 2]);
  });

  it('computes new values of variables, and what only serves them, in the last turn', () => {
    const [x, weight, moment] = ['x', 'weight', 'moment'].map((name) => input(name, [16, 16])) as [
      Value,
      Value,
      Value,
    ];
    const gradient = product(x, x);
    const nextMoment = binary(graph, 'Add', moment, gradient);
    const step = unary(graph, 'Sqrt', nextMoment);
    const nextWeight = binary(graph, 'Sub', weight, step);
    const exponentials = unary(graph, 'Exp', gradient);
    const result = product(exponentials, x);
    const updates = [nextMoment, nextWeight];
    expect(turns([nextMoment, step, nextWeight, exponentials], updates, [result])).to.deep.equal([
      4, 4, 4, 2,
    ]);
    // What is also a result is needed before.
    expect(turns([nextMoment, step, nextWeight], updates, [result, step])).to.deep.equal([2, 2, 4]);
  });

  it('says whether anything is large enough for loops', () => {
    const worthwhile = (value: Value): boolean => {
      const { nodes } = findLiveParts([value]);
      return findStages(nodes, new Set(), new Set([value]), LARGE).worthwhile;
    };
    const [small, few] = [input('small', [8, 8]), input('few', [4, 4])];
    expect(worthwhile(unary(graph, 'Exp', product(small, small)))).to.equal(false);
    // Nothing is left for ONNX Runtime.
    expect(worthwhile(unary(graph, 'Exp', product(few, few)))).to.equal(true);
    expect(worthwhile(unary(graph, 'Exp', input('x', [10, 10])))).to.equal(true);
    expect(worthwhile(unary(graph, 'Erf', input('x', [100, 100])))).to.equal(false);
  });
});
