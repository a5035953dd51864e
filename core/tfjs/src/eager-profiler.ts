// The profiler of engines that compute at once: while a profile is under way, every kernel of the backend is replaced by one that
// takes the time. It knows no kernel but the products of matrices.
import {
  codexError,
  type EngineProfile,
  type EngineProfiler,
  type ProfileEvent,
  type ProfileOptions,
  type TfCore,
} from '@codex-ml/plugin-api';
import type { KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from './describe-tensor.js';

export interface EagerProfiler extends EngineProfiler {
  /** Call `run`, a run of a program that works synchronously; its time is recorded while a profile is under way. */
  observe<T>(program: string, run: () => T): T;
}

interface Recording {
  readonly options: ProfileOptions;
  readonly events: ProfileEvent[];
  readonly kernels: readonly KernelConfig[];
  /** The run under way. */
  run: { readonly program: string; readonly names: ReadonlyMap<object, string>; calls: number } | undefined;
  /** Time spent in kernels called by the kernel under way, milliseconds. */
  inner: number;
}

/**
 * @param engine id for messages
 * @param backend whose kernels are timed
 */
export function createEagerProfiler(tf: TfCore, engine: string, backend: string): EagerProfiler {
  let recording: Recording | undefined;

  function replace(kernels: readonly KernelConfig[]): void {
    for (const kernel of kernels) {
      // Registering a kernel twice would print a warning.
      tf.unregisterKernel(kernel.kernelName, kernel.backendName);
      tf.registerKernel(kernel);
    }
  }

  return {
    async start(options) {
      if (recording !== undefined) throw codexError('CML5151', { engine });
      const kernels = tf.getKernelsForBackend(backend);
      const started: Recording = { options, events: [], kernels, run: undefined, inner: 0 };
      recording = started;
      replace(kernels.map((kernel) => timedKernel(tf, started, kernel)));
    },
    async stop(): Promise<EngineProfile> {
      if (recording === undefined) throw codexError('CML5152', { engine });
      const { events, kernels } = recording;
      recording = undefined;
      replace(kernels);
      return { events: events.sort((a, b) => a.start - b.start) };
    },
    observe(program, run) {
      if (recording === undefined) return run();
      const { events, options } = recording;
      const names = new Map([...options.variables].map(([variable, name]) => [variable.dataId, name]));
      recording.run = { program, names, calls: 0 };
      const start = performance.now();
      try {
        return run();
      } finally {
        const duration = performance.now() - start;
        recording.run = undefined;
        events.push({
          ...NOTHING_MORE,
          kind: 'run',
          program,
          operator: program,
          name: program,
          start,
          duration,
        });
      }
    },
  };
}

const NOTHING_MORE = { kernel: null, variable: null, flops: null, bytes: null, detail: {} } as const;

function timedKernel(tf: TfCore, recording: Recording, kernel: KernelConfig): KernelConfig {
  const { kernelName } = kernel;
  return {
    ...kernel,
    kernelFunc(call) {
      const { run } = recording;
      if (run === undefined) return kernel.kernelFunc(call);
      const name = `${kernelName}_${run.calls++}`;
      const outerInner = recording.inner;
      recording.inner = 0;
      const start = performance.now();
      const result = kernel.kernelFunc(call);
      const whole = performance.now() - start;
      const duration = whole - recording.inner;
      recording.inner = outerInner + whole;
      const inputs = Object.values(call.inputs).filter((input) => input != null);
      const outputs = Array.isArray(result) ? result : [result];
      recording.events.push({
        kind: 'operator',
        program: run.program,
        operator: kernelName,
        name,
        kernel: kernelName,
        variable: inputs.flatMap(({ dataId }) => run.names.get(dataId) ?? [])[0] ?? null,
        start,
        duration,
        flops: productFlops(kernelName, call.inputs['a'], outputs[0]!, call.attrs),
        bytes: [...inputs, ...outputs].reduce((sum, info) => sum + bytesOf(tf, info), 0),
        detail: {
          inputs: inputs.map(({ shape }) => [...shape]),
          outputs: outputs.map(({ shape }) => [...shape]),
        },
      });
      return result;
    },
  };
}

const PRODUCTS: ReadonlySet<string> = new Set(['BatchMatMul', '_FusedMatMul']);

/** 2 · m · n · k for each product of an m by k and a k by n matrix. */
function productFlops(
  kernel: string,
  a: TensorInfo | undefined,
  product: TensorInfo,
  attributes: NamedAttrMap | undefined,
): number | null {
  if (!PRODUCTS.has(kernel) || a === undefined) return null;
  const inner = a.shape.at(attributes?.['transposeA'] === true ? -2 : -1)!;
  return 2 * sizeOf(product.shape) * inner;
}

function bytesOf(tf: TfCore, { shape, dtype }: TensorInfo): number {
  return sizeOf(shape) * tf.util.bytesPerElement(dtype);
}
