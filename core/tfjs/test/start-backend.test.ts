// Backends that are registered for these tests alone, so that no engine of the same process is disturbed.
import type { TfCore } from '@codex-ml/plugin-api';
import { activateBackend, isStarted, loadTfCore, startBackend } from '@codex-ml/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { expect } from 'chai';

const NAMES = ['test-one', 'test-two'];

describe('startBackend', () => {
  let tf: TfCore;
  let active: string;
  before(async () => {
    tf = await loadTfCore();
    active = tf.getBackend() ?? 'cpu';
  });
  afterEach(async () => {
    for (const name of NAMES) if (tf.findBackendFactory(name) !== null) tf.removeBackend(name);
    await tf.setBackend(active);
  });

  it('starts a backend once, however many ask at the same time, and makes it the active one', async () => {
    let started = 0;
    tf.registerBackend('test-one', async () => {
      started += 1;
      return new MathBackendCPU();
    });
    expect(isStarted(tf, 'test-one')).to.equal(false);
    await Promise.all([startBackend(tf, 'test-one'), startBackend(tf, 'test-one')]);
    await startBackend(tf, 'test-one');
    expect(started).to.equal(1);
    expect(isStarted(tf, 'test-one')).to.equal(true);
    expect(tf.getBackend()).to.equal('test-one');
  });

  it('throws what the factory throws, after which another try may work', async () => {
    let broken = true;
    tf.registerBackend('test-one', async () => {
      if (broken) throw new RangeError('no binary');
      return new MathBackendCPU();
    });
    const attempt = () => startBackend(tf, 'test-one').catch((error: unknown) => error);
    expect(await attempt()).to.be.instanceOf(RangeError);
    expect(isStarted(tf, 'test-one')).to.equal(false);
    broken = false;
    expect(await attempt()).to.equal(undefined);
    expect(isStarted(tf, 'test-one')).to.equal(true);
  });

  it('leaves two backends to be switched between at once', async () => {
    for (const name of NAMES) {
      tf.registerBackend(name, () => new MathBackendCPU());
      await startBackend(tf, name);
    }
    for (const name of [...NAMES, ...NAMES]) {
      activateBackend(tf, name);
      expect(tf.getBackend()).to.equal(name);
    }
  });
});
