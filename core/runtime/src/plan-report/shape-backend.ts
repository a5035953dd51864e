// A tfjs backend of shapes: arrays made on it have no values and take no memory, so that a model of any size can be looked at.
import type { Engine, RngStream, TfCore } from '@codex-ml/plugin-api';
import { delegateEngine } from './delegate-engine.js';

const BACKEND = 'codex-ml-shapes';

type Backend = InstanceType<TfCore['KernelBackend']>;
type DataId = Parameters<Backend['incRef']>[0];
type Values = ReturnType<Backend['readSync']>;

interface Entry {
  readonly shape: readonly number[];
  readonly dtype: string;
  references: number;
}

/**
 * Call `build` with tfjs making arrays of shapes. What it makes can be traced and disposed of; read as values it is zero.
 * @throws what `build` throws, which may be tfjs saying that it has no kernel on this backend
 */
export async function withoutValues<T>(tf: TfCore, build: () => Promise<T>): Promise<T> {
  const previous = tf.getBackend();
  if (!(BACKEND in tf.engine().registryFactory)) {
    const backend = makeBackend(tf);
    tf.registerBackend(BACKEND, () => backend, 0);
    registerKernels(tf);
  }
  // For a backend whose factory is synchronous, `setBackend` has done its work when it returns its promise.
  await tf.setBackend(BACKEND);
  try {
    return await build();
  } finally {
    await tf.setBackend(previous);
  }
}

/** The engine as plugins may see it while arrays have no values. */
export function engineWithoutValues(engine: Engine): Engine {
  return delegateEngine(engine, {
    read: async ({ size, dtype }) => zeros(size, dtype),
    write: async () => undefined,
  });
}

/** A stream that draws nothing: initial weights are not looked at. */
export const NO_RANDOMNESS: RngStream = {
  path: '',
  position: 0,
  fork: () => NO_RANDOMNESS,
  seek: () => undefined,
  uint32: () => 0,
  uniform: () => 0,
  integer: () => 0,
  normal: () => 0,
  fillUniform: (out) => out,
  fillNormal: (out) => out,
};

function makeBackend(tf: TfCore): Backend {
  const entries = new WeakMap<DataId, Entry>();
  let count = 0;
  const add = (dataId: DataId, shape: readonly number[], dtype: string, references: number) => {
    entries.set(dataId, { shape: [...shape], dtype, references });
    count++;
  };
  return new (class extends tf.KernelBackend {
    override write(_: Values, shape: number[], dtype: string): DataId {
      const dataId = {};
      add(dataId, shape, dtype, 1);
      return dataId;
    }
    override move(dataId: DataId, _: Values, shape: number[], dtype: string, references: number): void {
      add(dataId, shape, dtype, references);
    }
    override readSync(dataId: DataId): Values {
      const { shape, dtype } = entries.get(dataId)!;
      return zeros(tf.util.sizeFromShape([...shape]), dtype) as Values;
    }
    override async read(dataId: DataId): Promise<Values> {
      return this.readSync(dataId);
    }
    override disposeData(dataId: DataId, force = false): boolean {
      const entry = entries.get(dataId);
      if (entry === undefined) return true;
      entry.references--;
      if (entry.references > 0 && !force) return false;
      entries.delete(dataId);
      count--;
      return true;
    }
    override refCount(dataId: DataId): number {
      return entries.get(dataId)?.references ?? 0;
    }
    override incRef(dataId: DataId): void {
      const entry = entries.get(dataId);
      if (entry !== undefined) entry.references++;
      // tfjs asks the active backend, whichever has the data.
      else tf.engine().state.tensorInfo.get(dataId)!.backend.incRef(dataId);
    }
    override numDataIds(): number {
      return count;
    }
    override memory() {
      return { unreliable: true };
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

/** What models use to make their arrays: copies, and arrays filled with one number. */
function registerKernels(tf: TfCore): void {
  type Kernel = Parameters<TfCore['registerKernel']>[0]['kernelFunc'];
  const fresh = (backend: object, shape: readonly number[], dtype: string) => {
    const shaped = backend as Backend;
    return {
      dataId: shaped.write(new Float32Array(), [...shape], dtype as 'float32'),
      shape: [...shape],
      dtype: dtype as 'float32',
    };
  };
  const copy: Kernel = ({ inputs, backend, attrs }) => {
    const x = inputs['x']!;
    return fresh(
      backend,
      (attrs?.['shape'] as number[] | undefined) ?? x.shape,
      (attrs?.['dtype'] as string) ?? x.dtype,
    );
  };
  const fill: Kernel = ({ attrs, backend }) =>
    fresh(backend, attrs!['shape'] as number[], (attrs!['dtype'] as string | undefined) ?? 'float32');
  const kernels: Readonly<Record<string, Kernel>> = {
    Identity: copy,
    Cast: copy,
    Reshape: copy,
    ZerosLike: copy,
    OnesLike: copy,
    Fill: fill,
  };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
  }
}

function zeros(size: number, dtype: string): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int32') return new Int32Array(size);
  return dtype === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}
