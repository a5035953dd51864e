// Kernels of our own, which `@codex-ml/nn` calls where an engine says that it has them. tfjs has no such kernels.
import { binary, cast, reduce, reshape, scalar } from '../graph/operators.js';
import type { TracedKernel } from './traced-kernel.js';

export const attentionKernels: readonly TracedKernel[] = [
  {
    name: 'fused-cached-attention',
    onnx: ['com.microsoft.GroupQueryAttention'],
    note: 'not of tfjs: attention of one token per row over a cache, which is written in place',
    trace({ graph, inputs }) {
      const { queries, keys, values, storedKeys, storedValues, positions } = inputs;
      const [batch, heads, , headWidth] = queries!.shape as [number, number, number, number];
      const kvHeads = keys!.shape[1]!;
      const capacity = storedKeys!.shape[2]!;
      // With one token, [batch, heads, 1, width] and [batch, 1, heads · width] are the same numbers.
      const flat = [queries!, keys!, values!].map((x) =>
        reshape(graph, x, [batch, 1, x.shape[1]! * headWidth]),
      );
      // ONNX Runtime wants the place of the last token of each row, and the number of tokens of the longest.
      const longest = reduce(graph, 'ReduceMax', positions!, [0], false);
      const total = binary(graph, 'Add', longest, scalar(graph, 'int32', 1));
      const cacheInfo = { dtype: 'float32', shape: [batch, kvHeads, capacity, headWidth] } as const;
      const [mixed, nextKeys, nextValues] = graph.addMany(
        'GroupQueryAttention',
        [...flat, storedKeys!, storedValues!, cast(graph, positions!, 'int32'), total],
        [{ dtype: 'float32', shape: [batch, 1, heads * headWidth] }, cacheInfo, cacheInfo],
        { domain: 'com.microsoft', attributes: { num_heads: heads, kv_num_heads: kvHeads } },
      );
      return [reshape(graph, mixed!, queries!.shape), nextKeys!, nextValues!];
    },
  },
];
