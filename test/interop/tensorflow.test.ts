// std/tensorflow on TensorFlow itself, on the CPU: the same numbers as tfjs, the recorded shape, and what its loader says of missing pieces.
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import tensorflow from '@codex-ml/engine-tensorflow/dist/tensorflow.js';
import { defineEngine } from '@codex-ml/plugin-api';
import type { DoctorReport } from '@codex-ml/runtime';
import {
  createTestEngine,
  describeConformance,
  type TemporaryFolder,
  temporaryFolder,
} from '@codex-ml/testkit';
import { expect } from 'chai';
import { readJson } from '../architecture/repository.js';
import { runCli } from '../e2e/cli-process.js';
import { expectSameUse, useEngine } from '../e2e/use-engine.js';
import { runInstallScript } from './peer.js';

interface Recording {
  readonly packages: readonly {
    readonly manifest: { readonly name: string };
    readonly isGPUPackage: boolean;
  }[];
  readonly exports: readonly string[];
  readonly kernels: readonly string[];
  readonly backendMethods: readonly string[];
  readonly binding: readonly string[];
}

/** Folder with the packages in its node_modules. */
let installed: string;

function installTensorflow(): void {
  const folder = runInstallScript('install-tensorflow.mjs');
  if (folder === undefined)
    throw new Error('TensorFlow could not be installed; install-tensorflow.mjs said above why');
  installed = folder;
}

/** The engine's plugin in a project that has TensorFlow. */
const inProject = defineEngine({
  id: tensorflow.id,
  apiVersion: '^1.0',
  options: tensorflow.options,
  create: ({ options, ctx }) => tensorflow.create({ options, ctx: { ...ctx, resolvePath: () => installed } }),
});

describe('TensorFlow', function () {
  this.timeout(30 * 60_000);
  before(installTensorflow);

  describeConformance(inProject, { title: 'on its CPU kernels', options: { device: 'cpu' } });

  it('trains, generates and evaluates as std/tfjs does', async () => {
    const eager = await useEngine('tfjs');
    expectSameUse(await useEngine('tensorflow', { modules: join(installed, 'node_modules') }), eager);
  });

  it('has the shape that was recorded for the tests that run without it', async () => {
    const recording = readJson<Recording>('plugins/engine-tensorflow/test/recorded/packages.json');
    const engine = createTestEngine(inProject, { device: 'cpu' });
    const { tf } = await engine.get();
    const module = createRequire(join(installed, 'package.json'))('@tensorflow/tfjs-node') as object;
    const backend = tf.findBackend('tensorflow') as unknown as { readonly binding: object };
    expect(Object.keys(module).sort()).to.deep.equal(recording.exports);
    expect(
      tf
        .getKernelsForBackend('tensorflow')
        .map(({ kernelName }) => kernelName)
        .sort(),
    ).to.deep.equal(recording.kernels);
    expect(Object.getOwnPropertyNames(Object.getPrototypeOf(backend)).sort()).to.deep.equal(
      recording.backendMethods,
    );
    expect(Object.getOwnPropertyNames(backend.binding).sort()).to.deep.equal(recording.binding);
    expect(backend).to.include({ isGPUPackage: false, isUsingGpuDevice: false });
    await engine.close();
  });

  describe('with a piece missing', () => {
    let project: TemporaryFolder;
    afterEach(() => project.remove());

    /** A project with one of the packages; what it depends on is found where it was installed. */
    async function makeProject(
      name: 'tfjs-node' | 'tfjs-node-gpu',
      without: readonly string[],
    ): Promise<void> {
      project = await temporaryFolder();
      const scope = join('node_modules', '@tensorflow');
      const copy = join(installed, 'copies', `${name}-without-${without.join('-') || 'nothing'}`);
      await rm(copy, { recursive: true, force: true });
      await cp(join(installed, scope, name), copy, { recursive: true, verbatimSymlinks: true });
      for (const part of without) await rm(join(copy, part), { recursive: true });
      await mkdir(join(project.path, scope), { recursive: true });
      await symlink(copy, join(project.path, scope, name));
    }

    /** What doctor finds for a project whose config uses the engine. */
    async function examine(device: 'gpu' | 'cpu') {
      const config = `engine: { use: tensorflow, device: ${device} }\n`;
      await writeFile(join(project.path, 'codex-ml.config.yaml'), config);
      const { stdout } = await runCli(['doctor', '--json'], { cwd: project.path });
      const { checks, engines } = JSON.parse(stdout) as DoctorReport;
      return {
        check: checks.find(({ name }) => name === 'engine std/tensorflow')!,
        probe: engines
          .find(({ id }) => id === 'std/tensorflow')!
          .devices.find((one) => one.device === device)!,
      };
    }

    it('doctor says that the install script did not run', async () => {
      await makeProject('tfjs-node', ['lib', 'deps']);
      const { check, probe } = await examine('cpu');
      expect(probe.code).to.equal('CML5132');
      expect(check.status).to.equal('fail');
      expect(check.hints[0]).to.match(/^its install script did not run/);
    });

    it('doctor says that libtensorflow is missing', async () => {
      await makeProject('tfjs-node', ['deps']);
      const { check, probe } = await examine('cpu');
      expect(probe.code).to.equal('CML5133');
      expect(check.message).to.contain('libtensorflow_cc.so.2: cannot open shared object file');
      expect(check.hints[0]).to.match(/^libtensorflow is missing from deps\/lib/);
    });

    it('doctor says why the package for GPUs has none, and starts it on the CPU', async () => {
      await makeProject('tfjs-node-gpu', []);
      const { check, probe } = await examine('gpu');
      expect(probe.code).to.be.oneOf(['CML5134', 'CML5135']);
      expect(check.status).to.equal('fail');
      expect(check.message).to.contain('starts on cpu; not on gpu: `@tensorflow/tfjs-node-gpu` finds no GPU');
      expect((await examine('cpu')).check.status).to.equal('ok');
    });
  });
});
