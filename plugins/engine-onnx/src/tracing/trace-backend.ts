// The tfjs backend behind the engine. While tracing, its kernels record nodes; between traces it stores variables.
import { codexError, type DType, type TfCore } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';
import type { BackendValues, DataId, DataType, KernelBackend } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/value.js';
import { KERNEL_FAMILIES } from '../kernels/kernel-table.js';
import { noteMove } from '../state/storage-epoch.js';
import { StoredArray } from '../state/stored-array.js';
import { findCallSite } from './find-call-site.js';
import type { Trace } from './trace.js';

export const BACKEND = 'codex-ml-onnx';

/** What the rest of the engine asks of the backend. */
export interface TraceBackend extends KernelBackend {
  /** The trace that ops are recorded in, if one is under way. */
  trace: Trace | undefined;
  /** The storage of a variable, if it lives here. */
  stored(dataId: DataId): StoredArray | undefined;
  /** Make an array that lives here. */
  store(array: StoredArray): DataId;
  /** The value of a tensor in the trace under way. Tensors of other backends become constants. */
  valueFor(dataId: DataId, shape: readonly number[], dtype: string): Value;
  /** A new id for a value, with one reference. */
  wrap(value: Value): DataId;
}

/** The backend of this process; its kernels are registered with it. */
export function getTraceBackend(tf: TfCore): TraceBackend {
  const existing = tf.findBackend(BACKEND) as TraceBackend | null;
  if (existing !== null) return existing;
  const backend = makeBackend(tf);
  tf.registerBackend(BACKEND, () => backend, 0);
  registerKernels(tf);
  return tf.findBackend(BACKEND) as TraceBackend;
}

function makeBackend(tf: TfCore): TraceBackend {
  return new (class extends tf.KernelBackend implements TraceBackend {
    trace: Trace | undefined;
    readonly #content = new WeakMap<DataId, Value | StoredArray>();
    readonly #references = new WeakMap<DataId, number>();
    #count = 0;

    stored(dataId: DataId): StoredArray | undefined {
      const content = this.#content.get(dataId);
      return content instanceof StoredArray ? content : undefined;
    }

    store(array: StoredArray): DataId {
      return this.#add({}, array, 1);
    }

    wrap(value: Value): DataId {
      return this.#add({}, value, 1);
    }

    valueFor(dataId: DataId, shape: readonly number[], dtype: string): Value {
      const content = this.#content.get(dataId);
      if (content !== undefined && !(content instanceof StoredArray)) return content;
      const trace = this.trace!;
      return (
        trace.stateValue(dataId) ??
        trace.graph.constant(dtype as DType, shape, tf.engine().readSync(dataId) as HostValues)
      );
    }

    #add(dataId: DataId, content: Value | StoredArray, references: number): DataId {
      this.#content.set(dataId, content);
      this.#references.set(dataId, references);
      this.#count++;
      return dataId;
    }

    override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
      const given = values as HostValues;
      if (this.trace !== undefined) return this.wrap(this.trace.graph.constant(dtype as DType, shape, given));
      return this.store(new StoredArray(shape, dtype as DType, given));
    }

    override move(
      dataId: DataId,
      values: BackendValues,
      shape: number[],
      dtype: DataType,
      count: number,
    ): void {
      this.#add(dataId, new StoredArray(shape, dtype as DType, values as HostValues), count);
    }

    override readSync(dataId: DataId): BackendValues {
      const content = this.#content.get(dataId)!;
      const trace = this.trace;
      // A variable of the trace may have been stored before: its value then is that of an earlier run.
      if (content instanceof StoredArray && trace?.stateValue(dataId) === undefined) return content.copy();
      if (!(content instanceof StoredArray) && content.source.kind === 'constant') {
        return readConstant(content);
      }
      throw codexError('CML5122', { program: trace?.name ?? 'unknown' }, { where: findCallSite() });
    }

    override async read(dataId: DataId): Promise<BackendValues> {
      return this.readSync(dataId);
    }

    override disposeData(dataId: DataId, force = false): boolean {
      // A variable that is given another tensor gives up this one, whoever else has it.
      noteMove();
      const references = (this.#references.get(dataId) ?? 0) - 1;
      this.#references.set(dataId, references);
      if (references > 0 && !force) return false;
      const content = this.#content.get(dataId);
      if (content instanceof StoredArray) content.release();
      if (this.#content.delete(dataId)) this.#count--;
      return true;
    }

    override refCount(dataId: DataId): number {
      return this.#references.get(dataId) ?? 0;
    }

    override incRef(dataId: DataId): void {
      // tfjs asks the active backend, whichever has the data.
      if (this.#content.has(dataId)) this.#references.set(dataId, this.refCount(dataId) + 1);
      else tf.engine().state.tensorInfo.get(dataId)!.backend.incRef(dataId);
    }

    override numDataIds(): number {
      return this.#count;
    }

    override memory() {
      return { unreliable: false };
    }

    override floatPrecision(): 16 | 32 {
      return 32;
    }

    override epsilon(): number {
      return 1e-7;
    }

    override timerAvailable(): boolean {
      return false;
    }

    override dispose(): void {}
  })();
}

type HostValues = Float32Array | Int32Array | Uint8Array;

function readConstant({ dtype, source }: Value): HostValues {
  const bytes = (source as { readonly bytes: Uint8Array }).bytes.slice();
  return new HOST_ARRAYS[dtype as DType](bytes.buffer);
}

function registerKernels(tf: TfCore): void {
  const traced = Object.values(KERNEL_FAMILIES).flat();
  const names = new Set(traced.map(({ name }) => name));
  for (const { name, trace } of traced) {
    tf.registerKernel({
      kernelName: name,
      backendName: BACKEND,
      kernelFunc({ inputs, attrs, backend }) {
        const recorder = backend as TraceBackend;
        const { graph } = recorder.trace!;
        const values = Object.fromEntries(
          Object.entries(inputs)
            // Optional inputs, such as a bias, may be absent.
            .flatMap(([key, input]) =>
              input == null ? [] : [[key, recorder.valueFor(input.dataId, input.shape, input.dtype)]],
            ),
        );
        graph.kernel = name;
        const result = trace({ graph, tf, inputs: values, attributes: attrs ?? {} });
        graph.kernel = undefined;
        const wrap = (value: Value) => ({
          dataId: recorder.wrap(value),
          shape: [...value.shape],
          dtype: value.dtype as DType,
        });
        return Array.isArray(result) ? result.map(wrap) : wrap(result as Value);
      },
    });
  }
  // The cpu backend has every forward kernel of tfjs: those without a row above are refused by name.
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (names.has(kernelName)) continue;
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc({ backend }) {
        const program = (backend as TraceBackend).trace?.name ?? 'unknown';
        throw codexError('CML5121', { program, kernel: kernelName }, { where: findCallSite() });
      },
    });
  }
}
