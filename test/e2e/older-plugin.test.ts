// A plugin of an older minor in a real run: the eager engine, as an author would have published it for contract 1.0.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KIND_API_VERSIONS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { runCli, scratchFolder } from './cli-process.js';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const ENGINE = `
import tfjs from ${JSON.stringify(pathToFileURL(join(REPOSITORY, 'plugins/engine-tfjs/dist/tfjs.js')).href)};
import { defineEngine } from '@codex-ml/plugin-api';
export default defineEngine({ id: 'old', apiVersion: '^1.0', options: tfjs.options, create: async (setup) => {
  const { id, device, features, tf, compile, read, write, memory, dispose } = await tfjs.create(setup);
  return { id, device, features, tf, compile, read, write, dispose,
    memory() { const { tensors, bytes } = memory(); return { tensors, bytes }; } };
} });
`;
const CONFIG = `extends: [std/tiny]
run: { name: old }
engine: old
plugins: [./old.js]
train: { steps: 2, evaluateEvery: 2, checkpointEvery: 2 }
`;

describe('a run with an engine that was written for contract 1.0', () => {
  let root: string;
  let dispose: () => Promise<void>;

  before(async () => {
    ({ path: root, dispose } = await scratchFolder());
    mkdirSync(join(root, 'node_modules/@codex-ml'), { recursive: true });
    symlinkSync(join(REPOSITORY, 'core/plugin-api'), join(root, 'node_modules/@codex-ml/plugin-api'), 'dir');
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(root, 'old.js'), ENGINE);
    writeFileSync(join(root, 'codex-ml.config.yaml'), CONFIG);
  });
  after(() => dispose());

  it('completes, says so once, and records it', async function () {
    this.timeout(60_000);
    const { code, stderr } = await runCli(['train'], { cwd: root });
    expect(code, stderr).to.equal(0);
    const notes = stderr.split('\n').filter((line) => line.includes('was written for plugin API'));
    expect(notes).to.have.length(1);
    expect(notes[0])
      .to.include('`local/old`')
      .and.to.include(KIND_API_VERSIONS.engine)
      .and.to.include('peakBytes')
      .and.to.include('plugins doctor');
    const [run] = readdirSync(join(root, 'runs')).filter((name) => name.startsWith('old-'));
    const { plugins } = JSON.parse(readFileSync(join(root, 'runs', run!, 'run.json'), 'utf8')) as {
      readonly plugins: readonly { readonly id: string; readonly deprecation: string | null }[];
    };
    for (const { id, deprecation } of plugins) {
      if (id === 'local/old') expect(deprecation).to.include('was written for plugin API `^1.0`');
      else expect(deprecation, id).to.equal(null);
    }
  });

  it('is told by `plugins doctor` without failing', async () => {
    const { code, stdout } = await runCli(['plugins', 'doctor', 'local/old'], { cwd: root });
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^warn {2}\.\/old\.js /m)
      .and.to.include('was written for plugin API `^1.0`');
  });
});
