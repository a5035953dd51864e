import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary, concat, gather, scalar } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value, ValueType } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findSmallWork } from '@codex-ml/engine-onnx/dist/stages/find-small-work.js';
import { expect } from 'chai';
import { type Numbers, runHost } from '../loops/run-host.js';
import { sharedMemory, teamOf } from '../loops/run-regions.js';

describe('small work', () => {
  let graph: Graph;
  let inputs: Map<Value, Numbers>;
  beforeEach(() => {
    graph = new Graph();
    inputs = new Map();
  });
  const nodeOf = ({ source }: Value): Node => (source as { readonly node: Node }).node;
  const input = (dtype: ValueType, shape: readonly number[], numbers: readonly number[] = []): Value => {
    const value = graph.input(`input${inputs.size}`, { dtype, shape });
    inputs.set(value, dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers));
    return value;
  };
  const run = (...wanted: readonly Value[]): number[][] => {
    const found = runHost(wanted, inputs, sharedMemory, teamOf(1));
    return wanted.map((value) => [...found.get(value)!]);
  };
  const isSmall = (value: Value): boolean => findSmallWork(nodeOf(value)) !== undefined;
  const table = () => input('float32', [3, 2], [10, 11, 20, 21, 30, 31]);

  it('takes a few rows of a table, counted from either end', () => {
    const places = input('int32', [1, 3], [2, 0, -1]);
    expect(run(gather(graph, table(), places, 0))).to.deep.equal([[30, 31, 10, 11, 30, 31]]);
  });

  it('refuses a row that the table does not have', () => {
    for (const place of [3, -4]) {
      const value = gather(graph, table(), input('int32', [1], [place]), 0);
      expect(() => run(value)).to.throw(`index ${place} is outside of an array of 3 rows`);
    }
  });

  it('leaves many rows, other axes and other types to ONNX Runtime', () => {
    expect(isSmall(gather(graph, table(), input('int32', [4]), 0))).to.equal(true);
    expect(isSmall(gather(graph, table(), input('int32', [5]), 0))).to.equal(false);
    expect(isSmall(gather(graph, table(), input('int32', [1]), 1))).to.equal(false);
    expect(isSmall(gather(graph, input('int32', [3, 2]), input('int32', [1]), 0))).to.equal(false);
  });

  it('computes with a few integers, which wrap around', () => {
    const [a, b] = [input('int32', [3], [1, -5, 2147483647]), input('int32', [3], [4, 3, 2])];
    const results = ['Add', 'Sub', 'Mul', 'Min', 'Max'].map((op) => binary(graph, op, a, b));
    expect(run(...results, binary(graph, 'Add', a, scalar(graph, 'int32', 1)))).to.deep.equal([
      [5, -2, -2147483647],
      [-3, -8, 2147483645],
      [4, -15, -2],
      [1, -5, 2],
      [4, 3, 2147483647],
      [2, -4, -2147483648],
    ]);
    expect(isSmall(binary(graph, 'Div', a, b))).to.equal(false);
    expect(isSmall(binary(graph, 'Add', input('int32', [17]), input('int32', [17])))).to.equal(false);
    expect(isSmall(binary(graph, 'Add', input('int32', [2, 1]), input('int32', [1, 2])))).to.equal(false);
  });

  it('takes short vectors apart and puts them together in another order', () => {
    const x = input('float32', [2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const sizes = graph.constant('int64', [2], [2, 3]);
    const parts = graph.addMany(
      'Split',
      [x, sizes],
      [2, 3].map((width) => ({ dtype: 'float32', shape: [2, width] })),
      { attributes: { axis: 1 } },
    );
    expect(run(concat(graph, [parts[1]!, parts[0]!], 1), ...parts)).to.deep.equal([
      [3, 4, 5, 1, 2, 8, 9, 10, 6, 7],
      [1, 2, 6, 7],
      [3, 4, 5, 8, 9, 10],
    ]);
    expect(isSmall(concat(graph, [x, x], 0))).to.equal(false);
    const long = input('float32', [2, 2048]);
    expect(isSmall(concat(graph, [long, long], 1))).to.equal(false);
  });
});
