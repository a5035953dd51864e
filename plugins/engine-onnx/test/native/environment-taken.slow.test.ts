// A process in which something else has used ONNX Runtime before the engine: its environment, the only one, is then without a pool of threads.
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

const SCRIPT = `
import { trialModel, PRODUCTS } from '@codex-ml/engine-onnx/dist/devices/trial-model.js';
import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import { testContext } from '@codex-ml/testkit';
import ort from 'onnxruntime-node';
await ort.InferenceSession.create(trialModel(PRODUCTS.MatMul, 'float32'));
const engine = await createEngine(
  { device: 'cpu', precision: 'float32', threads: 2 }, testContext({ id: 'std/onnx' }), 1,
);
const square = { shape: [2, 2], dtype: 'float32' };
const program = await engine.compile(
  'product', ({ x }) => ({ y: engine.tf.exp(engine.tf.matMul(x, x)) }), { inputs: { x: square }, state: [] },
);
const { y } = await program.run({ x: { ...square, data: Float32Array.of(1, 0, 0, 1) } });
await engine.dispose();
process.stdout.write(JSON.stringify([...y.data].map(Math.round)));
`;

describe('an engine in a process that has used ONNX Runtime already', () => {
  it('computes with threads of its own', function () {
    this.timeout(30_000);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', SCRIPT],
      { encoding: 'utf8', cwd: import.meta.dirname },
    );
    expect(status, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal([3, 1, 1, 3]);
  });
});
