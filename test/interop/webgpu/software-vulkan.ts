// A Vulkan that computes on the CPU, for processes that run std/onnx on WebGPU: the loader looks where the environment said at the
// start of a process, so that each examination is a process of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../architecture/repository.js';

export type VulkanEnvironment = Readonly<Record<string, string>>;

/** @param name of one of the install scripts beside the tests */
export function installVulkan(name: 'install-vulkan.mjs' | 'install-lavapipe.mjs'): VulkanEnvironment {
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'test', 'interop', name)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${name} installed nothing`);
  const folder = stdout.trim().split('\n').at(-1)!;
  const manifest = readdirSync(folder).find((file) => file.endsWith('_icd.json'))!;
  return {
    LD_LIBRARY_PATH: [folder, join(folder, 'lib')].join(':'),
    VK_DRIVER_FILES: join(folder, manifest),
  };
}

/** What a script of this folder prints as its last line, which is JSON. */
export function examine<T>(script: string, env: VulkanEnvironment): T {
  const path = join(ROOT, 'test', 'dist', 'interop', 'webgpu', script);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [path], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${script} ended with ${status ?? signal}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}
