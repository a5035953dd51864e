// The eager engine on TensorFlow.
import type { Engine, PluginContext } from '@codex-ml/plugin-api';
import { createEagerEngine, loadTfCore } from '@codex-ml/tfjs';
import { BACKEND } from './package/load-package.js';
import { startTensorflow, type TensorflowOptions } from './start-tensorflow.js';

/**
 * Make an engine. Several may live in one process; they share one TensorFlow, on one device.
 *
 * It does not declare `deterministic`: TensorFlow splits sums among its threads, and on a GPU in any order.
 * @throws CML5101 and CML5131 to CML5139: see `startTensorflow`
 */
export async function createEngine(options: TensorflowOptions, ctx: PluginContext): Promise<Engine> {
  const tf = await loadTfCore();
  const device = await startTensorflow(tf, options, ctx);
  return createEagerEngine(tf, { id: ctx.id, device, backend: BACKEND, features: ['device-state'] });
}
