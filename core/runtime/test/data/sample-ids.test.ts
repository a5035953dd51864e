import { TokenStore } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import fc from 'fast-check';

describe('ids of samples', () => {
  it('come back for every sample, whatever they are', () => {
    const id = fc.oneof(
      fc.nat(300).map((n) => `line:${n}`),
      fc.string({ unit: 'binary' }),
      fc.constant(''),
    );
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 300 }), (ids) => {
        const store = new TokenStore(10);
        for (const one of ids) store.append([1], one);
        const { sampleId } = store.finish();
        const order = ids.map((_, i) => ids.length - 1 - i);
        for (const index of order) expect(sampleId(index)).to.equal(ids[index]);
      }),
      { numRuns: 60 },
    );
  });
});
