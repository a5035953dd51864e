import type { Engine, LanguageModel } from '@codex-ml/plugin-api';
import { DecoderPool } from '@codex-ml/runtime';
import { expect } from 'chai';

/** An engine and a model that count what is made and disposed of. */
function counting(refuses = false) {
  const counts = { programs: 0, caches: 0, compiled: 0 };
  const engine = {
    compile: async () => {
      if (refuses) throw new RangeError('refused');
      counts.programs++;
      counts.compiled++;
      return { dispose: () => counts.programs-- };
    },
  } as unknown as Engine;
  const model = {
    shape: {},
    parameters: [],
    createCache: (batch: number) => {
      counts.caches++;
      return { batch, capacity: 8, layers: [], dispose: () => counts.caches-- };
    },
  } as unknown as LanguageModel;
  return { counts, pool: new DecoderPool(engine, model) };
}

describe('DecoderPool', () => {
  it('lends a decoder again for as many rows, and never to two at a time', async () => {
    const { counts, pool } = counting();
    const first = await pool.use(2, async (decoder) => decoder);
    await pool.use(2, async (decoder) => {
      expect(decoder).to.equal(first);
      await pool.use(2, async (other) => expect(other).not.to.equal(decoder));
    });
    await pool.use(3, async ({ cache }) => expect(cache.batch).to.equal(3));
    expect(counts.compiled).to.equal(3);
  });

  it('keeps the two that were used last', async () => {
    const { counts, pool } = counting();
    for (const rows of [1, 2, 3]) await pool.use(rows, async () => undefined);
    expect(counts).to.deep.equal({ programs: 2, caches: 2, compiled: 3 });
    await pool.use(2, async () => undefined);
    expect(counts.compiled).to.equal(3);
    await pool.use(1, async () => undefined);
    expect(counts.compiled).to.equal(4);
  });

  it('gives everything back, also what is in use when it is disposed of, and after a failure', async () => {
    const { counts, pool } = counting();
    await pool.use(1, async () => undefined);
    let failure: unknown;
    try {
      await pool.use(2, async () => {
        pool.dispose();
        expect(counts.programs).to.equal(1);
        throw new RangeError('stopped');
      });
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.instanceOf(RangeError);
    expect(counts).to.include({ programs: 0, caches: 0 });
    const refusing = counting(true);
    const refused = await refusing.pool.use(1, async () => 'used').catch(() => 'refused');
    expect([refused, refusing.counts.caches]).to.deep.equal(['refused', 0]);
  });
});
