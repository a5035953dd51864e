import { loadTfCore, watchMemory } from '@codex-ml/tfjs';
import { expect } from 'chai';

describe('the watch on memory', () => {
  it('counts a buffer once, however many tensors show it, and remembers the most there was', async () => {
    const tf = await loadTfCore();
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    const watch = watchMemory(tf);
    const { bytes } = watch;
    const tensor = tf.zeros([1000]);
    const view = tf.reshape(tensor, [10, 100]);
    expect(watch.bytes - bytes).to.equal(4000);
    tensor.dispose();
    expect(watch.bytes - bytes).to.equal(4000);
    view.dispose();
    expect(watch.bytes).to.equal(bytes);
    expect(watch.peakBytes).to.equal(bytes + 4000);
    watch.stop();
    tf.zeros([5000]).dispose();
    expect(watch.peakBytes).to.equal(bytes + 4000);
  });

  it('follows a variable through its assignments', async () => {
    const tf = await loadTfCore();
    const watch = watchMemory(tf);
    const { bytes } = watch;
    const variable = tf.tidy(() => tf.variable(tf.zeros([100])));
    for (let i = 0; i < 3; i++) tf.tidy(() => variable.assign(tf.ones([100])));
    expect(watch.bytes - bytes).to.equal(400);
    variable.dispose();
    expect(watch.bytes).to.equal(bytes);
    watch.stop();
  });
});
