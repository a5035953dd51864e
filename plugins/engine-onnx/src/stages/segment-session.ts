// A session for the model of a segment, which may be used at several places with other arrays: through the C interface of ONNX
// Runtime where that can be called, else through onnxruntime-node, which copies each result once more.
import type { InferenceSession } from 'onnxruntime-node';
import type { Value } from '../graph/value.js';
import type { GraphMemory } from '../memory/graph-memory.js';
import type { NativeOrt, NativeSessionOptions } from '../native/native-ort.js';
import { NativeSession } from '../native/native-session.js';
import { DATA_TYPES } from '../proto/encode-model.js';
import { storageEpoch } from '../state/storage-epoch.js';
import type { Segment } from './encode-segment.js';
import { bindOnnxStep, type RunnableStep } from './onnx-step.js';
import { bytesOfValue } from './place-values.js';
import { rootOf } from './root-of.js';

export interface SegmentSession {
  /** The use of the session at one place. */
  bind(segment: Segment, memory: GraphMemory): SegmentUse;
  /** After all uses were released. */
  release(): Promise<void> | void;
}

export interface SegmentUse extends RunnableStep {
  release(): void;
}

type TensorConstructor = typeof import('onnxruntime-node').Tensor;

export function nodeSegmentSession(session: InferenceSession, OrtTensor: TensorConstructor): SegmentSession {
  return {
    bind: (segment, memory) => ({
      ...bindOnnxStep(session, segment, memory, OrtTensor),
      release: () => undefined,
    }),
    release: () => session.release(),
  };
}

/** @throws OrtFailure when ONNX Runtime refuses the model */
export function nativeSegmentSession(
  ort: NativeOrt,
  bytes: Uint8Array,
  options: NativeSessionOptions,
): SegmentSession {
  const session = new NativeSession(ort, bytes, options);
  return {
    bind: (segment, memory) => bindNative(ort, session, segment, memory),
    release: () => session.release(),
  };
}

interface MovingTensor {
  readonly tensors: BigUint64Array;
  readonly index: number;
  readonly value: Value;
  address: number;
}

function bindNative(
  ort: NativeOrt,
  session: NativeSession,
  { inputs, outputs }: Segment,
  memory: GraphMemory,
): SegmentUse {
  const binding = session.bind([...inputs.keys()], [...outputs.keys()]);
  const moving: MovingTensor[] = [];
  const tensorAt = (value: Value, address: number): bigint =>
    BigInt(ort.createValue(address, bytesOfValue(value), value.shape, DATA_TYPES[value.dtype]));
  const fill = (tensors: BigUint64Array, values: Iterable<Value>): void => {
    let index = 0;
    for (const value of values) {
      const address = memory.addressOf(rootOf(value));
      tensors[index] = tensorAt(value, address);
      if (memory.moves(rootOf(value))) moving.push({ tensors, index, value, address });
      index++;
    }
  };
  fill(binding.inputs, inputs.values());
  fill(binding.outputs, outputs.values());
  const followMoves = (): void => {
    for (const tensor of moving) {
      const address = memory.addressOf(rootOf(tensor.value));
      if (address === tensor.address) continue;
      ort.releaseValue(tensor.tensors[tensor.index]!);
      tensor.tensors[tensor.index] = tensorAt(tensor.value, address);
      tensor.address = address;
    }
  };
  let seen = storageEpoch();
  return {
    run() {
      if (seen !== storageEpoch()) {
        followMoves();
        seen = storageEpoch();
      }
      binding.run();
    },
    release() {
      for (const tensors of [binding.inputs, binding.outputs]) {
        for (const tensor of tensors) ort.releaseValue(tensor);
      }
    },
  };
}
