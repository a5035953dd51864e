// Kernels whose results are known while tracing.
import { fill } from '../graph/operators.js';
import type { ValueType } from '../graph/value.js';
import type { TracedKernel } from './traced-kernel.js';

export const constantKernels: readonly TracedKernel[] = [
  {
    name: 'Fill',
    onnx: ['Expand'],
    trace({ graph, attributes }) {
      const dtype = (attributes['dtype'] as ValueType | undefined) ?? 'float32';
      return fill(graph, dtype, attributes['shape'] as number[], Number(attributes['value']));
    },
  },
  {
    name: 'ZerosLike',
    onnx: ['Expand'],
    trace: ({ graph, inputs: { x } }) => fill(graph, x!.dtype, x!.shape, 0),
  },
  {
    name: 'OnesLike',
    onnx: ['Expand'],
    trace: ({ graph, inputs: { x } }) => fill(graph, x!.dtype, x!.shape, 1),
  },
  {
    name: 'Range',
    onnx: [],
    trace({ graph, attributes }) {
      const { start, stop, step } = attributes as Record<'start' | 'stop' | 'step', number>;
      const dtype = (attributes['dtype'] as ValueType | undefined) ?? 'float32';
      const length = Math.max(0, Math.ceil((stop - start) / (step || 1)));
      return graph.constant(
        dtype,
        [length],
        Array.from({ length }, (_, i) => start + i * step),
      );
    },
  },
  {
    name: 'LinSpace',
    onnx: [],
    trace({ graph, attributes }) {
      const { start, stop, num } = attributes as Record<'start' | 'stop' | 'num', number>;
      const step = (stop - start) / (num - 1);
      return graph.constant(
        'float32',
        [num],
        Array.from({ length: num }, (_, i) => start + i * (num === 1 ? 0 : step)),
      );
    },
  },
];
