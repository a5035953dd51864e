import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { missingLibraries } from '@codex-ml/engine-tensorflow/dist/gpu/missing-libraries.js';
import tensorflow from '@codex-ml/engine-tensorflow/dist/tensorflow.js';
import { CodexError, type Engine } from '@codex-ml/plugin-api';
import type { TemporaryFolder, TestContext } from '@codex-ml/testkit';
import { tfCorePath } from '@codex-ml/tfjs';
import { expect } from 'chai';
import { contextIn, makeProject, type ProjectParts, rememberBackend } from './stand-in-project.js';

interface Options {
  readonly device?: 'auto' | 'gpu' | 'cpu';
  readonly package?: 'auto' | 'tfjs-node-gpu' | 'tfjs-node';
}

const CPU = { name: 'tfjs-node' } as const;
const GPU = { name: 'tfjs-node-gpu', gpu: true } as const;
/** The package for GPUs where there is none, as on the machines that test. */
const NO_GPU = { name: 'tfjs-node-gpu', gpu: false } as const;

describe('startTensorflow', () => {
  let project: TemporaryFolder;
  let ctx: TestContext;
  let restore: () => Promise<void>;
  before(async () => {
    restore = await rememberBackend();
  });
  afterEach(async () => {
    await restore();
    await ctx.close();
    await project.remove();
  });

  async function inProject(parts: ProjectParts): Promise<void> {
    project = await makeProject(parts);
    ctx = contextIn(project.path);
  }

  const create = async (options: Options): Promise<Engine> =>
    tensorflow.create({ options: tensorflow.options.parse(options), ctx });

  async function errorOf(options: Options): Promise<CodexError> {
    const error = await create(options).catch((reason: unknown) => reason);
    expect(CodexError.is(error), String(error)).to.equal(true);
    const found = error as CodexError;
    expect(found.plugin).to.equal('std/tensorflow');
    return found;
  }

  const warnings = () => ctx.logged.filter(({ level }) => level === 'warn').map(({ message }) => message);

  describe('with both packages', () => {
    beforeEach(() => inProject({ packages: [CPU, GPU] }));

    it('takes the GPU by default', async () => {
      expect((await create({})).device).to.equal('gpu');
      expect(warnings()).to.deep.equal([]);
    });

    it('takes the package for CPUs for device cpu', async () => {
      const { device, tf } = await create({ device: 'cpu' });
      expect(device).to.equal('cpu');
      expect(tf.findBackend('tensorflow')).to.include({ isGPUPackage: false });
    });

    it('takes the package that the options name', async () => {
      const { device, tf } = await create({ package: 'tfjs-node' });
      expect(device).to.equal('cpu');
      expect(tf.findBackend('tensorflow')).to.include({ isGPUPackage: false });
    });

    it('lets a later engine share TensorFlow, and refuses one that wants it otherwise', async () => {
      const first = await create({ device: 'gpu' });
      expect((await create({})).device).to.equal('gpu');
      await first.dispose();
      expect((await create({ device: 'gpu' })).device).to.equal('gpu');
      expect((await errorOf({ device: 'cpu' })).title).to.equal(
        'engine `std/tensorflow`: device `cpu` cannot start: TensorFlow runs on the GPU in this process already, and stays there',
      );
      expect((await errorOf({ package: 'tfjs-node' })).title).to.contain(
        'this process runs `@tensorflow/tfjs-node-gpu` already, and cannot load a second one',
      );
    });

    it('refuses the GPU where the process runs the package for CPUs', async () => {
      await create({ device: 'cpu' });
      const { code, title } = await errorOf({ device: 'gpu' });
      expect(code).to.equal('CML5101');
      expect(title).to.contain('this process runs `@tensorflow/tfjs-node` already, which has no GPU');
    });
  });

  it('hides the GPU from the package for GPUs where that is all there is for device cpu', async () => {
    await inProject({ packages: [GPU] });
    const before = process.env['CUDA_VISIBLE_DEVICES'];
    expect((await create({ device: 'cpu' })).device).to.equal('cpu');
    expect(process.env['CUDA_VISIBLE_DEVICES']).to.equal(before);
    expect(warnings()).to.deep.equal([]);
  });

  it('gives engines the tfjs-core that all engines share, and runs ops on TensorFlow', async () => {
    await inProject({ packages: [CPU] });
    const engine = await create({});
    expect(engine.id).to.equal('std/tensorflow');
    expect([...engine.features]).to.deep.equal(['device-state']);
    expect(engine.tf.getBackend()).to.equal('tensorflow');
    expect(engine.tf.engine()).to.equal((globalThis as unknown as { _tfengine: unknown })._tfengine);
  });

  describe('without any package', () => {
    beforeEach(() => inProject({}));

    it('names the packages and how to install them', async () => {
      const { code, title, hints } = await errorOf({});
      expect(code).to.equal('CML5131');
      expect(title).to.equal(
        'engine `std/tensorflow` needs the package `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, which is not installed',
      );
      expect(hints[0]).to.match(/^`npm install @tensorflow\/tfjs-node-gpu@4\.22\.0` or /);
    });

    it('says how to install those that fit the device', async () => {
      const hintFor = async (device: 'gpu' | 'cpu') => (await errorOf({ device })).hints[0];
      const tail = ', in the project that codex-ml runs in';
      expect(await hintFor('gpu')).to.equal(`\`npm install @tensorflow/tfjs-node-gpu@4.22.0\`${tail}`);
      expect(await hintFor('cpu')).to.equal(
        `\`npm install @tensorflow/tfjs-node@4.22.0\` or \`npm install @tensorflow/tfjs-node-gpu@4.22.0\`${tail}`,
      );
    });

    it('names only the package that the options ask for', async () => {
      expect((await errorOf({ package: 'tfjs-node' })).title).to.equal(
        'engine `std/tensorflow` needs the package `@tensorflow/tfjs-node`, which is not installed',
      );
    });
  });

  it('says that the package for CPUs has no GPU', async () => {
    await inProject({ packages: [CPU] });
    const { code, title } = await errorOf({ device: 'gpu' });
    expect(code).to.equal('CML5139');
    expect(title).to.equal(
      'engine `std/tensorflow`: device `gpu` needs `@tensorflow/tfjs-node-gpu`, and `@tensorflow/tfjs-node` is what there is',
    );
    expect((await errorOf({ device: 'gpu', package: 'tfjs-node' })).code).to.equal('CML5139');
  });

  describe('where the package for GPUs finds none', () => {
    beforeEach(() => inProject({ packages: [NO_GPU] }));
    // Whoever tests on a machine with CUDA gets the other answer.
    const missing = missingLibraries();
    const code = missing.length > 0 ? 'CML5134' : 'CML5135';

    it('says which libraries are missing, or that there is no device, for device gpu', async () => {
      const error = await errorOf({ device: 'gpu' });
      expect(error.code).to.equal(code);
      for (const library of missing) expect(error.title).to.contain(library);
      // TensorFlow runs now, without a GPU; another try says the same.
      expect((await errorOf({ device: 'gpu' })).title).to.equal(error.title);
    });

    it('goes on with the CPU for auto, with one warning', async () => {
      expect((await create({})).device).to.equal('cpu');
      expect((await create({})).device).to.equal('cpu');
      expect(warnings()).to.have.length(1);
      expect(warnings()[0]).to.match(/^`@tensorflow\/tfjs-node-gpu` finds no GPU.*; using cpu$/);
    });
  });

  describe('without its native binding', () => {
    const hintWith = async (binding: 'none' | 'unbuilt' | 'other-node') => {
      await inProject({ packages: [{ ...CPU, binding }] });
      const { code, title, hints } = await errorOf({});
      expect(code).to.equal('CML5132');
      const root = join(realpathSync(project.path), 'node_modules', '@tensorflow', 'tfjs-node');
      expect(title).to.equal(
        `\`@tensorflow/tfjs-node\` is installed without its native binding: ${root}/lib/napi-v8/tfjs_binding.node is missing`,
      );
      return hints[0];
    };

    it('says that the install script did not run', async () => {
      expect(await hintWith('none')).to.match(/^its install script did not run .*npm rebuild/);
    });

    it('says that the build failed', async () => {
      expect(await hintWith('unbuilt')).to.match(/the binding was not built: .*--build-addon-from-source/);
    });

    it('says that it was built for another Node', async () => {
      expect(await hintWith('other-node')).to.match(/^it was built for another Node \(napi-v6\)/);
    });
  });

  it('says what the system’s loader says of a binding that is damaged', async () => {
    await inProject({ packages: [{ ...CPU, binding: 'damaged' }] });
    const { code, title, cause } = await errorOf({});
    expect(code).to.equal('CML5133');
    expect(title).to.match(/^the native binding of `@tensorflow\/tfjs-node` cannot be loaded: ./);
    expect(cause).to.include({ code: 'ERR_DLOPEN_FAILED' });
  });

  it('tries the package for CPUs where the one for GPUs does not load, with a warning', async () => {
    await inProject({ packages: [CPU, { ...GPU, binding: 'none' }] });
    const { device, tf } = await create({});
    expect(device).to.equal('cpu');
    expect(tf.findBackend('tensorflow')).to.include({ isGPUPackage: false });
    expect(warnings()[0]).to.match(
      /-gpu` is installed without its native binding.*; trying `@tensorflow\/tfjs-node`$/,
    );
  });

  it('refuses another version than that of tfjs', async () => {
    await inProject({ packages: [{ ...CPU, version: '4.21.0' }] });
    const { code, title, hints } = await errorOf({});
    expect(code).to.equal('CML5136');
    expect(title).to.equal('`@tensorflow/tfjs-node` has version 4.21.0; engine `std/tensorflow` needs 4.22');
    expect(hints).to.deep.equal(['`npm install @tensorflow/tfjs-node@4.22.0`']);
  });

  it('refuses a package with a tfjs-core of its own before any of it runs', async () => {
    await inProject({ packages: [{ ...CPU, binding: 'none' }], core: 'own' });
    const { code, title, hints } = await errorOf({});
    expect(code).to.equal('CML5137');
    expect(title).to.contain(join(realpathSync(project.path), 'node_modules', '@tensorflow', 'tfjs-core'));
    expect(title).to.contain(` instead of ${tfCorePath()}`);
    expect(hints[1]).to.contain('npm dedupe');
  });

  it('refuses a package with a tfjs-core bundled into it', async () => {
    await inProject({ packages: [CPU], core: 'bundled' });
    const { code, title } = await errorOf({});
    expect(code).to.equal('CML5137');
    expect(title).to.contain('the one inside ');
  });

  it('says that a dependency of the package is missing', async () => {
    await inProject({ packages: [CPU], tfjs: false });
    const { code, title } = await errorOf({});
    expect(code).to.equal('CML5138');
    expect(title).to.equal("`@tensorflow/tfjs-node` cannot be loaded: Cannot find module '@tensorflow/tfjs'");
  });
});
