// Products that read an argument transposed, in operators of ONNX itself, for providers without `FusedMatMul`.
import type { Graph } from '../graph/graph.js';
import { transpose } from '../graph/operators.js';
import type { Value } from '../graph/value.js';
import type { RewriteRule } from './rewrite-program.js';

export const spellOutProduct: RewriteRule = ({ op, attributes, outputs }, { graph, inputs }) => {
  if (op !== 'FusedMatMul') return undefined;
  const [a, b] = inputs as [Value, Value];
  const result = outputs[0]!;
  const [transA, transB] = ['transA', 'transB'].map((name) => attributes[name] === 1) as [boolean, boolean];
  if (a.shape.length === 2 && b.shape.length === 2) {
    return [
      graph.add('Gemm', [a, b], result, { attributes: { transA: transA ? 1 : 0, transB: transB ? 1 : 0 } }),
    ];
  }
  const [left, right] = [transA ? swapLast(graph, a) : a, transB ? swapLast(graph, b) : b];
  return [graph.add('MatMul', [left, right], result)];
};

function swapLast(graph: Graph, x: Value): Value {
  const rank = x.shape.length;
  const leading = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return transpose(graph, x, [...leading, rank - 1, rank - 2]);
}
