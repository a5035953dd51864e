// What `doctor` says of the engine, from the probe of its devices to the lines a user reads.
import { createKernel } from '@codex-ml/kernel';
import { checkEngines, probeEngine } from '@codex-ml/runtime';
import type { TemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { makeProject, type ProjectParts, pluginIn, rememberBackend } from './stand-in-project.js';

/** An engine that starts, beside which this one may be left out. */
const OTHER = {
  id: 'std/other',
  devices: [{ device: 'cpu', started: 'cpu', reason: null, code: null, hints: [] }],
} as const;

describe('doctor', () => {
  let project: TemporaryFolder;
  let restore: () => Promise<void>;
  before(async () => {
    restore = await rememberBackend();
  });
  afterEach(async () => {
    await restore();
    await project.remove();
  });

  /** The check of the engine in a project whose config uses it, or does not. */
  async function examine(parts: ProjectParts, device?: string) {
    project = await makeProject(parts);
    const { path } = project;
    const kernel = await createKernel({ projectRoot: path, hostRoot: path, inline: [pluginIn(() => path)] });
    try {
      const probe = await probeEngine(kernel, kernel.capabilities()[0]!);
      const wanted = device === undefined ? undefined : { id: probe.id, device };
      return checkEngines([OTHER, probe], wanted)[1]!;
    } finally {
      await kernel.close();
    }
  }

  it('is content where no package is installed and none is needed', async () => {
    const { status, message, hints } = await examine({});
    expect(status).to.equal('ok');
    expect(message).to.equal(
      'not in use: engine `std/tensorflow` needs the package `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, which is not installed',
    );
    expect(hints).to.deep.equal([]);
  });

  it('says how to install a package where the config uses the engine', async () => {
    const { status, hints } = await examine({}, 'cpu');
    expect(status).to.equal('fail');
    expect(hints[0]).to.match(/^`npm install @tensorflow\/tfjs-node@4\.22\.0` or /);
    expect(hints).to.include('`codex-ml explain CML5131` says more');
  });

  for (const [piece, parts, code, hint] of [
    [
      'the binding',
      { packages: [{ name: 'tfjs-node', binding: 'none' }] },
      'CML5132',
      /install script did not run/,
    ],
    ['a sound binding', { packages: [{ name: 'tfjs-node', binding: 'damaged' }] }, 'CML5133', /npm rebuild/],
    ['the right version', { packages: [{ name: 'tfjs-node', version: '3.9.0' }] }, 'CML5136', /npm install/],
    [
      'a shared tfjs-core',
      { packages: [{ name: 'tfjs-node' }], core: 'own' },
      'CML5137',
      /install both in one project/,
    ],
    ['tfjs', { packages: [{ name: 'tfjs-node' }], tfjs: false }, 'CML5138', /install it again/],
  ] as const satisfies readonly (readonly [string, ProjectParts, string, RegExp])[]) {
    it(`says what to do where ${piece} is missing`, async () => {
      const { status, hints } = await examine(parts, 'cpu');
      expect(status).to.equal('fail');
      expect(hints[0]).to.match(hint);
      expect(hints).to.include(`\`codex-ml explain ${code}\` says more`);
    });
  }

  it('says which package has no GPU, and that the CPU works', async () => {
    const { status, message, hints } = await examine({ packages: [{ name: 'tfjs-node' }] }, 'gpu');
    expect(status).to.equal('fail');
    expect(message).to.match(/^starts on cpu; not on gpu: .*device `gpu` needs `@tensorflow\/tfjs-node-gpu`/);
    expect(hints[0]).to.contain('`npm install @tensorflow/tfjs-node-gpu@4.22.0`');
  });

  it('says why the package for GPUs finds none', async () => {
    const { message, hints } = await examine({ packages: [{ name: 'tfjs-node-gpu' }] }, 'gpu');
    expect(message).to.match(/^starts on cpu; not on gpu: `@tensorflow\/tfjs-node-gpu` finds no GPU/);
    expect(hints.length).to.be.at.least(2);
  });

  it('says that a GPU in use keeps the process from the CPU', async () => {
    const { status, message } = await examine({ packages: [{ name: 'tfjs-node-gpu', gpu: true }] }, 'gpu');
    expect(status).to.equal('ok');
    expect(message).to.match(/^starts on gpu; not on cpu: .*runs on the GPU in this process already/);
  });
});
