// The eager engine object over a started tfjs backend. It knows nothing of models or training.
import {
  codexError,
  type Engine,
  type EngineFeature,
  type PluginContext,
  type Variable,
} from '@codex-ml/plugin-api';
import { describeData, HOST_ARRAYS } from '@codex-ml/tfjs';
import { compileProgram } from './compile-program.js';

import { downloadData, upload } from './host-tensors.js';
import { loadTfjs } from './load-tfjs.js';
import { activateBackend, startBackend, type TfjsDevice } from './start-backend.js';

/**
 * Make an engine. Several may live in one process, also on different devices: each call switches to its own backend,
 * and tfjs moves a tensor that an op finds on the other one. Disposing an engine disposes the variables in
 * the state of its programs and ends these; the backend stays, for tfjs cannot start it cleanly a second time.
 * @throws CML5101 when an explicit device cannot start
 */
export async function createEngine(device: 'auto' | TfjsDevice, ctx: PluginContext): Promise<Engine> {
  const tf = await loadTfjs();
  const picked = await startBackend(tf, device, ctx.id, ctx.log);
  const variables = new Set<Variable>();
  const features: ReadonlySet<EngineFeature> = new Set(['deterministic', 'device-state']);
  let disposed = false;

  function activate(): void {
    if (disposed) throw codexError('CML5104', { name: `engine ${ctx.id}` });
    activateBackend(tf, picked);
  }

  return {
    id: ctx.id,
    device: picked,
    features,
    tf,
    async compile(name, fn, spec) {
      activate();
      for (const variable of spec.state) variables.add(variable);
      return compileProgram(tf, activate, name, fn, spec);
    },
    async read(variable) {
      activate();
      return downloadData(variable);
    },
    async write(variable, data) {
      activate();
      const { name, shape, size } = variable;
      const dtype = variable.dtype as keyof typeof HOST_ARRAYS;
      const Expected = HOST_ARRAYS[dtype];
      if (!(data instanceof Expected) || data.length !== size) {
        throw codexError('CML5107', {
          variable: name,
          expected: `${Expected.name} of ${size}`,
          received: describeData(data),
        });
      }
      tf.tidy(() => variable.assign(upload(tf, { shape, dtype, data })));
    },
    memory() {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      // Disposing a variable twice would release data that it may share with another one.
      for (const variable of variables) if (!variable.isDisposed) variable.dispose();
    },
  };
}
