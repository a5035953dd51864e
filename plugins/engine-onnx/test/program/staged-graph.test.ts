import { getSharedMemory, type MemoryBlock } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { NativeOrt } from '@codex-ml/engine-onnx/dist/native/native-ort.js';
import type { CodexError, Engine, Tensor, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, makeLooped } from '../make-engine.js';

const X = { shape: [4, 8], dtype: 'float32' as const };
const numbers = Float32Array.from({ length: 32 }, (_, i) => i / 8 - 2);

describe('a program with loops', () => {
  let engine: Engine;
  before(async () => {
    engine = await makeLooped(2);
  });
  after(() => engine.dispose());

  it('leaves no memory taken when it is disposed of, however often it was compiled and run', async () => {
    const { tf } = engine;
    const memory = getSharedMemory()!;
    const weight: Variable = tf.tidy(() => tf.variable(tf.ones([8, 8])));
    const use = async (): Promise<void> => {
      const program = await engine.compile(
        'short-lived',
        ({ x }) => {
          const y: Tensor = tf.softmax(tf.matMul(x, weight));
          weight.assign(tf.add(weight, tf.matMul(x, y, true)));
          return { y, total: tf.sum(y), columns: tf.sum(y, 0) };
        },
        { inputs: { x: X }, state: [weight] },
      );
      for (let run = 0; run < 3; run++) await program.run({ x: floats([4, 8], numbers) });
      program.dispose();
      // Waits for its turn, behind the release.
      await engine.read(weight);
    };
    await use();
    const before = memory.allocatedBytes;
    const { tensors } = engine.memory();
    for (let time = 0; time < 50; time++) {
      await use();
      expect(memory.allocatedBytes).to.equal(before);
    }
    expect(engine.memory().tensors).to.equal(tensors);
    weight.dispose();
    expect(memory.allocatedBytes).to.be.below(before);
  });

  it('is one set of sessions for every batch size and length, and for programs of the same products', async () => {
    const { tf } = engine;
    const [wide, narrow] = [
      tf.randomNormal([8, 24], 0, 1, 'float32', 1),
      tf.randomNormal([24, 8], 0, 1, 'float32', 2),
    ];
    const weights = [wide, narrow].map((tensor) => tf.tidy(() => tf.variable(tensor)));
    const compile = (name: string) =>
      engine.compile(
        name,
        ({ x }) => {
          const rows = tf.reshape(x, [-1, 8]);
          const inner = tf.reshape(tf.relu(tf.matMul(rows, weights[0]!)), [...x.shape.slice(0, 2), 4, 6]);
          const turned = tf.reshape(tf.transpose(inner, [0, 2, 1, 3]), [-1, 24]);
          return { y: tf.softmax(tf.matMul(turned, weights[1]!)) };
        },
        { inputs: { x: { shape: [null, null, 8], dtype: 'float32' } }, state: weights },
      );
    const create = NativeOrt.prototype.createSession;
    let created = 0;
    NativeOrt.prototype.createSession = function (...parameters) {
      created++;
      return create.apply(this, parameters);
    };
    try {
      const program = await compile('open sizes');
      const run = async (batch: number, length: number) => {
        const x = floats(
          [batch, length, 8],
          Float32Array.from({ length: batch * length * 8 }, (_, i) => Math.sin(i)),
        );
        const { y } = await program.run({ x });
        return y.data as Float32Array;
      };
      const small = await run(2, 5);
      const needed = created;
      expect(needed).to.be.above(0);
      const large = await run(3, 5);
      expect((await run(7, 9)).length).to.equal(7 * 9 * 4 * 2);
      expect(large.slice(0, small.length)).to.deep.equal(small);
      const other = await compile('the same once more');
      await other.run({ x: floats([5, 7, 8], new Float32Array(280)) });
      expect(created).to.equal(needed);
      other.dispose();
      expect(await run(2, 5)).to.deep.equal(small);
      program.dispose();
    } finally {
      NativeOrt.prototype.createSession = create;
      for (const tensor of [...weights, wide, narrow]) tensor.dispose();
    }
  });

  it('leaves no memory taken when it cannot be compiled', async () => {
    const { tf } = engine;
    const memory = getSharedMemory()!;
    const before = memory.allocatedBytes;
    let code: unknown;
    try {
      await engine.compile('refused', ({ x }) => ({ y: tf.fft(tf.complex(tf.exp(x), x)) }), {
        inputs: { x: X },
        state: [],
      });
    } catch (error) {
      ({ code } = error as { code: string });
    }
    expect(code).to.equal('CML5121');
    expect(memory.allocatedBytes).to.equal(before);
  });

  it('is computed without loops where the first bank of the shared memory is used up', async () => {
    const { tf } = engine;
    const memory = getSharedMemory()!;
    const taken: MemoryBlock[] = [];
    for (let bytes = 2 ** 32; bytes >= 64; bytes /= 2) {
      for (let block = memory.allocateFirst(bytes); block; block = memory.allocateFirst(bytes)) {
        taken.push(block);
      }
    }
    const before = memory.allocatedBytes;
    const variable: Variable = tf.tidy(() => tf.variable(tf.ones([4, 8])));
    const program = await engine.compile(
      'outside',
      ({ x }) => {
        variable.assign(tf.add(tf.exp(variable), x));
        return { total: tf.sum(variable) };
      },
      { inputs: { x: X }, state: [variable] },
    );
    const { total } = await program.run({ x: floats([4, 8], numbers) });
    const sum = numbers.reduce((rest, each) => rest + each + Math.E, 0);
    expect(total.data[0]).to.be.closeTo(sum, 1e-3);
    expect((await engine.read(variable))[0]).to.be.closeTo(Math.E - 2, 1e-5);
    program.dispose();
    variable.dispose();
    expect(memory.allocatedBytes).to.equal(before);
    for (const block of taken) memory.release(block);
  });

  it('says how much memory it needs where the machine has less', async () => {
    const { tf } = engine;
    const memory = getSharedMemory()!;
    const taken: MemoryBlock[] = [];
    while (memory.hasBytes(2 ** 30)) taken.push(memory.allocate(2 ** 30)!);
    const before = memory.allocatedBytes;
    let error: CodexError | undefined;
    try {
      // 1 GiB of intermediate values, of which none is ever written.
      await engine.compile(
        'large',
        ({ x }) => ({ y: tf.sum(tf.matMul(tf.exp(x), tf.exp(x), false, true)) }),
        { inputs: { x: { shape: [16_384, 1], dtype: 'float32' } }, state: [] },
      );
    } catch (thrown) {
      error = thrown as CodexError;
    }
    expect(error).to.include({ code: 'CML5124' });
    expect(error!.message).to.include('program `large` needs 1.00 GiB of memory');
    expect(memory.allocatedBytes).to.equal(before);
    for (const block of taken) memory.release(block);
  });

  it('keeps arrays of results that it gave out', async () => {
    const { tf } = engine;
    const program = await engine.compile('double', ({ x }) => ({ y: tf.mul(x, 2) }), {
      inputs: { x: X },
      state: [],
    });
    const first = await program.run({ x: floats([4, 8], numbers) });
    const copy = first.y.data.slice();
    await program.run({
      x: floats(
        [4, 8],
        numbers.map((each) => each + 1),
      ),
    });
    expect(first.y.data).to.deep.equal(copy);
    program.dispose();
  });

  it('gives only the results that are asked for, and takes inputs in any order', async () => {
    const { tf } = engine;
    const program = await engine.compile(
      'two',
      ({ a, b }) => ({ sum: tf.add(a, b), difference: tf.sub(a, b), a }),
      { inputs: { a: X, b: X }, state: [] },
    );
    const feeds = {
      b: floats([4, 8], numbers),
      a: floats(
        [4, 8],
        numbers.map((each) => each * 3),
      ),
    };
    const results = await program.run(feeds, ['difference']);
    expect(Object.keys(results)).to.deep.equal(['difference']);
    expect(results.difference.data).to.deep.equal(numbers.map((each) => each * 2));
    expect((await program.run(feeds)).a.data).to.deep.equal(feeds.a.data);
    program.dispose();
  });

  it('sees what was written to a variable between runs, by itself, another program or the caller', async () => {
    const { tf } = engine;
    const variable: Variable = tf.tidy(() => tf.variable(tf.zeros([4, 8])));
    const compile = (name: string, change: (x: Tensor) => Tensor) =>
      engine.compile(
        name,
        ({ x }) => {
          variable.assign(change(x));
          return {};
        },
        { inputs: { x: X }, state: [variable] },
      );
    const add = await compile('add', (x) => tf.add(variable, x));
    // Not in place: the variable changes its buffer.
    const mix = await compile('mix', (x) => tf.add(tf.sub(variable, tf.sum(variable, 1, true)), x));
    const ones = {
      x: floats(
        [4, 8],
        numbers.map(() => 1),
      ),
    };
    await add.run(ones);
    await mix.run(ones); // 1 - 8 + 1
    await add.run(ones);
    await add.run(ones);
    expect(new Set(await engine.read(variable))).to.deep.equal(new Set([-4]));
    await engine.write(
      variable,
      numbers.map(() => 10),
    );
    await add.run(ones);
    tf.tidy(() => variable.assign(tf.mul(variable, 2)));
    await add.run(ones);
    expect(new Set(await engine.read(variable))).to.deep.equal(new Set([23]));
    for (const program of [add, mix]) program.dispose();
    variable.dispose();
  });
});
