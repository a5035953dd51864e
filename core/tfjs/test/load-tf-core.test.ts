import { createRequire } from 'node:module';
import { loadTfCore, tfCorePath } from '@codex-ml/tfjs';
import { expect } from 'chai';
import { loadGradients } from '../dist/load-gradients.js';

describe('loadTfCore', () => {
  it('gives every caller the same tfjs, the one that the process shares', async () => {
    const tf = await loadTfCore();
    expect(await loadTfCore()).to.equal(tf);
    const shared = (globalThis as unknown as { _tfengine: unknown })._tfengine;
    expect(tf.engine()).to.equal(shared);
  });

  it('registers gradients, those of comparisons included', async () => {
    const tf = await loadTfCore();
    for (const kernel of ['BatchMatMul', 'GatherV2', 'Greater', 'Multiply', 'Softmax', 'Sum', 'Tanh']) {
      expect(tf.getGradient(kernel), kernel).to.have.property('gradFunc');
    }
  });

  it('adds those of comparisons where another package has brought tfjs’s own before', async () => {
    const tf = await loadTfCore();
    tf.unregisterGradient('Greater');
    await loadGradients(tf);
    expect(tf.getGradient('Greater')).to.have.property('gradFunc');
  });
});

describe('tfCorePath', () => {
  it('is the file that packages beside ours get for tfjs-core', () => {
    expect(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core')).to.equal(tfCorePath());
  });
});
