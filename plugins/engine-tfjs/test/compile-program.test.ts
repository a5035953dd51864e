import { CodexError, codexError, type Engine, type HostTensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, ints, makeEngine, someValues } from './make-engine.js';

const scalar: { shape: []; dtype: 'float32' } = { shape: [], dtype: 'float32' };

/** The CodexError that `attempt` rejects with. */
async function errorOf(attempt: Promise<unknown>): Promise<CodexError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(CodexError.is(error), String(error)).to.equal(true);
  return error as CodexError;
}

for (const device of ['cpu', 'wasm'] as const) {
  describe(`a program on ${device}`, () => {
    let engine: Engine;
    before(async () => {
      engine = await makeEngine(device);
    });
    after(() => engine.dispose());

    it('computes outputs of the right shape and type', async () => {
      const { tf } = engine;
      const program = await engine.compile(
        'double',
        ({ x, y }) => ({
          twice: tf.mul(x, tf.scalar(2, 'int32')),
          positive: tf.greater(y, 0),
          sum: tf.sum(y),
        }),
        { inputs: { x: { shape: [2], dtype: 'int32' }, y: { shape: [2, 1], dtype: 'float32' } }, state: [] },
      );
      const { twice, positive, sum } = await program.run({
        x: ints([2], [3, 4]),
        y: floats([2, 1], [-1, 2]),
      });
      expect(twice).to.deep.equal(ints([2], [6, 8]));
      expect(positive).to.deep.equal({ shape: [2, 1], dtype: 'bool', data: Uint8Array.of(0, 1) });
      expect(sum).to.deep.equal(floats([], [1]));
      expect(program.name).to.equal('double');
    });

    it('takes another size of an open dimension at each run', async () => {
      const { tf } = engine;
      const program = await engine.compile('sum', ({ x }) => ({ sum: tf.sum(x, 0) }), {
        inputs: { x: { shape: [null, 2], dtype: 'float32' } },
        state: [],
      });
      const one = await program.run({ x: floats([1, 2], [1, 2]) });
      const three = await program.run({ x: floats([3, 2], [1, 2, 3, 4, 5, 6]) });
      expect([...one.sum.data]).to.deep.equal([1, 2]);
      expect([...three.sum.data]).to.deep.equal([9, 12]);
    });

    it('keeps what it assigns to its state from run to run', async () => {
      const { tf } = engine;
      const total = tf.variable(tf.scalar(10));
      const program = await engine.compile(
        'add',
        ({ x }) => {
          const before = tf.clone(total);
          total.assign(tf.add(total, x));
          return { before, after: total };
        },
        { inputs: { x: scalar }, state: [total] },
      );
      await program.run({ x: floats([], [1]) });
      const { before, after } = await program.run({ x: floats([], [5]) });
      expect([before.data[0], after.data[0]]).to.deep.equal([11, 16]);
      expect([...(await engine.read(total))]).to.deep.equal([16]);
    });

    it('keeps no tensors but its state, also when a run fails', async () => {
      const { tf } = engine;
      const state = tf.variable(tf.ones([4, 4]));
      const program = await engine.compile(
        'train',
        ({ x }) => {
          const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(tf.matMul(x, state))), [state]);
          state.assign(tf.sub(state, tf.mul(grads[state.name]!, 0.1)));
          if (x.shape[0] === 3) tf.matMul(x, tf.ones([7, 7]));
          return { loss: value };
        },
        { inputs: { x: { shape: [null, 4], dtype: 'float32' } }, state: [state] },
      );
      const feed = (rows: number) => ({ x: floats([rows, 4], someValues(4 * rows)) });
      await program.run(feed(2));
      const counts = () => {
        const { tensors, bytes } = engine.memory();
        return { tensors, bytes, ids: tf.backend().numDataIds() };
      };
      const before = counts();
      for (let i = 0; i < 5; i++) await program.run(feed(2));
      await program.run(feed(2), []);
      await errorOf(program.run(feed(3)));
      expect(counts()).to.deep.equal(before);
    });

    it('brings back only the outputs asked for', async () => {
      const { tf } = engine;
      const program = await engine.compile('two', ({ x }) => ({ a: x, b: tf.neg(x) }), {
        inputs: { x: scalar },
        state: [],
      });
      expect(await program.run({ x: floats([], [1]) }, ['b'])).to.deep.equal({ b: floats([], [-1]) });
      expect(await program.run({ x: floats([], [1]) }, [])).to.deep.equal({});
    });

    it('shares no memory with the caller', async () => {
      const { tf } = engine;
      const held = tf.variable(tf.zeros([2]));
      const program = await engine.compile(
        'hold',
        ({ x }) => {
          held.assign(x);
          return { same: x, held };
        },
        { inputs: { x: { shape: [2], dtype: 'float32' } }, state: [held] },
      );
      const x = floats([2], [1, 2]);
      const outputs = await program.run({ x });
      const copy = await engine.read(held);
      x.data.fill(7);
      for (const { data } of Object.values(outputs)) data.fill(8);
      copy.fill(9);
      expect([...(await engine.read(held))]).to.deep.equal([1, 2]);
    });

    it('gives the same bits for the same inputs', async () => {
      const { tf } = engine;
      const program = await engine.compile(
        'mix',
        ({ x, w }) => {
          const y = tf.softmax(tf.matMul(tf.tanh(tf.matMul(x, w)), w, false, true));
          return { y, loss: tf.mean(tf.log(y)) };
        },
        {
          inputs: { x: { shape: [33, 40], dtype: 'float32' }, w: { shape: [40, 40], dtype: 'float32' } },
          state: [],
        },
      );
      const feeds = { x: floats([33, 40], someValues(1320)), w: floats([40, 40], someValues(1600, 2)) };
      const bits = ({ data }: HostTensor) => Buffer.from(data.buffer).toString('base64');
      const first = await program.run(feeds);
      for (let i = 0; i < 3; i++) {
        const again = await program.run(feeds);
        expect(bits(again.y)).to.equal(bits(first.y));
        expect(bits(again.loss)).to.equal(bits(first.loss));
      }
      expect(engine.features.has('deterministic')).to.equal(true);
    });

    it('refuses feeds that do not match, reporting all of them, before it runs anything', async () => {
      let calls = 0;
      const program = await engine.compile('never', ({ x }) => ({ x, n: calls++ === 0 ? x : x }), {
        inputs: { x: scalar, y: scalar },
        state: [],
      });
      const feeds = { x: floats([1], [1]), z: floats([], [1]) } as never;
      const error = await program.run(feeds).catch((reason: unknown) => reason);
      const errors = (error as { errors: CodexError[] }).errors;
      expect(errors.map(({ code }) => code)).to.deep.equal(['CML5102', 'CML5102', 'CML5102']);
      expect(calls).to.equal(0);
    });

    it('names itself when an operation fails, with the operation’s error as cause', async () => {
      const { tf } = engine;
      const program = await engine.compile('misfit', ({ x }) => ({ y: tf.reshape(x, [2]) }), {
        inputs: { x: scalar },
        state: [],
      });
      const error = await errorOf(program.run({ x: floats([], [1]) }));
      expect(error.code).to.equal('CML5105');
      expect(error.title).to.match(/^program `misfit` failed: Size\(1\)/);
      expect(error.cause).to.be.instanceOf(Error);
    });

    it('passes errors of the catalogue on as they are', async () => {
      const own = codexError('CML9002', { message: 'planted' });
      const program = await engine.compile(
        'throws',
        () => {
          throw own;
        },
        { inputs: {}, state: [] },
      );
      expect(await errorOf(program.run({}))).to.equal(own);
    });

    it('refuses an output it does not have, naming those it has', async () => {
      const program = await engine.compile('one', ({ x }) => ({ loss: x }), {
        inputs: { x: scalar },
        state: [],
      });
      const error = await errorOf(program.run({ x: floats([], [1]) }, ['los' as 'loss']));
      expect(error.title).to.equal('program `one` has no output `los`');
      expect(error.hints).to.deep.equal(['its outputs are `loss`']);
    });

    it('refuses to assign a variable that is not listed in its state', async () => {
      const { tf } = engine;
      const hidden = tf.variable(tf.scalar(1), false, `hidden-${device}`);
      const program = await engine.compile(
        'careless',
        ({ x }) => {
          hidden.assign(tf.add(x, 1));
          return { x };
        },
        { inputs: { x: scalar }, state: [] },
      );
      const error = await errorOf(program.run({ x: floats([], [1]) }));
      expect(error.title).to.equal(
        `program \`careless\` assigned variable \`hidden-${device}\`, which is not listed in its state`,
      );
      hidden.dispose();
    });

    it('cannot run after it was disposed', async () => {
      const program = await engine.compile('gone', ({ x }) => ({ x }), { inputs: { x: scalar }, state: [] });
      program.dispose();
      const error = await errorOf(program.run({ x: floats([], [1]) }));
      expect(error.title).to.equal('`program gone` was used after it was disposed');
    });
  });
}
