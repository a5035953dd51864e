import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary, cast, fill, reduce, scalar, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findNodeSpace } from '@codex-ml/engine-onnx/dist/loops/node-space.js';
import { expect } from 'chai';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });
const spaceOf = ({ source }: Value) => findNodeSpace((source as { readonly node: Node }).node);

/** How an operand of one shape is read for a result of another. */
function accessOf(operand: readonly number[], result: readonly number[]) {
  const graph = new Graph();
  const sum = graph.add(
    'Add',
    [graph.input('a', float(operand)), graph.input('b', float(result))],
    float(result),
  );
  const found = spaceOf(sum);
  return found?.kind === 'elementwise' ? found.accesses[0] : undefined;
}

describe('findNodeSpace', () => {
  it('tells from shapes how an operand follows the elements', () => {
    expect(accessOf([2, 3, 8], [2, 3, 8])).to.deep.equal({ kind: 'full' });
    expect(accessOf([3, 8], [1, 3, 8])).to.deep.equal({ kind: 'full' });
    expect(accessOf([2, 3, 1], [2, 3, 8])).to.deep.equal({ kind: 'row' });
    expect(accessOf([1, 3, 1], [1, 3, 8])).to.deep.equal({ kind: 'row' });
    expect(accessOf([8], [2, 3, 8])).to.deep.equal({ kind: 'column' });
    expect(accessOf([1, 1, 8], [2, 3, 8])).to.deep.equal({ kind: 'column' });
    expect(accessOf([3, 8], [2, 3, 8])).to.deep.equal({ kind: 'periodic', period: 3 });
    expect(accessOf([1, 3, 8], [2, 3, 8])).to.deep.equal({ kind: 'periodic', period: 3 });
    expect(accessOf([2, 1, 8], [2, 3, 8])).to.deep.equal({ kind: 'repeated', times: 3 });
    expect(accessOf([4, 2, 1, 1, 8], [4, 2, 3, 2, 8])).to.deep.equal({ kind: 'repeated', times: 6 });
    expect(accessOf([1, 1], [1, 8])).to.deep.equal({ kind: 'row' });
    expect(accessOf([1], [1, 8])).to.deep.equal({ kind: 'scalar' });
    expect(accessOf([], [2, 3, 8])).to.deep.equal({ kind: 'scalar' });
    expect(accessOf([1, 1], [2, 3, 8])).to.deep.equal({ kind: 'scalar' });
  });

  it('leaves to ONNX Runtime what broadcasts in another way', () => {
    expect(accessOf([3, 1], [2, 3, 8])).to.equal(undefined);
    expect(accessOf([2, 1, 2, 8], [2, 3, 2, 8])).to.equal(undefined);
    expect(accessOf([2, 1, 1], [2, 3, 8])).to.equal(undefined);
    expect(accessOf([2], [3, 2])).to.equal(undefined);
  });

  it('takes filled arrays for one number', () => {
    const graph = new Graph();
    const sum = binary(graph, 'Add', fill(graph, 'float32', [3, 8], 2), graph.input('x', float([3, 8])));
    expect(spaceOf(sum)).to.deep.include({ accesses: [{ kind: 'scalar' }, { kind: 'full' }] });
  });

  it('goes through narrow arrays as through one row, where operands allow it', () => {
    const graph = new Graph();
    const x = graph.input('x', float([100, 2]));
    expect(spaceOf(unary(graph, 'Exp', x))).to.deep.include({ space: { rows: 1, width: 200 } });
    expect(spaceOf(binary(graph, 'Mul', x, scalar(graph, 'float32', 2)))).to.deep.include({
      space: { rows: 1, width: 200 },
    });
    expect(spaceOf(binary(graph, 'Mul', x, graph.input('row', float([2]))))).to.equal(undefined);
  });

  it('computes floats only, and only operators that it has', () => {
    const graph = new Graph();
    const whole = graph.input('n', { dtype: 'int32', shape: [3, 8] });
    expect(spaceOf(binary(graph, 'Add', whole, whole))).to.equal(undefined);
    expect(spaceOf(cast(graph, whole, 'float32'))).to.equal(undefined);
    expect(spaceOf(unary(graph, 'Erf', graph.input('x', float([3, 8]))))).to.equal(undefined);
    const foreign = graph.add('Add', [whole, whole], float([3, 8]), { domain: 'com.microsoft' });
    expect(spaceOf(foreign)).to.equal(undefined);
  });

  it('reduces rows, sums columns and everything, and nothing between', () => {
    const graph = new Graph();
    const x = graph.input('x', float([2, 3, 8]));
    const kindOf = (op: string, axes: number[]) => spaceOf(reduce(graph, op, x, axes, true))?.kind;
    expect(kindOf('ReduceMax', [2])).to.equal('rows');
    expect(kindOf('ReduceSum', [0, 1])).to.equal('columns');
    expect(kindOf('ReduceSum', [0, 1, 2])).to.equal('all');
    expect(kindOf('ReduceMean', [0, 1])).to.equal(undefined);
    expect(kindOf('ReduceMax', [0, 1, 2])).to.equal(undefined);
    expect(kindOf('ReduceSum', [1])).to.equal(undefined);
    expect(kindOf('ReduceSum', [1, 2])).to.equal(undefined);
    expect(kindOf('ReduceMin', [2])).to.equal(undefined);
    const row = graph.input('row', float([1, 1, 8]));
    expect(spaceOf(reduce(graph, 'ReduceMean', row, [2], true))?.kind).to.equal('rows');
  });

  it('knows a product with a row of ones as a sum of columns', () => {
    const graph = new Graph();
    const matrix = graph.input('x', float([5, 8]));
    const product = (left: Value) => graph.add('MatMul', [left, matrix], float([left.shape[0]!, 8]));
    expect(spaceOf(product(fill(graph, 'float32', [1, 5], 1)))).to.deep.include({
      kind: 'columns',
      operand: 1,
    });
    expect(spaceOf(product(fill(graph, 'float32', [1, 5], 2)))).to.equal(undefined);
    expect(spaceOf(product(fill(graph, 'float32', [2, 5], 1)))).to.equal(undefined);
    expect(spaceOf(product(graph.input('a', float([1, 5]))))).to.equal(undefined);
  });
});
