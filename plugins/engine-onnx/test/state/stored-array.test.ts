import type { RemoteArray } from '@codex-ml/engine-onnx/dist/devices/remote-array.js';
import { StoredArray } from '@codex-ml/engine-onnx/dist/state/stored-array.js';
import { expect } from 'chai';
import { Tensor } from 'onnxruntime-node';

/** Values that are elsewhere, with a list of what is done to them. */
function elsewhere(values: readonly number[]): RemoteArray & { readonly done: string[] } {
  const done: string[] = [];
  return {
    done,
    tensor: new Tensor('float32', Float32Array.from(values), [values.length]),
    bytes: 4 * values.length,
    download() {
      done.push('download');
      return Float32Array.from(values);
    },
    release() {
      done.push('release');
    },
  };
}

describe('an array whose values are on a device', () => {
  it('shows them in copies and leaves them there', () => {
    const stored = new StoredArray([2], 'float32', [1, 2]);
    const remote = elsewhere([3, 4]);
    stored.moveTo(remote);
    expect([...stored.copy()]).to.deep.equal([3, 4]);
    expect(stored.remote).to.equal(remote);
    expect(stored.spareBytes).to.equal(8);
    expect(remote.done).to.deep.equal(['download']);
    stored.release();
  });

  it('has them on the host once someone wants to write there', () => {
    const stored = new StoredArray([2], 'float32', [1, 2]);
    const remote = elsewhere([3, 4]);
    stored.moveTo(remote);
    stored.current[0] = 5;
    expect([...stored.copy()]).to.deep.equal([5, 4]);
    expect(stored.remote).to.equal(undefined);
    expect(remote.done).to.deep.equal(['download', 'release']);
    stored.release();
  });

  it('forgets them when the host writes all of them anew', () => {
    const stored = new StoredArray([2], 'float32', [1, 2]);
    const remote = elsewhere([3, 4]);
    stored.moveTo(remote);
    stored.spare.set([7, 8]);
    stored.swap();
    expect([...stored.copy()]).to.deep.equal([7, 8]);
    expect(remote.done).to.deep.equal(['release']);
    stored.release();
  });

  it('gives back those that are replaced, and the last ones with itself', () => {
    const stored = new StoredArray([2], 'float32', [1, 2]);
    const [first, second] = [elsewhere([3, 4]), elsewhere([5, 6])];
    stored.moveTo(first);
    stored.moveTo(second);
    expect(first.done).to.deep.equal(['release']);
    expect([...stored.copy()]).to.deep.equal([5, 6]);
    stored.release();
    expect(second.done).to.deep.equal(['download', 'release']);
  });
});
