import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { binary, reshape, scalar, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { encodeSegment } from '@codex-ml/engine-onnx/dist/stages/encode-segment.js';
import { expect } from 'chai';
import * as ort from 'onnxruntime-node';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });
const nodeOf = ({ source }: Value): Node => (source as { readonly node: Node }).node;

describe('encodeSegment', () => {
  let graph: Graph;
  beforeEach(() => {
    graph = new Graph();
  });
  const product = (a: Value, b: Value, shape: readonly number[]) => graph.add('MatMul', [a, b], float(shape));

  it('gives the same bytes for the same nodes over other arrays, as in the layers of a model', () => {
    const layer = (x: Value, weight: string) => {
      const rows = product(x, graph.input(weight, float([4, 4])), [3, 4]);
      return { rows, result: unary(graph, 'Erf', rows) };
    };
    const first = layer(graph.input('x', float([3, 4])), 'first');
    const second = layer(first.result, 'second');
    const [one, two] = [first, second].map(({ rows, result }) =>
      encodeSegment([nodeOf(rows), nodeOf(result)], [result]),
    );
    expect(two!.model.bytes).to.deep.equal(one!.model.bytes);
    expect([...two!.inputs.values()][0]).to.equal(first.result);
    expect([...two!.outputs.values()]).to.deep.equal([second.result]);
  });

  it('gives the same bytes for other sizes, and others where sizes are equal that were not', () => {
    const bytesFor = (batch: number, width: number) => {
      graph = new Graph();
      const x = graph.input('x', float([batch * 2, 4]));
      const rows = product(x, graph.input('w', float([4, width])), [batch * 2, width]);
      const split = reshape(graph, rows, [batch, 2, width]);
      const turned = graph.add('Transpose', [split], float([2, batch, width]), {
        attributes: { perm: [1, 0, 2] },
      });
      const { model, inputs } = encodeSegment([nodeOf(rows), nodeOf(turned)], [turned]);
      expect([...inputs.values()].map(({ dtype, shape }) => [dtype, ...shape])).to.deep.equal([
        ['float32', batch * 2, 4],
        ['float32', 4, width],
        ['int64', 3],
      ]);
      return model.bytes;
    };
    expect(bytesFor(7, 16)).to.deep.equal(bytesFor(3, 5));
    expect(bytesFor(3, 6)).not.to.deep.equal(bytesFor(3, 5));
    // One row is stretched where others are not.
    expect(bytesFor(1, 5)).not.to.deep.equal(bytesFor(3, 5));
  });

  it('takes large constants as inputs, and small ones into the model', () => {
    const large = graph.constant('float32', [40, 40], new Float32Array(1600).fill(2));
    const x = graph.input('x', float([40, 40]));
    const scaled = binary(graph, 'Mul', product(x, large, [40, 40]), scalar(graph, 'float32', 3));
    const nodes = findLiveParts([scaled]).nodes;
    const { inputs, model } = encodeSegment(nodes, [scaled]);
    expect([...inputs.values()]).to.have.members([x, large]);
    expect(model.bytes.length).to.be.below(1000);
  });

  it('reads values of other turns in the shapes in which they are used, and runs', async () => {
    const x = graph.input('x', float([6]));
    const before = unary(graph, 'Exp', x); // of another turn
    const left = reshape(graph, before, [2, 3]);
    const right = reshape(graph, before, [3, 2]);
    const result = product(left, right, [2, 2]);
    const { model, inputs, outputs } = encodeSegment([nodeOf(result)], [result]);
    expect(new Set(inputs.values())).to.deep.equal(new Set([left, right]));
    const session = await ort.InferenceSession.create(model.bytes);
    const numbers = Float32Array.of(1, 2, 3, 4, 5, 6);
    const feeds = [...inputs].map(([name, { shape }]) => [name, new ort.Tensor('float32', numbers, shape)]);
    const results = await session.run(Object.fromEntries(feeds));
    expect([...results[[...outputs.keys()][0]!]!.data]).to.deep.equal([22, 28, 49, 64]);
    await session.release();
  });
});
