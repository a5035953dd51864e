import { getSharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import type { Engine, ProgramTiming, Tensor, Variable } from '@codex-ml/plugin-api';
import { withoutValues } from '@codex-ml/runtime';
import { expect } from 'chai';
import { makeLooped, makeOnnx } from '../make-engine.js';

const floatsOf = (rows: number, width: number) => ({
  x: { shape: [rows, width], dtype: 'float32' } as const,
});

describe('the time of a program', () => {
  let engine: Engine;
  before(async () => {
    engine = await makeOnnx();
  });
  after(() => engine.dispose());

  /** Square matrices without values. */
  const matrices = (count: number, width: number): Promise<Variable[]> =>
    withoutValues(engine.tf, async () =>
      Array.from({ length: count }, () => engine.tf.variable(engine.tf.zeros([width, width]))),
    );

  /** Gradients of layers, each a product and an activation, and one step down along them, for a batch of 512. */
  function time(layers: readonly Variable[], tried = 512, bytes = 1e9): Promise<ProgramTiming | null> {
    const { tf } = engine;
    const width = layers[0]!.shape[0];
    return engine.time!(
      'descend',
      ({ x }) => {
        const { value, grads } = tf.variableGrads(() => {
          const last = layers.reduce<Tensor>((h, layer) => tf.tanh(tf.matMul(h, layer)), x);
          return tf.mean(tf.square(last));
        }, [...layers]);
        for (const layer of layers) layer.assign(tf.sub(layer, tf.mul(grads[layer.name]!, 0.1)));
        return { loss: value };
      },
      { inputs: floatsOf(512, width), state: layers },
      { tried: floatsOf(tried, width), bytes },
    );
  }

  /** The shortest of three: whatever else the machine does makes it longer. */
  async function shortest(...args: Parameters<typeof time>): Promise<ProgramTiming> {
    const timings = [(await time(...args))!, (await time(...args))!, (await time(...args))!];
    return timings.sort((a, b) => a.seconds - b.seconds)[0]!;
  }

  const dispose = (variables: readonly Variable[]) => {
    for (const variable of variables) variable.dispose();
  };

  it('comes from the steps that differ, however many layers there are', async () => {
    const [shallow, deep] = [await matrices(4, 128), await matrices(12, 128)];
    const [few, many] = [await shortest(shallow), await shortest(deep)];
    expect(many.timed).to.equal(few.timed);
    expect(many.parts).to.be.greaterThan(2 * few.parts);
    expect(many.seconds / few.seconds).to.be.within(1.3, 9);
    dispose([...shallow, ...deep]);
  });

  it('is continued from a smaller batch step by step', async () => {
    const layers = await matrices(3, 256);
    const [whole, some] = [await shortest(layers), await shortest(layers, 128)];
    expect(some.parts).to.equal(whole.parts);
    expect(some.seconds / whole.seconds).to.be.within(1 / 3, 3);
    dispose(layers);
  });

  it('takes no memory for the variables, and leaves none taken', async () => {
    const layers = await matrices(60, 256);
    const arrays = 60 * 4 * 256 * 256;
    // What threads have for themselves stays.
    await time(layers, 64);
    const before = getSharedMemory()!.allocatedBytes;
    const { numTensors } = engine.tf.memory();
    const timing = await time(layers, 64, 1.5 * arrays);
    expect(timing, 'with less than variables and their gradients take')
      .to.have.property('seconds')
      .greaterThan(0);
    expect(getSharedMemory()!.allocatedBytes).to.equal(before);
    expect(engine.tf.memory().numTensors).to.equal(numTensors);
    expect(await time(layers, 64, 1e5), 'where its steps do not fit').to.equal(null);
    dispose(layers);
  });

  it('adds at places that are within their arrays, and leaves variables as they are', async () => {
    const looped = await makeLooped();
    const { tf } = looped;
    const table = tf.tidy(() => tf.variable(tf.ones([5, 3])));
    const timing = await looped.time!(
      'look-up',
      ({ ids }) => {
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.square(tf.gather(table, tf.reshape(ids, [-1])))),
          [table],
        );
        table.assign(tf.sub(table, grads[table.name]!));
        return { loss: value };
      },
      { inputs: { ids: { shape: [2, 32], dtype: 'int32' } }, state: [table] },
      { bytes: 1e6 },
    );
    expect(timing!.seconds).to.be.greaterThan(0);
    expect([...(await looped.read(table))]).to.deep.equal(new Array(15).fill(1));
    table.dispose();
    await looped.dispose();
  });

  it('refuses a size that is left open', async () => {
    const error = await engine.time!(
      'open',
      ({ x }) => ({ x }),
      { inputs: { x: { shape: [null], dtype: 'float32' } }, state: [] },
      { bytes: 1e6 },
    ).catch((caught: unknown) => caught);
    expect(error).to.include({ code: 'CML5102' });
  });
});
