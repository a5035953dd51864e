import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import {
  binary,
  cast,
  fill,
  reshape,
  scalar,
  transpose,
  unary,
} from '@codex-ml/engine-onnx/dist/graph/operators.js';
import { encodeModel } from '@codex-ml/engine-onnx/dist/proto/encode-model.js';
import { ModelProto } from '@codex-ml/engine-onnx/dist/proto/onnx-schema.js';
import { expect } from 'chai';
import * as ort from 'onnxruntime-node';

interface DecodedGraph {
  readonly graph: {
    readonly node: readonly { op_type: string; output: string[]; domain: string }[];
    readonly initializer: readonly unknown[];
    readonly input: readonly { name: string }[];
  };
}

function decode(bytes: Uint8Array): DecodedGraph['graph'] {
  return (ModelProto.toObject(ModelProto.decode(bytes), { defaults: true }) as DecodedGraph).graph;
}

const VECTOR = { dtype: 'float32' as const, shape: [2] };

describe('encodeModel', () => {
  it('writes a model that ONNX Runtime runs', async () => {
    const graph = new Graph();
    const x = graph.input('x', VECTOR);
    const y = binary(
      graph,
      'Add',
      unary(graph, 'LeakyRelu', x, 'float32', { attributes: { alpha: { float: 0.5 } } }),
      scalar(graph, 'float32', 1),
    );
    const { bytes, inputs } = encodeModel('small', new Map([['y', y]]));
    expect(inputs).to.deep.equal(['x']);
    const session = await ort.InferenceSession.create(bytes);
    const result = await session.run({ x: new ort.Tensor('float32', Float32Array.of(-2, 3), [2]) });
    expect([...(result['y']!.data as Float32Array)]).to.deep.equal([0, 4]);
    await session.release();
  });

  it('leaves out what no output needs, and writes equal nodes and constants once', () => {
    const graph = new Graph();
    const [x, unused] = [graph.input('x', VECTOR), graph.input('unused', VECTOR)];
    binary(graph, 'Mul', unused, scalar(graph, 'float32', 9));
    const twice = () => binary(graph, 'Mul', x, graph.constant('float32', [], [2]));
    const y = binary(graph, 'Add', twice(), twice());
    const { bytes, inputs, nodeCount } = encodeModel('small', new Map([['y', y]]));
    const decoded = decode(bytes);
    expect(decoded.node.map(({ op_type }) => op_type)).to.deep.equal(['Mul', 'Add']);
    expect(decoded.initializer.length).to.equal(1);
    expect({ inputs, nodeCount }).to.deep.equal({ inputs: ['x'], nodeCount: 2 });
    expect(decoded.node.at(-1)?.output).to.deep.equal(['y']);
  });

  it('tells nodes apart by type, shape and attributes', () => {
    const graph = new Graph();
    const x = graph.input('x', { dtype: 'float32', shape: [2, 2] });
    const softmax = (axis: number) => unary(graph, 'Softmax', x, 'float32', { attributes: { axis } });
    expect(softmax(0)).to.equal(softmax(0));
    expect(softmax(0)).not.to.equal(softmax(1));
    expect(graph.constant('int32', [1], [0])).not.to.equal(graph.constant('float32', [1], [0]));
    expect(graph.constant('int32', [1], [0])).not.to.equal(graph.constant('int32', [], [0]));
  });
});

describe('operators', () => {
  it('leave out what changes nothing', () => {
    const graph = new Graph();
    const x = graph.input('x', { dtype: 'float32', shape: [2, 3] });
    expect(reshape(graph, x, [2, 3])).to.equal(x);
    expect(reshape(graph, reshape(graph, x, [6]), [2, 3])).to.equal(x);
    expect(transpose(graph, x, [0, 1])).to.equal(x);
    expect(cast(graph, x, 'float32')).to.equal(x);
    expect(reshape(graph, fill(graph, 'float32', [4], 1), [2, 2])).to.equal(
      fill(graph, 'float32', [2, 2], 1),
    );
  });

  it('make arrays without elements constants', () => {
    const graph = new Graph();
    const x = graph.input('x', { dtype: 'float32', shape: [0, 3] });
    expect(unary(graph, 'Exp', x).source.kind).to.equal('constant');
  });
});
