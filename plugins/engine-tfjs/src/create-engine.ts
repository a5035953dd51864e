// The eager engine on one of the two tfjs backends of this package.
import type { Engine, PluginContext } from '@codex-ml/plugin-api';
import { createEagerEngine } from '@codex-ml/tfjs';
import { loadTfjs } from './load-tfjs.js';
import { startDevice, type TfjsDevice } from './start-device.js';

/**
 * Make an engine. Several may live in one process, also on different devices.
 * @throws CML5101 when an explicit device cannot start
 */
export async function createEngine(device: 'auto' | TfjsDevice, ctx: PluginContext): Promise<Engine> {
  const tf = await loadTfjs();
  const picked = await startDevice(tf, device, ctx.id, ctx.log);
  return createEagerEngine(tf, {
    id: ctx.id,
    device: picked,
    backend: picked,
    features: ['deterministic', 'device-state'],
  });
}
