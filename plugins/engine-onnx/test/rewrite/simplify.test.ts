import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { binary, cast, fill, reshape, transpose, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import { sizeOfShape, type Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { SCATTER_ADD, simplify } from '@codex-ml/engine-onnx/dist/rewrite/simplify.js';
import { expect } from 'chai';
import { evaluate, type Known } from '../graph/evaluate.js';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

/** Operators of the results when simplified, in order; checks that the numbers are the same. */
function simplified(
  graph: Graph,
  results: readonly Value[],
  given: ReadonlyMap<Value, readonly number[]> = new Map(),
) {
  const outputs = new Map(results.map((value, i) => [`result${i}`, value]));
  const { inputs } = findLiveParts(results);
  const feeds = new Map(inputs.map((value) => [value, (value.source as { name: string }).name]));
  const program = simplify({ graph, feeds, outputs, state: new Map(), updates: new Map() });
  const numbersOf = (value: Value): Float64Array =>
    Float64Array.from(
      given.get(value) ??
        Array.from({ length: sizeOfShape(value.shape) }, (_, i) => Math.sin(value.id + i * 1.3)),
    );
  const before: Known = new Map(inputs.map((value) => [value, numbersOf(value)]));
  const after: Known = new Map();
  for (const [value, name] of program.feeds) {
    after.set(value, numbersOf(inputs.find((input) => feeds.get(input) === name)!));
  }
  for (const [name, value] of program.outputs) {
    const [actual, expected] = [evaluate(value, after), evaluate(outputs.get(name)!, before)];
    expect(value.shape).to.deep.equal(outputs.get(name)!.shape);
    expect(actual.length).to.equal(expected.length);
    expected.forEach((number, i) => {
      expect(actual[i]).to.be.closeTo(number, 1e-12);
    });
  }
  return findLiveParts([...program.outputs.values()]).nodes;
}

const operators = (nodes: ReturnType<typeof simplified>) => nodes.map(({ op }) => op);

describe('simplify', () => {
  let graph: Graph;
  beforeEach(() => {
    graph = new Graph();
  });
  const input = (name: string, shape: readonly number[]) => graph.input(name, float(shape));

  it('writes out a softmax over the last axis, and only there', () => {
    const x = input('x', [2, 3, 5]);
    const last = graph.add('Softmax', [x], x, { attributes: { axis: 2 } });
    expect(operators(simplified(graph, [last]))).to.deep.equal([
      'ReduceMax',
      'Sub',
      'Exp',
      'ReduceSum',
      'Reciprocal',
      'Mul',
    ]);
    const first = graph.add('Softmax', [x], x, { attributes: { axis: 0 } });
    const program = { graph, feeds: new Map([[x, 'x']]), state: new Map(), updates: new Map() };
    const { outputs } = simplify({ ...program, outputs: new Map([['y', first]]) });
    expect(operators(findLiveParts([...outputs.values()]).nodes)).to.deep.equal(['Softmax']);
  });

  it('lets products read transposed matrices where they are', () => {
    const [a, b] = [input('a', [5, 3]), input('b', [4, 5])];
    const product = (x: Value, y: Value, shape: readonly number[]) =>
      graph.add('MatMul', [x, y], float(shape));
    const swap = (x: Value) => transpose(graph, x, [1, 0]);
    const cases = [
      product(swap(a), swap(b), [3, 4]),
      product(swap(a), input('c', [5, 2]), [3, 2]),
      product(input('d', [2, 5]), swap(b), [2, 4]),
      product(input('e', [2, 5]), a, [2, 3]),
    ];
    expect(cases.map((each) => operators(simplified(graph, [each])))).to.deep.equal([
      ['FusedMatMul'],
      ['FusedMatMul'],
      ['FusedMatMul'],
      ['MatMul'],
    ]);
  });

  it('undoes a transpose of what a product reads transposed, in stacks of matrices too', () => {
    const [a, b] = [input('a', [2, 5, 3]), input('b', [2, 4, 5])];
    const swapped = transpose(graph, a, [0, 2, 1]); // [2, 3, 5]
    const fused = (transA: number, transB: number, x: Value, y: Value) =>
      graph.add('FusedMatMul', [x, y], float([2, 5, 4]), {
        domain: 'com.microsoft',
        attributes: { transA, transB },
      });
    const [node, ...others] = simplified(graph, [
      fused(1, 0, swapped, transpose(graph, input('c', [2, 4, 3]), [0, 2, 1])),
    ]);
    expect(others).to.have.length(0);
    expect(node!.attributes).to.deep.equal({ transA: 0, transB: 1 });
    const mixed = transpose(graph, b, [1, 0, 2]); // moves another axis
    expect(
      operators(simplified(graph, [graph.add('MatMul', [mixed, input('d', [5, 2])], float([4, 2, 2]))])),
    ).to.deep.equal(['Transpose', 'MatMul']);
  });

  it('keeps a transpose that others read', () => {
    const a = input('a', [5, 3]);
    const swapped = transpose(graph, a, [1, 0]);
    const product = graph.add('MatMul', [swapped, input('b', [5, 2])], float([3, 2]));
    expect(operators(simplified(graph, [product, unary(graph, 'Exp', swapped)]))).to.have.members([
      'FusedMatMul',
      'Transpose',
      'Exp',
    ]);
  });

  /** Zeros of a shape with rows added at places. */
  function scattered(places: Value, updates: Value, shape: readonly number[]): Value {
    return graph.add(
      'ScatterND',
      [fill(graph, 'float32', shape, 0), cast(graph, places, 'int64'), updates],
      float(shape),
      {
        attributes: { reduction: 'add' },
      },
    );
  }
  const whole = (name: string, shape: readonly number[]) => graph.input(name, { dtype: 'int32', shape });

  it('adds rows of a table at their places instead of a whole table: the gradient of an embedding', () => {
    const [places, rows] = [whole('places', [4, 1]), input('rows', [4, 3])];
    const other = input('other', [5, 3]);
    const given = new Map([[places, [1, 0, 1, 4]]]);
    for (const order of [0, 1]) {
      const operands = [other, scattered(places, rows, [5, 3])];
      const sum = binary(graph, 'Add', operands[order]!, operands[1 - order]!);
      const [node, ...others] = simplified(graph, [sum], given);
      expect(others).to.have.length(0);
      expect(node).to.include({ op: SCATTER_ADD, domain: 'host' });
      expect(node!.attributes).to.deep.include({ sign: 1, target: [5, 3] });
    }
  });

  it('subtracts single numbers at their places: the gradient of cross-entropy, also in another shape', () => {
    const [places, numbers] = [whole('places', [6, 2]), input('numbers', [6])];
    const given = new Map([[places, [0, 1, 1, 0, 2, 3, 3, 3, 4, 2, 5, 0]]]);
    const spread = input('spread', [2, 3, 4]);
    const at = reshape(graph, scattered(places, numbers, [6, 4]), [2, 3, 4]);
    const [node, ...others] = simplified(graph, [binary(graph, 'Sub', spread, at)], given);
    expect(others).to.have.length(0);
    expect(node!.attributes).to.deep.include({ sign: -1, target: [6, 4] });
  });

  it('does not where places are taken from something, others read the whole, or a result broadcasts', () => {
    const [places, rows] = [whole('places', [4, 1]), input('rows', [4, 3])];
    const given = new Map([[places, [1, 0, 1, 4]]]);
    const at = scattered(places, rows, [5, 3]);
    const other = input('other', [5, 3]);
    const left = simplified(graph, [binary(graph, 'Sub', at, other)], given);
    expect(operators(left)).to.include('ScatterND');
    const used = simplified(graph, [binary(graph, 'Add', at, other), unary(graph, 'Neg', at)], given);
    expect(operators(used)).to.include('ScatterND');
    const wanted = simplified(graph, [binary(graph, 'Add', at, other), at], given);
    expect(operators(wanted)).to.include('ScatterND');
    const broadcast = simplified(graph, [binary(graph, 'Add', at, input('row', [3]))], given);
    expect(operators(broadcast)).to.include('ScatterND');
  });
});
