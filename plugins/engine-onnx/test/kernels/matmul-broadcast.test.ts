import { expect } from 'chai';
import { floats, makeOnnx } from '../make-engine.js';

describe('matMul of the compiled engine', () => {
  it('broadcasts each leading axis by itself, transposed or not', async () => {
    const engine = await makeOnnx();
    const { tf } = engine;
    const feeds = { a: floats([2, 2, 1, 1], [1, 2, 3, 4]), b: floats([2, 1, 1, 1], [10, 100]) };
    const spec = {
      inputs: {
        a: { shape: feeds.a.shape, dtype: 'float32' as const },
        b: { shape: feeds.b.shape, dtype: 'float32' as const },
      },
      state: [],
    };
    for (const transposed of [false, true]) {
      const program = await engine.compile('p', ({ a, b }) => ({ c: tf.matMul(a, b, transposed) }), spec);
      const { c } = await program.run(feeds);
      expect([...c.data]).to.deep.equal([10, 20, 300, 400]);
    }
    await engine.dispose();
  });
});
