import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary, cast, expand, reduce, scalar, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { findConstantInputs } from '@codex-ml/engine-onnx/dist/program/find-constant-inputs.js';
import { encodeModel } from '@codex-ml/engine-onnx/dist/proto/encode-model.js';
import { expect } from 'chai';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

describe('findConstantInputs', () => {
  let graph: Graph;
  let x: Value;
  beforeEach(() => {
    graph = new Graph();
    x = graph.input('x', float([64, 64]));
  });
  const table = (number = 1) => graph.constant('float32', [64, 64], new Float32Array(4096).fill(number));
  const find = (...outputs: Value[]) => [...findConstantInputs(outputs)];

  it('are the large ones, which leave no bytes in the model', () => {
    const y = binary(graph, 'Mul', binary(graph, 'Add', x, table()), scalar(graph, 'float32', 2));
    expect(find(y)).to.deep.equal([table()]);
    const { bytes, inputs } = encodeModel('test', new Map([['y', y]]), {
      given: new Map([[table(), 'constant:0']]),
    });
    expect(bytes.length).to.be.below(500);
    expect(inputs).to.deep.equal(['x', 'constant:0']);
  });

  it('are what is computed from large ones alone, as far as it grows no larger', () => {
    const half = cast(graph, unary(graph, 'Exp', binary(graph, 'Mul', table(2), table(3))), 'float16');
    const sums = reduce(graph, 'ReduceSum', table(4), [0], true);
    const stretched = expand(graph, sums, [64, 64]);
    const sum = binary(graph, 'Add', binary(graph, 'Add', x, cast(graph, half, 'float32')), stretched);
    expect(find(sum)).to.have.members([cast(graph, half, 'float32'), sums]);
  });

  it('are neither results nor what follows from small constants', () => {
    const result = unary(graph, 'Neg', table());
    const small = unary(graph, 'Exp', graph.constant('float32', [8, 8], new Float32Array(64)));
    expect(find(result, small)).to.deep.equal([table()]);
  });

  it('are nothing in a type that cannot be handed to a session', () => {
    const half = cast(graph, table(), 'bfloat16');
    const y = graph.add('MatMul', [cast(graph, x, 'bfloat16'), half], { dtype: 'bfloat16', shape: [64, 64] });
    expect(find(cast(graph, y, 'float32'))).to.deep.equal([table()]);
  });
});
