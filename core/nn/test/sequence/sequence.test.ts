import {
  causalMask,
  countParameters,
  createKvCache,
  createModelBuilder,
  learnedPositions,
  pickRows,
  planSequence,
  writeToCache,
} from '@codex-ml/nn';
import type { ForwardPass, KvCache, ModelShape } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import { activate, ops, randomVariable, take, tf } from '../backend.js';

const SHAPE: ModelShape = { vocabularySize: 5, context: 6, layers: 2, heads: 4, kvHeads: 2, width: 8 };
const PASS: ForwardPass = { training: false, random: {} };

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`sequences on the ${backend} backend`, () => {
    let cache: KvCache;
    before(() => activate(backend));
    beforeEach(() => {
      cache = createKvCache(ops, SHAPE, 2);
      tf.engine().startScope();
    });
    afterEach(() => {
      tf.engine().endScope();
      cache.dispose();
    });

    it('without positions have a plain causal mask', () => {
      const plan = planSequence(ops, tf.zeros([2, 3], 'int32'), PASS, 6);
      expect(plan.positions).to.equal(undefined);
      expect(plan.slots).to.equal(undefined);
      expect(take(plan.mask)).to.deep.equal([0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0]);
      expect(causalMask(ops, 1).shape).to.deep.equal([1, 1]);
    });

    it('with a cache see every slot up to their own position, row by row', () => {
      const positions = tf.tensor1d([0, 3], 'int32');
      const plan = planSequence(ops, tf.zeros([2, 2], 'int32'), { ...PASS, cache, positions }, 6);
      expect(take(plan.positions!)).to.deep.equal([0, 1, 3, 4]);
      expect(plan.mask.shape).to.deep.equal([2, 1, 2, 6]);
      const visible = take(plan.mask).map((value) => (value === 0 ? 1 : 0));
      expect(visible).to.deep.equal([1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0]);
    });

    it('write keys to their slots bit by bit and leave the others alone', () => {
      const { keys } = cache.layers[0]!;
      const stored = randomVariable('stored', keys.shape);
      keys.assign(stored);
      const before = stored.arraySync() as number[][][][];
      const fresh = randomVariable('fresh', [2, 2, 2, 2]);
      const tokens = fresh.arraySync() as number[][][][];
      const positions = tf.tensor1d([1, 4], 'int32');
      const plan = planSequence(ops, tf.zeros([2, 2], 'int32'), { ...PASS, cache, positions }, 6);
      const next = writeToCache(ops, keys, fresh, plan.slots!);
      const expected = before.map((heads, row) =>
        heads.map((slots, head) =>
          slots.map((vector, slot) => {
            const token = slot - [1, 4][row]!;
            return token === 0 || token === 1 ? tokens[row]![head]![token] : vector;
          }),
        ),
      );
      expect(next.arraySync()).to.deep.equal(expected);
      expect(keys.arraySync()).to.deep.equal(expected);
      tf.dispose([stored, fresh]);
    });

    it('pick one row each', () => {
      const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2]);
      const picked = pickRows(ops, x, tf.tensor1d([2, 0], 'int32'));
      expect(picked.shape).to.deep.equal([2, 1, 2]);
      expect(take(picked)).to.deep.equal([5, 6, 7, 8]);
    });

    it('get learned positions from the start of the table, or from where each row stands', () => {
      const builder = createModelBuilder({ ...ops, rng: createRng(1) });
      const places = learnedPositions(builder.scope, { context: 6, width: 2, std: 1 });
      const table = [...builder.parameters[0]!.variable.dataSync()];
      const ids = tf.zeros([2, 2], 'int32');
      expect(take(places(planSequence(ops, ids, PASS, 6)))).to.deep.equal(table.slice(0, 4));
      const positions = tf.tensor1d([1, 4], 'int32');
      expect(take(places(planSequence(ops, ids, { ...PASS, positions }, 6)))).to.deep.equal([
        ...table.slice(2, 6),
        ...table.slice(8, 12),
      ]);
      expect(countParameters(builder.parameters)).to.equal(12);
      builder.parameters[0]!.variable.dispose();
    });
  });
}

describe('key/value caches', () => {
  before(() => activate('cpu'));

  it('hold keys and values of every layer, and release them', () => {
    const before = tf.memory().numTensors;
    const cache = createKvCache(ops, SHAPE, 3, 4);
    expect(cache.layers.map(({ keys, values }) => [keys.shape, values.shape])).to.deep.equal([
      [
        [3, 2, 4, 2],
        [3, 2, 4, 2],
      ],
      [
        [3, 2, 4, 2],
        [3, 2, 4, 2],
      ],
    ]);
    expect(tf.memory().numTensors).to.equal(before + 4);
    cache.dispose();
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('refuse impossible sizes', () => {
    for (const capacity of [0, 7, 1.5]) {
      expect(() => createKvCache(ops, SHAPE, 1, capacity))
        .to.throw()
        .with.property('code', 'CML5208');
    }
    expect(() => createKvCache(ops, SHAPE, 1.5))
      .to.throw()
      .with.property('code', 'CML5209');
  });
});
