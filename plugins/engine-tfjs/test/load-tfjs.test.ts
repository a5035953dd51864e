import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { loadTfjs } from '@codex-ml/engine-tfjs/dist/load-tfjs.js';
import { expect } from 'chai';

/** Run a module in a fresh process. */
function runModule(code: string, cwd = process.cwd()) {
  const entry = import.meta.resolve('@codex-ml/engine-tfjs/dist/tfjs.js');
  const prelude = `const { default: tfjs } = await import(${JSON.stringify(entry)});
    const warnings = [];
    const ctx = { id: 'std/tfjs', log: { debug() {}, info() {}, warn: (line) => warnings.push(line) } };`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', prelude + code],
    { cwd, encoding: 'utf8' },
  );
  return { stdout, stderr, status };
}

describe('loadTfjs', () => {
  it('gives every caller the same tfjs', async () => {
    expect(await loadTfjs()).to.equal(await loadTfjs());
  });

  it('registers the kernels of both backends and the gradients in that one tfjs', async () => {
    const tf = await loadTfjs();
    for (const backend of ['cpu', 'wasm']) {
      const kernels = tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
      expect(kernels).to.include.members(['BatchMatMul', 'GatherV2', 'Softmax', 'UnsortedSegmentSum']);
    }
    for (const kernel of ['BatchMatMul', 'GatherV2', 'Multiply', 'Softmax', 'Sum', 'Tanh']) {
      expect(tf.getGradient(kernel), kernel).to.have.property('gradFunc');
    }
    const shared = (globalThis as unknown as { _tfengine: unknown })._tfengine;
    expect(tf.engine()).to.equal(shared);
  });

  it('prints nothing, ends by itself and finds the wasm binary from any working directory', () => {
    const code = `
      for (const device of ['cpu', 'wasm']) {
        const engine = await tfjs.create({ options: { device }, ctx });
        engine.tf.tidy(() => engine.tf.add(engine.tf.tensor1d([1]), 2).dataSync());
      }`;
    expect(runModule(code, tmpdir())).to.deep.equal({ stdout: '', stderr: '', status: 0 });
  });

  it('gives the entry module to listings without loading tfjs', () => {
    const { stdout } = runModule(`console.log(tfjs.id, '_tfengine' in globalThis);`);
    expect(stdout).to.equal('tfjs false\n');
  });
});

describe('a wasm backend that cannot start', () => {
  // The engine finds the binary through the backend's own setting, so that a wrong folder is a true failure.
  const breakWasm = `
    const { loadTfjs } = await import(${JSON.stringify(import.meta.resolve('@codex-ml/engine-tfjs/dist/load-tfjs.js'))});
    const tf = await loadTfjs();
    const works = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', async () => { throw { message: 'no binary\\nmore' }; });`;

  it('makes auto fall back to cpu with one warning', () => {
    const { stdout, stderr } = runModule(`${breakWasm}
      const engine = await tfjs.create({ options: { device: 'auto' }, ctx });
      console.log(JSON.stringify([engine.device, tf.getBackend(), warnings]));`);
    expect(stderr).to.equal('');
    expect(JSON.parse(stdout)).to.deep.equal([
      'cpu',
      'cpu',
      ['the wasm backend did not start (no binary); using cpu, which is many times slower'],
    ]);
  });

  it('is an error when asked for by name, after which another try may work', () => {
    const { stdout, stderr } = runModule(`${breakWasm}
      const attempt = () => tfjs.create({ options: { device: 'wasm' }, ctx });
      const { code, title } = await attempt().catch((error) => error);
      tf.removeBackend('wasm');
      tf.registerBackend('wasm', works);
      console.log(JSON.stringify([code, title, (await attempt()).device]));`);
    expect(stderr).to.equal('');
    expect(JSON.parse(stdout)).to.deep.equal([
      'CML5101',
      'engine `std/tfjs`: device `wasm` cannot start: no binary',
      'wasm',
    ]);
  });
});
