// Starts the device that is asked for, or picks one, and finds out what it has.
import { type CodexError, codexError, type PluginContext } from '@codex-ml/plugin-api';
import type { InferenceSession } from 'onnxruntime-node';
import { binaryFolder, type DeviceCheck, findMissing } from './check-device.js';
import type { Device } from './device-support.js';
import { findGraphicsProcessor } from './find-graphics-processor.js';
import { type Machine, THIS_MACHINE } from './machine.js';
import { runTrial } from './run-trial.js';
import { PRODUCTS } from './trial-model.js';

type Ort = typeof import('onnxruntime-node');

/** A device that ran a product of matrices. */
export interface StartedDevice {
  readonly device: Device;
  /** Whether it has FusedMatMul, which reads its arguments transposed. */
  readonly fusedProducts: boolean;
}

/**
 * What `auto` tries, in this order, before it takes the CPU. Core ML is not among them, because it may compute in half precision;
 * nor is DirectML, as WebGPU uses the same graphics processors.
 */
const PREFERRED: readonly Device[] = ['cuda', 'webgpu'];

export interface DeviceRequest {
  readonly device: Device | 'auto';
  readonly ort: Ort;
  readonly ctx: Pick<PluginContext, 'id' | 'log'>;
  /** For tests. */
  readonly machine?: Machine;
}

/** @throws CML5141 to CML5145 when the device that is asked for is not there or does not work */
export async function startDevice({
  device,
  ort,
  ctx,
  machine = THIS_MACHINE,
}: DeviceRequest): Promise<StartedDevice> {
  const check: DeviceCheck = {
    engine: ctx.id,
    known: new Set(ort.listSupportedBackends().map(({ name }) => name)),
    folder: binaryFolder(machine),
    machine,
  };
  if (device === 'auto') return pick(ort, ctx, check);
  const started = await tryDevice(ort, device, check);
  if ('code' in started) throw started;
  if (device === 'webgpu' && findGraphicsProcessor(machine) === null) {
    ctx.log.warn(
      'webgpu found no graphics processor, it runs on a driver that computes on the CPU: slow, for tests',
    );
  }
  return started;
}

async function pick(ort: Ort, ctx: DeviceRequest['ctx'], check: DeviceCheck): Promise<StartedDevice> {
  const refused: string[] = [];
  for (const device of PREFERRED) {
    if (!check.known.has(device)) continue;
    if (device === 'webgpu' && findGraphicsProcessor(check.machine) === null) {
      refused.push('not `webgpu`: there is no graphics processor');
      continue;
    }
    const started = await tryDevice(ort, device, check);
    if (!('code' in started)) {
      ctx.log.info([`device \`${device}\` was picked`, ...refused].join('; '));
      return started;
    }
    refused.push(`not \`${device}\`: ${started.title}`);
  }
  ctx.log.warn([`device \`cpu\` was picked`, ...refused].join('; '));
  return { device: 'cpu', fusedProducts: true };
}

async function tryDevice(ort: Ort, device: Device, check: DeviceCheck): Promise<StartedDevice | CodexError> {
  // It comes with every build, and with the operators that programs are written in.
  if (device === 'cpu') return { device, fusedProducts: true };
  const missing = findMissing(device, check);
  if (missing !== undefined) return missing;
  const tools = { ort, device, sessionOptions: deviceOptions(device) };
  const reason = await runTrial(tools, PRODUCTS.MatMul, 'float32');
  if (reason !== null) return describeFailure(device, check.engine, reason);
  return { device, fusedProducts: (await runTrial(tools, PRODUCTS.FusedMatMul, 'float32')) === null };
}

function describeFailure(device: Device, engine: string, reason: string): CodexError {
  if (device === 'webgpu' && /adapter/i.test(reason)) {
    const hints = ['install a current driver of the GPU: with Vulkan on Linux, with Direct3D 12 on Windows'];
    return codexError('CML5144', { reason }, { hints, plugin: engine });
  }
  return codexError('CML5145', { device, reason }, { plugin: engine });
}

/** What sessions on a device need, beside what all sessions of an engine have. */
export function deviceOptions(device: Device): InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    executionMode: 'sequential',
    // DirectML does without; it refuses sessions that have it.
    ...(device === 'dml' ? { enableMemPattern: false } : {}),
    // Its errors reach us as exceptions; it would print them as well.
    logSeverityLevel: 4,
  };
}
