import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary, reduce, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findPasses } from '@codex-ml/engine-onnx/dist/loops/find-passes.js';
import { expect } from 'chai';
import { buildRegions } from './run-regions.js';

describe('findPasses', () => {
  const graph = new Graph();
  const x = graph.input('x', { dtype: 'float32', shape: [6, 8] });
  const overRow = (op: string, value: Value) => reduce(graph, op, value, [1], true);
  const passesOf = (...wanted: Value[]) => {
    const [region] = buildRegions(wanted);
    const passes = findPasses(region!);
    return {
      ...passes,
      passOfMaker: (value: Value) =>
        passes.passOf(region!.nodes.find(({ node }) => node.outputs[0] === value)!),
    };
  };

  it('is one where no result of a row is used', () => {
    expect(passesOf(unary(graph, 'Exp', x), overRow('ReduceMax', x)).count).to.equal(1);
  });

  it('adds one for each reduction that needs another one', () => {
    const shifted = binary(graph, 'Sub', x, overRow('ReduceMax', x));
    const exponentials = unary(graph, 'Exp', shifted);
    const weights = binary(graph, 'Div', exponentials, overRow('ReduceSum', exponentials));
    const { count, passOfMaker, levelOf, neededLater } = passesOf(weights);
    expect(count).to.equal(3);
    expect([shifted, exponentials, weights].map(passOfMaker)).to.deep.equal([1, 1, 2]);
    expect(levelOf(weights)).to.equal(2);
    expect(neededLater(exponentials, 1)).to.equal(true);
    expect(neededLater(shifted, 1)).to.equal(false);
    expect(neededLater(weights, 2)).to.equal(false);
  });

  it('does not count reductions that stand side by side', () => {
    const spread = binary(graph, 'Sub', overRow('ReduceMax', x), overRow('ReduceMean', x));
    expect(passesOf(binary(graph, 'Mul', x, spread)).count).to.equal(2);
  });
});
