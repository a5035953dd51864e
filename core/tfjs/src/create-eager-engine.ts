// The engine object over a started tfjs backend that computes at once. It knows no backend by name, nothing of models or training.
import {
  codexError,
  type DType,
  type Engine,
  type EngineFeature,
  type TfCore,
  type Variable,
} from '@codex-ml/plugin-api';
import { checkHostArray } from './check-host-array.js';
import { compileEagerProgram } from './compile-eager-program.js';
import { createEagerProfiler } from './eager-profiler.js';
import { downloadData, upload } from './host-tensors.js';
import { activateBackend } from './start-backend.js';
import { watchMemory } from './watch-memory.js';

export interface EagerEngineParts {
  /** `namespace/id` of the engine. */
  readonly id: string;
  /** As users know it; often the name of the backend. */
  readonly device: string;
  /** Name under which the started backend is registered. */
  readonly backend: string;
  readonly features: readonly EngineFeature[];
}

/**
 * Make an engine. Several may live in one process, also on different backends: each call switches to its own, and tfjs
 * moves a tensor that an op finds on another one. Disposing an engine disposes the variables in the state of its
 * programs and ends these; the backend stays, for tfjs cannot start it cleanly a second time.
 */
export function createEagerEngine(tf: TfCore, { id, device, backend, features }: EagerEngineParts): Engine {
  const variables = new Set<Variable>();
  const watch = watchMemory(tf);
  const profiler = createEagerProfiler(tf, id, backend);
  let disposed = false;

  function activate(): void {
    if (disposed) throw codexError('CML5104', { name: `engine ${id}` });
    activateBackend(tf, backend);
  }

  return {
    id,
    device,
    features: new Set(features),
    tf,
    async compile(name, fn, spec) {
      activate();
      for (const variable of spec.state) variables.add(variable);
      const program = compileEagerProgram(tf, activate, name, fn, spec);
      return { ...program, run: (...given) => profiler.observe(name, () => program.run(...given)) };
    },
    async read(variable) {
      activate();
      return downloadData(variable);
    },
    async write(variable, data) {
      activate();
      checkHostArray(variable, data);
      const { shape } = variable;
      const dtype = variable.dtype as DType;
      tf.tidy(() => variable.assign(upload(tf, { shape, dtype, data })));
    },
    memory() {
      const { bytes, peakBytes } = watch;
      return { tensors: tf.memory().numTensors, bytes, peakBytes };
    },
    profiler: { start: profiler.start, stop: profiler.stop },
    async dispose() {
      if (disposed) return;
      disposed = true;
      watch.stop();
      // Disposing a variable twice would release data that it may share with another one.
      for (const variable of variables) if (!variable.isDisposed) variable.dispose();
    },
  };
}
