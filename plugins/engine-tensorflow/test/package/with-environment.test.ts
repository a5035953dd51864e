import { withEnvironment } from '@codex-ml/engine-tensorflow/dist/package/with-environment.js';
import { expect } from 'chai';

describe('withEnvironment', () => {
  const [absent, present] = ['CODEX_ML_TEST_ABSENT', 'CODEX_ML_TEST_PRESENT'];
  beforeEach(() => {
    process.env[present] = 'before';
  });
  afterEach(() => {
    delete process.env[present];
  });

  it('sets variables for the time of the call, and gives its result', () => {
    const seen = withEnvironment({ [absent]: '1', [present]: '2' }, () => [
      process.env[absent],
      process.env[present],
    ]);
    expect(seen).to.deep.equal(['1', '2']);
    expect(absent in process.env).to.equal(false);
    expect(process.env[present]).to.equal('before');
  });

  it('sets them back when the call fails', () => {
    const fail = () =>
      withEnvironment({ [absent]: '1' }, () => {
        throw new RangeError('planted');
      });
    expect(fail).to.throw('planted');
    expect(absent in process.env).to.equal(false);
  });
});
