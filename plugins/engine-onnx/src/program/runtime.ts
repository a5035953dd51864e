// What programs share: tfjs, the backend, ONNX Runtime with its settings, and the order of runs.
import type { TfCore } from '@codex-ml/plugin-api';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { DeviceMemory } from '../devices/remote-array.js';
import type { ThreadTeam } from '../loops/thread-team.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { NativeOrt } from '../native/native-ort.js';
import type { ProfileCollector } from '../profile/profile-collector.js';
import type { SessionPool } from '../stages/session-pool.js';
import type { TraceBackend } from '../tracing/trace-backend.js';
import type { TracedProgram } from '../tracing/trace-program.js';

type Ort = typeof import('onnxruntime-node');

export interface Runtime {
  readonly tf: TfCore;
  readonly backend: TraceBackend;
  readonly ort: Ort;
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** Puts a program into the operators and types of the device. */
  readonly adapt: (traced: TracedProgram) => TracedProgram;
  /** Where variables stay on the device between runs: takes over their next values. Undefined where they are on the host. */
  readonly deviceMemory: DeviceMemory | undefined;
  readonly profiler: ProfileCollector;
  /** Called before a run with the bytes of intermediate arrays that it will need, for the peak of `memory()`. */
  noteRun(intermediateBytes: number): void;
  /** Where parts of programs may run as loops beside ONNX Runtime; undefined where everything is ONNX Runtime's. */
  readonly loops:
    | {
        readonly memory: SharedMemory;
        readonly team: ThreadTeam;
        readonly sessions: SessionPool;
        /** Null where sessions go through onnxruntime-node. */
        readonly native: NativeOrt | null;
        /** Elements of an array from which on loops pay. */
        readonly large: number;
      }
    | undefined;
  /** Throws when the engine is disposed, and makes the eager backend the active one. */
  activate(): void;
  /** Runs and accesses to variables go one after the other: they use the same buffers. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** One queue for the process, as variables may belong to several engines. */
let last: Promise<unknown> = Promise.resolve();

export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

const views = new WeakMap<object, Tensor>();

/** An ONNX Runtime tensor over the array itself; the same one for the same array. */
export function viewOf(
  ort: Ort,
  dtype: 'float32' | 'int32' | 'bool',
  data: Float32Array | Int32Array | Uint8Array,
  shape: readonly number[],
): Tensor {
  let view = views.get(data);
  if (view === undefined) {
    view = new ort.Tensor(dtype, data as Float32Array, shape);
    views.set(data, view);
  }
  return view;
}
