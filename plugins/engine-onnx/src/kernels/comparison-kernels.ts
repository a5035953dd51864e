// Comparisons, logic and choice.
import { binary, cast, reshape, unary, where } from '../graph/operators.js';
import type { ValueType } from '../graph/value.js';
import type { TracedKernel } from './traced-kernel.js';

function comparison(name: string, op: string, negated = false): TracedKernel {
  return {
    name,
    onnx: negated ? [op, 'Not'] : [op],
    trace({ graph, tf, inputs: { a, b } }) {
      const dtype = tf.upcastType(a!.dtype as 'float32', b!.dtype as 'float32') as ValueType;
      const computed = dtype === 'bool' ? 'int32' : dtype;
      const result = binary(graph, op, cast(graph, a!, computed), cast(graph, b!, computed), 'bool');
      return negated ? unary(graph, 'Not', result) : result;
    },
  };
}

function logical(name: string, op: string): TracedKernel {
  return {
    name,
    onnx: [op],
    trace: ({ graph, inputs: { a, b } }) =>
      binary(graph, op, cast(graph, a!, 'bool'), cast(graph, b!, 'bool')),
  };
}

export const comparisonKernels: readonly TracedKernel[] = [
  comparison('Equal', 'Equal'),
  comparison('NotEqual', 'Equal', true),
  comparison('Greater', 'Greater'),
  comparison('GreaterEqual', 'GreaterOrEqual'),
  comparison('Less', 'Less'),
  comparison('LessEqual', 'LessOrEqual'),
  logical('LogicalAnd', 'And'),
  logical('LogicalOr', 'Or'),
  {
    name: 'LogicalNot',
    onnx: ['Not'],
    trace: ({ graph, inputs: { x } }) => unary(graph, 'Not', cast(graph, x!, 'bool')),
  },
  {
    name: 'Select',
    onnx: ['Where'],
    trace({ graph, tf, inputs: { condition, t, e } }) {
      const dtype = tf.upcastType(t!.dtype as 'float32', e!.dtype as 'float32') as ValueType;
      const [yes, no] = [cast(graph, t!, dtype), cast(graph, e!, dtype)];
      // A vector chooses between whole rows.
      const extra = condition!.shape.length === 1 ? yes.shape.length - 1 : 0;
      const shape = [...condition!.shape, ...Array.from({ length: Math.max(0, extra) }, () => 1)];
      return where(graph, reshape(graph, cast(graph, condition!, 'bool'), shape), yes, no);
    },
  },
];
