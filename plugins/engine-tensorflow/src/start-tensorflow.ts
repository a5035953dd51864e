// Decides which package runs on which device, and starts it. TensorFlow starts once in a process: later engines share it.
import { fileURLToPath } from 'node:url';
import { CodexError, codexError, type PluginContext, type TfCore, type z } from '@codex-ml/plugin-api';
import { isStarted } from '@codex-ml/tfjs';
import { missingCudaLibraries } from './gpu/cuda-libraries.js';
import { missingLibraries } from './gpu/missing-libraries.js';
import { TFJS_VERSION } from './package/check-package.js';
import {
  CPU_PACKAGE,
  type FoundPackage,
  findPackage,
  GPU_PACKAGE,
  type PackageName,
} from './package/find-package.js';
import { BACKEND, loadPackage } from './package/load-package.js';
import type { tensorflowOptions } from './tensorflow.options.js';

export type TensorflowOptions = z.output<typeof tensorflowOptions>;
type Device = 'gpu' | 'cpu';

/** What the backends of both packages say of themselves. */
interface TensorflowBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
}

/**
 * Start TensorFlow unless it runs, and see that it runs as the options say.
 * @returns the device in use; with `auto`, why it is not the GPU is logged as one warning
 * @throws CML5101 where TensorFlow already runs otherwise, CML5131 to CML5139 by what is missing
 */
export async function startTensorflow(
  tf: TfCore,
  options: TensorflowOptions,
  ctx: PluginContext,
): Promise<Device> {
  if (isStarted(tf, BACKEND)) return checkRunning(tf, options, ctx.id);
  const found = findPackages(options, ctx);
  for (const [i, pkg] of found.entries()) {
    try {
      await loadPackage(tf, pkg, ctx.id, options.device === 'cpu');
      return settleDevice(tf, pkg.name, options.device, ctx);
    } catch (error) {
      const next = found[i + 1];
      if (next === undefined || !CodexError.is(error)) throw error;
      ctx.log.warn(`${error.title}; trying \`${next.name}\``);
    }
  }
  throw notInstalled(options, ctx);
}

/** Installed packages that fit the options, the one to try first in front. */
function findPackages(options: TensorflowOptions, ctx: PluginContext): FoundPackage[] {
  const places = placesToLook(ctx);
  return wantedPackages(options)
    .map((name) => findPackage(name, places))
    .filter((pkg) => pkg !== undefined);
}

function wantedPackages({ device, package: chosen }: TensorflowOptions): PackageName[] {
  const fitting: readonly PackageName[] =
    device === 'gpu'
      ? [GPU_PACKAGE]
      : device === 'cpu'
        ? [CPU_PACKAGE, GPU_PACKAGE]
        : [GPU_PACKAGE, CPU_PACKAGE];
  return fitting.filter((name) => chosen === 'auto' || name === `@tensorflow/${chosen}`);
}

/** Where Node looks from this package, then from the user's project. */
function placesToLook(ctx: PluginContext): string[] {
  return [fileURLToPath(new URL('.', import.meta.url)), ctx.resolvePath('.')];
}

function notInstalled({ device, package: chosen }: TensorflowOptions, ctx: PluginContext): CodexError {
  const engine = ctx.id;
  const install = (name: PackageName) => `\`npm install ${name}@${TFJS_VERSION}\``;
  if (
    device === 'gpu' &&
    (chosen === 'tfjs-node' || findPackage(CPU_PACKAGE, placesToLook(ctx)) !== undefined)
  ) {
    return codexError(
      'CML5139',
      { engine, needed: GPU_PACKAGE, package: CPU_PACKAGE },
      { plugin: engine, hints: [`${install(GPU_PACKAGE)}, or \`engine.device: cpu\``] },
    );
  }
  const all = wantedPackages({ device: 'auto', package: chosen });
  const fitting = wantedPackages({ device, package: chosen }).map(install).join(' or ');
  return codexError(
    'CML5131',
    { engine, packages: all.map((name) => `\`${name}\``).join(' or ') },
    { plugin: engine, hints: [`${fitting}, in the project that codex-ml runs in`] },
  );
}

/** Which device TensorFlow took when it started. Only the package for GPUs can take one. */
function settleDevice(
  tf: TfCore,
  name: PackageName,
  wanted: TensorflowOptions['device'],
  ctx: PluginContext,
): Device {
  if (runningBackend(tf).isUsingGpuDevice) return 'gpu';
  if (wanted === 'cpu' || name === CPU_PACKAGE) return 'cpu';
  const missing = noGpu(ctx.id);
  if (wanted === 'gpu') throw missing;
  ctx.log.warn(`${missing.title}; using cpu`);
  return 'cpu';
}

/** Why the package for GPUs found none. */
function noGpu(engine: string): CodexError {
  const libraries = missingLibraries();
  if (libraries.length > 0) return missingCudaLibraries(GPU_PACKAGE, libraries, { plugin: engine });
  const hidden = process.env['CUDA_VISIBLE_DEVICES'];
  return codexError(
    'CML5135',
    { package: GPU_PACKAGE },
    {
      plugin: engine,
      hints: hidden === undefined ? [] : [`CUDA_VISIBLE_DEVICES is \`${hidden}\`, which may hide it`],
    },
  );
}

function checkRunning(tf: TfCore, { device, package: chosen }: TensorflowOptions, engine: string): Device {
  const { isGPUPackage, isUsingGpuDevice } = runningBackend(tf);
  const running = isUsingGpuDevice ? 'gpu' : 'cpu';
  const name = isGPUPackage ? GPU_PACKAGE : CPU_PACKAGE;
  const refuse = (reason: string) => codexError('CML5101', { engine, device, reason }, { plugin: engine });
  if (chosen !== 'auto' && name !== `@tensorflow/${chosen}`) {
    throw refuse(`this process runs \`${name}\` already, and cannot load a second one`);
  }
  if (device === 'gpu' && running === 'cpu') {
    if (isGPUPackage) throw noGpu(engine);
    throw refuse(`this process runs \`${name}\` already, which has no GPU`);
  }
  if (device === 'cpu' && running === 'gpu') {
    throw refuse('TensorFlow runs on the GPU in this process already, and stays there');
  }
  return running;
}

function runningBackend(tf: TfCore): TensorflowBackend {
  return tf.findBackend(BACKEND) as unknown as TensorflowBackend;
}
