import { loadTfCore } from '@codex-ml/tfjs';
import { expect } from 'chai';

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
});
