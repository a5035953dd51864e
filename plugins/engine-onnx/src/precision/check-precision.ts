// Finds out whether a device multiplies matrices in the type that is asked for, by doing it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import type { Device } from '../devices/device-support.js';
import { runTrial, type TrialTools } from '../devices/run-trial.js';
import type { StartedDevice } from '../devices/start-device.js';
import { PRODUCTS, type ProductOperator } from '../devices/trial-model.js';
import { type Precision, productType } from './precisions.js';

/** @throws CML5146 when one of the products that programs are made of does not run in this type on the device itself */
export async function checkPrecision(
  engine: string,
  tools: TrialTools,
  { device, fusedProducts }: StartedDevice,
  precision: Precision,
): Promise<void> {
  const type = productType(precision);
  if (type === 'float32') return;
  for (const product of [PRODUCTS.MatMul, fusedProducts ? PRODUCTS.FusedMatMul : PRODUCTS.Gemm]) {
    const reason =
      device === 'cpu' ? await trialOnCpu(tools, product, type) : await runTrial(tools, product, type);
    if (reason === null) continue;
    const hints = hintsFor(device, type);
    throw codexError(
      'CML5146',
      { device, precision, operator: product.op, reason },
      { hints, plugin: engine },
    );
  }
}

function hintsFor(device: Device, type: 'float16' | 'bfloat16'): string[] {
  if (device === 'cpu') return ['`engine.precision: float32` is the fastest that this CPU has'];
  const other = 'choose another `engine.precision`, or a device that has this type';
  if (device !== 'webgpu') return [other];
  return [
    type === 'bfloat16'
      ? 'WebGPU has no bfloat16; `mixed-float16` runs where the adapter has `shader-f16`'
      : 'the adapter must have `shader-f16`: with Vulkan, `shaderFloat16` and `uniformAndStorageBuffer16BitAccess`, which `vulkaninfo` lists',
    other,
  ];
}

/** ONNX Runtime puts casts to float32 around operators that the CPU has in no other type. Its profile shows what really ran. */
async function trialOnCpu(
  tools: TrialTools,
  product: ProductOperator,
  type: 'float16' | 'bfloat16',
): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-trial-'));
  try {
    const options = { enableProfiling: true, profileFilePrefix: join(folder, 'trial') };
    const sessionOptions = { ...tools.sessionOptions, ...options };
    const reason = await runTrial({ ...tools, sessionOptions }, product, type);
    if (reason !== null) return reason;
    const [file] = await readdir(folder);
    const used =
      file === undefined ? undefined : usedType(await readFile(join(folder, file), 'utf8'), product.op);
    return used === 'float' ? `it is computed in float32, and ${type} only costs casts` : null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface ProfileEntry {
  readonly args?: {
    readonly op_name?: string;
    /** A type and a shape for each input. */
    readonly input_type_shape?: readonly Readonly<Record<string, unknown>>[];
  };
}

/** The type of the first input of an operator, by ONNX Runtime's name, in the text of a profile. */
export function usedType(profile: string, operator: string): string | undefined {
  const entries = JSON.parse(profile) as readonly ProfileEntry[];
  const entry = entries.find(({ args }) => args?.op_name === operator && args.input_type_shape !== undefined);
  return Object.keys(entry?.args?.input_type_shape?.[0] ?? {})[0];
}
