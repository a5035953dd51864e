import type { CodexError, Engine } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, makeEngine } from './make-engine.js';

const scalarInput = { x: { shape: [], dtype: 'float32' } } as const;

/** What is there now, without the peak, which stays. */
function counts({ memory }: Pick<Engine, 'memory'>) {
  const { tensors, bytes } = memory();
  return { tensors, bytes };
}

for (const device of ['cpu', 'wasm'] as const) {
  describe(`the engine on ${device}`, () => {
    it('says which device is in use, and is eager', async () => {
      const engine = await makeEngine(device);
      expect(engine.id).to.equal('std/tfjs');
      expect(engine.device).to.equal(device);
      expect(engine.tf.getBackend()).to.equal(device);
      expect([...engine.features]).to.have.members(['deterministic', 'device-state']);
    });

    it('writes variables of every type and reads them back', async () => {
      const engine = await makeEngine(device);
      const { tf } = engine;
      for (const [dtype, data] of [
        ['float32', Float32Array.of(1.5, -2)],
        ['int32', Int32Array.of(7, -8)],
        ['bool', Uint8Array.of(1, 0)],
      ] as const) {
        const variable = tf.tidy(() => tf.variable(tf.zeros([2], dtype)));
        const before = counts(engine);
        await engine.write(variable, data);
        expect(counts(engine), dtype).to.deep.equal(before);
        const expected = data.slice();
        data.fill(0);
        expect(await engine.read(variable), dtype).to.deep.equal(expected);
        variable.dispose();
      }
    });

    it('refuses to write data of another size or type', async () => {
      const engine = await makeEngine(device);
      const { tf } = engine;
      const variable = tf.tidy(() => tf.variable(tf.zeros([2, 3]), true, `target-${device}`));
      const attempt = (data: Float32Array | Int32Array) =>
        engine.write(variable, data).catch(({ code, title }: CodexError) => `${code} ${title}`);
      const expected = `CML5107 variable \`target-${device}\`: expected Float32Array of 6, received`;
      expect(await attempt(new Float32Array(5))).to.equal(`${expected} Float32Array of 5`);
      expect(await attempt(new Int32Array(6))).to.equal(`${expected} Int32Array of 6`);
      variable.dispose();
    });

    it('counts tensors and bytes', async () => {
      const engine = await makeEngine(device);
      const before = engine.memory();
      const tensor = engine.tf.zeros([10]);
      const { tensors, bytes } = engine.memory();
      tensor.dispose();
      expect([tensors - before.tensors, bytes - before.bytes]).to.deep.equal([1, 40]);
      expect(counts(engine)).to.deep.equal(counts({ memory: () => before }));
      expect(engine.memory().peakBytes).to.be.at.least(bytes);
    });

    it('releases the state of its programs when disposed, and can be made again', async () => {
      let before: unknown;
      for (let round = 0; round < 3; round++) {
        const engine = await makeEngine(device);
        const { tf } = engine;
        before ??= counts(engine);
        const [counter, released] = tf.tidy(() => [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(0))]);
        const program = await engine.compile(
          'count',
          ({ x }) => {
            counter.assign(tf.add(counter, x));
            return { counter: counter };
          },
          { inputs: scalarInput, state: [counter, released] },
        );
        await program.run({ x: floats([], [1]) });
        expect((await program.run({ x: floats([], [1]) })).counter.data[0]).to.equal(2);
        released.dispose();
        await engine.dispose();
        await engine.dispose();
        expect(counts(engine)).to.deep.equal(before);
      }
    });

    it('refuses everything after it was disposed', async () => {
      const engine = await makeEngine(device);
      const variable = engine.tf.variable(engine.tf.scalar(1));
      const program = await engine.compile('late', ({ x }) => ({ x }), { inputs: scalarInput, state: [] });
      await engine.dispose();
      const attempts = [
        program.run({ x: floats([], [1]) }),
        engine.compile('later', ({ x }) => ({ x }), { inputs: scalarInput, state: [] }),
        engine.read(variable),
        engine.write(variable, Float32Array.of(1)),
      ];
      for (const attempt of attempts) {
        const title = await attempt.catch((error: CodexError) => error.title);
        expect(title).to.equal('`engine std/tfjs` was used after it was disposed');
      }
      variable.dispose();
    });
  });
}

describe('the engine with device auto', () => {
  it('picks wasm where it starts', async () => {
    expect((await makeEngine('auto')).device).to.equal('wasm');
  });
});

describe('two engines at once', () => {
  /** A program that multiplies its state by its input, and its state. */
  async function multiplier(engine: Engine) {
    const { tf } = engine;
    const state = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3])));
    const program = await engine.compile(
      'multiply',
      ({ x }) => {
        state.assign(tf.mul(state, x));
        return { state, backend: tf.tensor1d([tf.getBackend() === engine.device ? 1 : 0]) };
      },
      { inputs: scalarInput, state: [state] },
    );
    return { program, state };
  }

  it('on different devices each run on their own, also when calls interleave', async () => {
    const [cpu, wasm] = await Promise.all([makeEngine('cpu'), makeEngine('wasm')]);
    const [onCpu, onWasm] = [await multiplier(cpu), await multiplier(wasm)];
    for (let i = 0; i < 3; i++) {
      const results = await Promise.all([
        onCpu.program.run({ x: floats([], [2]) }),
        onWasm.program.run({ x: floats([], [3]) }),
      ]);
      expect(results.map(({ backend }) => backend.data[0])).to.deep.equal([1, 1]);
    }
    expect([...(await cpu.read(onCpu.state))]).to.deep.equal([8, 16, 24]);
    expect([...(await wasm.read(onWasm.state))]).to.deep.equal([27, 54, 81]);
    await cpu.dispose();
    expect((await onWasm.program.run({ x: floats([], [1]) })).state.data[0]).to.equal(27);
    await wasm.dispose();
  });

  it('may share a variable, which moves between the devices', async () => {
    const [cpu, wasm] = [await makeEngine('cpu'), await makeEngine('wasm')];
    const shared = wasm.tf.tidy(() => wasm.tf.variable(wasm.tf.tensor1d([1, 2])));
    await cpu.write(shared, Float32Array.of(3, 4));
    expect([...(await wasm.read(shared))]).to.deep.equal([3, 4]);
    const program = await wasm.compile('neg', () => ({ y: wasm.tf.neg(shared) }), {
      inputs: {},
      state: [shared],
    });
    expect([...(await program.run({})).y.data]).to.deep.equal([-3, -4]);
    expect([...(await cpu.read(shared))]).to.deep.equal([3, 4]);
    await wasm.dispose();
    await cpu.dispose();
  });
});
