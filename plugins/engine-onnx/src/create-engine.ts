// The compiled engine object. It knows nothing of models or training.
import {
  codexError,
  type Engine,
  type EngineFeature,
  type PluginContext,
  type Program,
  type Variable,
  type z,
} from '@codex-ml/plugin-api';
import { checkHostArray, loadTfCore } from '@codex-ml/tfjs';
import type { InferenceSession } from 'onnxruntime-node';
import { countCores } from './count-cores.js';
import { adaptProgram } from './devices/adapt-program.js';
import { deviceFeatures, supportOf } from './devices/device-support.js';
import { createDeviceMemory } from './devices/remote-array.js';
import { deviceOptions, startDevice } from './devices/start-device.js';
import { getThreadTeam } from './loops/thread-team.js';
import { getSharedMemory } from './memory/shared-memory.js';
import { getNativeOrt, type NativeOrt } from './native/native-ort.js';
import type { onnxOptions } from './onnx.options.js';
import { checkPrecision } from './precision/check-precision.js';
import { findLongestSum } from './precision/find-longest-sum.js';
import { productType } from './precision/precisions.js';
import { estimateProgram } from './profile/estimate-program.js';
import { createProfileCollector } from './profile/profile-collector.js';
import { timeProgram } from './profile/time-program.js';
import { compileProgram } from './program/compile-program.js';
import { inTurn, type Runtime } from './program/runtime.js';
import { SessionPool } from './stages/session-pool.js';
import { getStored } from './state/get-stored.js';
import { getTraceBackend } from './tracing/trace-backend.js';

/** Ops outside of programs run on this tfjs backend. */
const EAGER_BACKEND = 'cpu';

/** Loops over fewer elements are not worth their turn. */
const LARGE = 4096;

/**
 * Make an engine. Several may live in one process. Disposing it disposes its programs and the variables in their state.
 * @param large elements of an array from which on programs use loops
 * @param check whether the device has the precision; tests of the arithmetic itself leave it out
 * @throws CML5141 to CML5145 when the device is not there or does not work, CML5146 when it lacks the precision
 */
export async function createEngine(
  { device: wanted, precision, threads }: z.output<typeof onnxOptions>,
  ctx: PluginContext,
  large: number = LARGE,
  check: typeof checkPrecision = checkPrecision,
): Promise<Engine> {
  const tf = await loadTfCore();
  await import('@tensorflow/tfjs-backend-cpu');
  const ort = await import('onnxruntime-node');
  await tf.setBackend(EAGER_BACKEND);
  const cores = threads ?? countCores();
  // Before any session of onnxruntime-node: the first environment of a process is the only one.
  const native = wanted === 'cpu' || wanted === 'auto' ? await getNativeOrt(cores) : null;
  const started = await startDevice({ device: wanted, ort, ctx });
  const { device } = started;
  const sessionOptions: InferenceSession.SessionOptions = {
    ...deviceOptions(device),
    intraOpNumThreads: cores,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  };
  const tools = { ort, device, sessionOptions };
  await check(ctx.id, tools, started, precision);
  const type = productType(precision);
  const longestSum =
    type === 'float32' || device === 'cpu'
      ? Number.POSITIVE_INFINITY
      : await findLongestSum(tools, started, type);
  if (Number.isFinite(longestSum)) {
    ctx.log.info(
      `products that add up more than ${longestSum} numbers stay in float32: \`${device}\` would add them in ${type}`,
    );
  }
  const { keepsState, sharesMemory } = supportOf(device);
  const deviceMemory = keepsState && !sharesMemory ? createDeviceMemory(sessionOptions) : undefined;
  const backend = getTraceBackend(tf);
  const variables = new Set<Variable>();
  const programs = new Set<Program<string, string>>();
  const features: ReadonlySet<EngineFeature> = new Set([
    ...deviceFeatures(device),
    ...(precision === 'mixed-float16' ? (['scaled-loss'] as const) : []),
    ...(sharesMemory ? (['fused-cached-attention'] as const) : []),
  ]);
  const profiler = createProfileCollector(ctx.id, inTurn);
  let peakBytes = 0;
  let disposed = false;

  function bytesNow(): number {
    const spare = [...variables].map((variable) => backend.stored(variable.dataId)?.spareBytes ?? 0);
    return spare.reduce((sum, bytes) => sum + bytes, tf.memory().numBytes);
  }

  function activate(): void {
    if (disposed) throw codexError('CML5104', { name: `engine ${ctx.id}` });
    if (tf.getBackend() !== EAGER_BACKEND) void tf.setBackend(EAGER_BACKEND);
  }

  const runtime: Runtime = {
    tf,
    backend,
    ort,
    sessionOptions,
    adapt: (traced) => adaptProgram(traced, started, type, longestSum),
    deviceMemory,
    // Loops know float32 only.
    loops: sharesMemory && precision === 'float32' ? findLoops(cores, large, native) : undefined,
    activate,
    inTurn,
    profiler,
    noteRun(intermediateBytes) {
      peakBytes = Math.max(peakBytes, bytesNow() + intermediateBytes);
    },
  };

  return {
    id: ctx.id,
    device,
    features,
    tf,
    async compile(name, fn, spec) {
      activate();
      for (const variable of variables) if (variable.isDisposed) variables.delete(variable);
      for (const variable of spec.state) variables.add(variable);
      const program = await compileProgram(runtime, name, fn, spec);
      programs.add(program);
      return {
        ...program,
        dispose() {
          programs.delete(program);
          program.dispose();
        },
      };
    },
    async read(variable) {
      activate();
      return inTurn(async () => getStored(tf, backend, variable).copy());
    },
    async write(variable, data) {
      activate();
      checkHostArray(variable, data);
      const copy = data.slice();
      await inTurn(async () => getStored(tf, backend, variable).current.set(copy));
    },
    memory() {
      const bytes = bytesNow();
      peakBytes = Math.max(peakBytes, bytes);
      return { tensors: tf.memory().numTensors, bytes, peakBytes };
    },
    async estimate(name, fn, spec) {
      activate();
      return estimateProgram(runtime, name, fn, spec);
    },
    async time(name, fn, spec, options) {
      activate();
      return inTurn(() => timeProgram(runtime, name, fn, spec, options));
    },
    profiler: { start: profiler.start, stop: profiler.stop },
    async dispose() {
      if (disposed) return;
      disposed = true;
      for (const program of programs) program.dispose();
      // Sessions are released in turn, after what still runs.
      await inTurn(async () => {
        // Disposing a variable twice would release data that it may share with another one.
        for (const variable of variables) if (!variable.isDisposed) variable.dispose();
        deviceMemory?.dispose();
      });
    },
  };
}

function findLoops(threads: number, large: number, native: NativeOrt | null): Runtime['loops'] {
  const [memory, team] = [getSharedMemory(), getThreadTeam(threads)];
  if (memory === null || team === null) return undefined;
  return { memory, team, sessions: new SessionPool(), large, native };
}
