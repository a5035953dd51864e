// A session for the model of a segment, which may be used at several places with other arrays: through the C interface of ONNX
// Runtime where that can be called, else through onnxruntime-node, which copies each result once more.
import type { InferenceSession } from 'onnxruntime-node';
import type { GraphMemory } from '../memory/graph-memory.js';
import { MovingTensors } from '../native/moving-tensors.js';
import type { NativeOrt, NativeSessionOptions } from '../native/native-ort.js';
import { NativeSession } from '../native/native-session.js';
import { afterMoves } from '../state/storage-epoch.js';
import type { EncodedPart } from './encode-part.js';
import type { Segment } from './encode-segment.js';
import { bindOnnxStep, type RunnableStep } from './onnx-step.js';
import { rootOf } from './root-of.js';

export interface SegmentSession {
  /** The use of the session at one place. */
  bind(segment: Segment, memory: GraphMemory): SegmentUse;
  /** Describes a use as a task that any thread can run. Only sessions of the C interface have it. */
  describe?(part: EncodedPart, memory: GraphMemory, table: TaskTable): TaskUse;
  /** After all uses were released. */
  release(): Promise<void> | void;
}

export interface SegmentUse extends RunnableStep {
  release(): void;
}

/** Where a task is described. */
export interface TaskTable {
  readonly numbers: Float64Array;
  readonly task: number;
}

export interface TaskUse {
  /** To be called before a run when variables have moved. */
  followMoves(): void;
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
    describe: ({ segment: { inputs, outputs }, places }, memory, table) => {
      const { given, taken } = session.describe([...inputs.keys()], [...outputs.keys()], memory, table);
      const placeOf = (value: Parameters<typeof rootOf>[0]) =>
        places.get(value) ?? { root: value, offset: 0 };
      const tensors = [
        new MovingTensors(ort, memory, given, inputs.values(), placeOf),
        new MovingTensors(ort, memory, taken, outputs.values(), placeOf),
      ];
      return forAll(tensors);
    },
    release: () => session.release(),
  };
}

function bindNative(
  ort: NativeOrt,
  session: NativeSession,
  { inputs, outputs }: Segment,
  memory: GraphMemory,
): SegmentUse {
  const binding = session.bind([...inputs.keys()], [...outputs.keys()]);
  const placeOf = (value: Parameters<typeof rootOf>[0]) => ({ root: rootOf(value), offset: 0 });
  const { followMoves, release } = forAll([
    new MovingTensors(ort, memory, binding.inputs, inputs.values(), placeOf),
    new MovingTensors(ort, memory, binding.outputs, outputs.values(), placeOf),
  ]);
  const follow = afterMoves(followMoves);
  return {
    run() {
      follow();
      binding.run();
    },
    release,
  };
}

function forAll(tensors: readonly MovingTensors[]): TaskUse {
  return {
    followMoves() {
      for (const each of tensors) each.followMoves();
    },
    release() {
      for (const each of tensors) each.release();
    },
  };
}
