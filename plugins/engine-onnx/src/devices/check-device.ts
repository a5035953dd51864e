// Finds what a device lacks before ONNX Runtime is asked for it: its own messages do not tell, and some go to the terminal.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { DEVICES, type Device } from './device-support.js';
import type { Machine } from './machine.js';

/** Where the packages of ONNX Runtime for Node bring each device. */
const WHERE: Readonly<Record<Device, string>> = {
  cpu: 'everywhere',
  webgpu: 'Linux x64, macOS arm64 and Windows',
  cuda: 'Linux x64',
  coreml: 'macOS',
  dml: 'Windows',
};

/** Files of the CUDA provider, which the install script of onnxruntime-node downloads. */
const CUDA_FILES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** What the CUDA provider of ONNX Runtime 1.30 is linked with: CUDA 12, cuDNN 9 and the driver. */
const CUDA_LIBRARIES = [
  'libcuda.so.1',
  ...['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12', 'libcufft.so.11', 'libcurand.so.10'],
  'libcudnn.so.9',
];

const DRIVER = 'libcuda.so.1';
const VULKAN_LOADER = 'libvulkan.so.1';

export interface DeviceCheck {
  /** Its id, for messages. */
  readonly engine: string;
  /** Providers that this build of ONNX Runtime knows. */
  readonly known: ReadonlySet<string>;
  /** Folder of its binaries. */
  readonly folder: string;
  readonly machine: Machine;
}

/** The folder of the binaries of onnxruntime-node for a machine. */
export function binaryFolder({ platform, arch }: Machine): string {
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return join(dirname(manifest), 'bin', 'napi-v6', platform, arch);
}

/** Undefined where nothing is known to be missing: CML5141 to CML5144 otherwise. */
export function findMissing(device: Device, check: DeviceCheck): CodexError | undefined {
  const { engine, known, machine } = check;
  if (!known.has(device)) {
    const here = DEVICES.filter((name) => known.has(name)).map((name) => `\`${name}\``);
    const hints = [`\`${device}\` is there on ${WHERE[device]}`, `this system has ${here.join(', ')}`];
    const platform = `${machine.platform} ${machine.arch}`;
    return codexError('CML5141', { device, platform }, { hints, plugin: engine });
  }
  if (device === 'cuda') return findMissingCuda(check);
  if (device === 'webgpu' && machine.platform === 'linux') return findMissingVulkan(check);
  return undefined;
}

function findMissingCuda({ engine, folder, machine }: DeviceCheck): CodexError | undefined {
  const files = CUDA_FILES.filter((name) => !machine.exists(join(folder, name)));
  if (files.length > 0) {
    const hints = [
      '`npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12` downloads them',
      '`onnxruntime-node-install=skip` in .npmrc, or ONNXRUNTIME_NODE_INSTALL=skip, keeps npm from it',
    ];
    return codexError('CML5142', { files: files.join(', ') }, { hints, plugin: engine });
  }
  const libraries = machine.missingLibraries(CUDA_LIBRARIES);
  if (libraries.length === 0) return undefined;
  const hints: string[] = [];
  if (libraries.includes(DRIVER)) {
    hints.push('install the driver of the GPU from NVIDIA; `nvidia-smi` shows whether it works');
  }
  if (libraries.some((name) => name !== DRIVER)) {
    hints.push('install CUDA 12 and cuDNN 9, and add their folders of libraries to LD_LIBRARY_PATH');
  }
  return codexError('CML5143', { libraries: libraries.join(', ') }, { hints, plugin: engine });
}

function findMissingVulkan({ engine, machine }: DeviceCheck): CodexError | undefined {
  if (machine.missingLibraries([VULKAN_LOADER]).length === 0) return undefined;
  const hints = [
    'install the loader of Vulkan and the driver of the GPU; on Debian and Ubuntu `libvulkan1` and `mesa-vulkan-drivers`',
  ];
  return codexError('CML5144', { reason: `${VULKAN_LOADER} is missing` }, { hints, plugin: engine });
}
