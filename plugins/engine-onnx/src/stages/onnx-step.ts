// One turn of ONNX Runtime: a session with the arrays that it reads and writes.
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Value, ValueType } from '../graph/value.js';
import type { GraphMemory, ValueArray } from '../memory/graph-memory.js';
import type { Segment } from './encode-segment.js';
import { rootOf } from './root-of.js';

type TensorConstructor = typeof import('onnxruntime-node').Tensor;

export interface RunnableStep {
  run(): Promise<void> | void;
}

interface Binding {
  readonly name: string;
  readonly value: Value;
  address: number;
}

/** Arrays of variables are looked up again at each run, as they change places. */
export function bindOnnxStep(
  session: InferenceSession,
  segment: Segment,
  memory: GraphMemory,
  OrtTensor: TensorConstructor,
): RunnableStep {
  const feeds: Record<string, Tensor> = {};
  const fetches: Record<string, Tensor> = {};
  const moving: [Record<string, Tensor>, Binding][] = [];
  const bind = (tensors: Record<string, Tensor>, name: string, value: Value): void => {
    const root = rootOf(value);
    tensors[name] = tensorOver(OrtTensor, value, memory.viewOf(root));
    if (memory.moves(root)) moving.push([tensors, { name, value, address: memory.addressOf(root) }]);
  };
  for (const [name, value] of segment.inputs) bind(feeds, name, value);
  for (const [name, value] of segment.outputs) bind(fetches, name, value);
  return {
    async run() {
      for (const [tensors, binding] of moving) {
        const root = rootOf(binding.value);
        const address = memory.addressOf(root);
        if (address === binding.address) continue;
        binding.address = address;
        tensors[binding.name] = tensorOver(OrtTensor, binding.value, memory.viewOf(root));
      }
      await session.run(feeds, fetches);
    },
  };
}

/** The binding has no bfloat16; such values stay within a session. */
const ORT_TYPES: Readonly<Partial<Record<ValueType, Tensor.Type>>> = {
  float32: 'float32',
  float64: 'float64',
  int32: 'int32',
  int64: 'int64',
  bool: 'bool',
  float16: 'float16',
};

export function tensorOver(OrtTensor: TensorConstructor, { dtype, shape }: Value, array: ValueArray): Tensor {
  return new OrtTensor(ORT_TYPES[dtype] as 'float32', array as Float32Array, shape);
}
