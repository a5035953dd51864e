// Projects with stand-ins for the packages that bring TensorFlow, whole or lacking a piece. See `recorded/stand-in.cjs`.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tensorflow from '@codex-ml/engine-tensorflow/dist/tensorflow.js';
import { defineEngine, type Plugin } from '@codex-ml/plugin-api';
import { type TemporaryFolder, type TestContext, temporaryFolder, testContext } from '@codex-ml/testkit';
import { loadTfCore, tfCorePath } from '@codex-ml/tfjs';

const RECORDED = fileURLToPath(new URL('../test/recorded/', import.meta.url));
const CORE_ROOT = dirname(dirname(tfCorePath()));

export interface StandIn {
  readonly name: 'tfjs-node' | 'tfjs-node-gpu';
  /** Default 4.22.0. */
  readonly version?: string;
  /** What the install script left. Default `works`. */
  readonly binding?: 'works' | 'none' | 'unbuilt' | 'other-node' | 'damaged';
  /** Whether TensorFlow finds a GPU that is not hidden from it. */
  readonly gpu?: boolean;
}

export interface ProjectParts {
  readonly packages?: readonly StandIn[];
  /** Where `@tensorflow/tfjs` gets its tfjs-core from. Default `shared`, the one that engines use. */
  readonly core?: 'shared' | 'own' | 'bundled';
  /** Whether `@tensorflow/tfjs` is installed. Default true. */
  readonly tfjs?: boolean;
}

/** A folder with the packages in its node_modules. */
export async function makeProject({
  packages = [],
  core = 'shared',
  tfjs = true,
}: ProjectParts): Promise<TemporaryFolder> {
  const project = await temporaryFolder();
  const modules = join(project.path, 'node_modules', '@tensorflow');
  await mkdir(modules, { recursive: true });
  if (core === 'shared') await symlink(CORE_ROOT, join(modules, 'tfjs-core'), 'junction');
  if (core === 'own') await writePackage(join(modules, 'tfjs-core'), { version: '4.22.0', code: '' });
  if (tfjs) {
    const code =
      core === 'shared'
        ? "module.exports = require('@tensorflow/tfjs-core');"
        : 'module.exports = { Tensor: class {}, registerBackend() {}, setBackend: () => true };';
    await writePackage(join(modules, 'tfjs'), { version: '4.22.0', code });
  }
  for (const standIn of packages) await writeStandIn(join(modules, standIn.name), standIn);
  return project;
}

async function writeStandIn(
  root: string,
  { name, version = '4.22.0', binding = 'works', gpu = false }: StandIn,
): Promise<void> {
  const load = JSON.stringify(join(RECORDED, 'stand-in.cjs'));
  await writePackage(root, {
    name: `@tensorflow/${name}`,
    version,
    code: `module.exports = require(${load})(module, require('node:path').dirname(__dirname));`,
  });
  if (binding === 'none') return;
  await mkdir(join(root, 'deps', 'lib'), { recursive: true });
  if (binding === 'unbuilt') return;
  const lib = join(root, 'lib', binding === 'other-node' ? 'napi-v6' : 'napi-v8');
  await mkdir(lib, { recursive: true });
  await writeFile(join(lib, 'tfjs_binding.node'), '');
  if (binding !== 'works') return;
  const found = `${gpu} && process.env.CUDA_VISIBLE_DEVICES !== '-1'`;
  await writeFile(join(lib, 'tfjs_binding.node.js'), `exports.isUsingGpuDevice = () => ${found};`);
}

async function writePackage(
  root: string,
  { code, ...manifest }: { readonly name?: string; readonly version: string; readonly code: string },
): Promise<void> {
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...manifest, main: 'dist/index.js' }));
  await writeFile(join(root, 'dist', 'index.js'), code);
}

/** A context of the engine whose project is the folder. */
export function contextIn(folder: string): TestContext {
  return testContext({ id: 'std/tensorflow', base: folder });
}

/** The engine's plugin, with a project of its own for every engine that is made. */
export function pluginIn(folder: () => string): Plugin<'engine'> {
  return defineEngine({
    id: tensorflow.id,
    apiVersion: '^1.0',
    options: tensorflow.options,
    create: ({ options, ctx }) =>
      tensorflow.create({ options, ctx: { ...ctx, id: 'std/tensorflow', resolvePath: () => folder() } }),
  });
}

/** Undo what a started stand-in changed in this process. Call the result when done. */
export async function rememberBackend(): Promise<() => Promise<void>> {
  const tf = await loadTfCore();
  await import('@tensorflow/tfjs-backend-cpu');
  // A process that has used no tensors yet has no backend.
  const before = (tf.getBackend() as string | null | undefined) ?? 'cpu';
  return async () => {
    if (tf.findBackendFactory('tensorflow') !== null) tf.removeBackend('tensorflow');
    await tf.setBackend(before);
  };
}
