// Programs whose arrays lie beyond the first 4 GiB of the shared memory, which are taken but not written.
import { ThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { bankOf, getSharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { getStored } from '@codex-ml/engine-onnx/dist/state/get-stored.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import type { HostArray, Tensor, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, makeLooped, makeOnnx } from '../make-engine.js';
import { fillFirstBank } from '../memory/fill-first-bank.js';
import { startTraining, trainSteps } from '../start-training.js';

const memory = getSharedMemory()!;

let giveBack = (): void => {};

function fill(): void {
  giveBack = fillFirstBank(memory);
}

/** @param beyond whether the arrays are to lie behind the first bank */
async function train(name: 'gpt' | 'llama', threads: number, beyond: boolean): Promise<HostArray[]> {
  if (beyond) fill();
  const engine = await makeLooped(threads);
  const training = await startTraining(engine, name);
  await trainSteps(training, 1, 10);
  const { address } = getStored(
    engine.tf,
    getTraceBackend(engine.tf),
    training.model.parameters[0]!.variable,
  );
  expect(bankOf(address!)).to.equal(beyond ? 1 : 0);
  const values = await training.values();
  await engine.dispose();
  giveBack();
  return values;
}

describe('a program beyond the first bank', () => {
  afterEach(() => giveBack());

  for (const name of ['gpt', 'llama'] as const) {
    it(`trains ${name} to the same bits as below, on any number of threads`, async function () {
      this.timeout(60_000);
      const below = await train(name, 1, false);
      for (const threads of [1, 2]) {
        expect(await train(name, threads, true)).to.deep.equal(below);
      }
    });
  }

  it('lets variables go from bank to bank, at each run or when they are given other values', async () => {
    const engine = await makeLooped(2);
    const { tf } = engine;
    const X = { shape: [40, 64], dtype: 'float32' } as const;
    const numbers = Float32Array.from({ length: 40 * 64 }, (_, i) => Math.sin(i));
    const variable: Variable = tf.tidy(() => tf.variable(tf.zeros([40, 64])));
    const stored = getStored(tf, getTraceBackend(tf), variable);
    fill();
    // Old values are needed to the end: the variable has two buffers, of which the first was made before.
    const program = await engine.compile(
      'mix',
      ({ x }) => {
        const product: Tensor = tf.matMul(tf.add(variable, x), x, false, true);
        const next: Tensor = tf.add(tf.sub(tf.mul(variable, 0.5), tf.mean(variable, 1, true)), tf.exp(x));
        variable.assign(next);
        return { old: tf.sum(product), columns: tf.sum(tf.mul(next, x), 0) };
      },
      { inputs: { x: X }, state: [variable] },
    );
    const expected = new Float64Array(40 * 64);
    const banks: number[] = [];
    const step = async (): Promise<void> => {
      const { columns } = await program.run({ x: floats([40, 64], numbers) });
      for (let row = 0; row < 40; row++) {
        const own = expected.subarray(row * 64, row * 64 + 64);
        const mean = own.reduce((sum, each) => sum + each, 0) / 64;
        own.forEach((each, i) => {
          own[i] = each * 0.5 - mean + Math.exp(numbers[row * 64 + i]!);
        });
      }
      const sums = Array.from({ length: 64 }, (_, column) => {
        let sum = 0;
        for (let at = column; at < expected.length; at += 64) sum += expected[at]! * numbers[at]!;
        return sum;
      });
      sums.forEach((sum, i) => {
        expect(columns.data[i]).to.be.closeTo(sum, 1e-3);
      });
      const values = await engine.read(variable);
      expected.forEach((each, i) => {
        if (Math.abs(values[i]! - each) > 1e-4) expect.fail(`element ${i} is ${values[i]}, not ${each}`);
      });
      banks.push(bankOf(getTraceBackend(tf).stored(variable.dataId)!.address!));
    };
    for (let run = 0; run < 6; run++) await step();
    expect(bankOf(stored.address!)).to.equal(0);
    expect(banks).to.deep.equal([1, 0, 1, 0, 1, 0]);
    // Given other values by the caller, it is stored anew, and its program finds it.
    variable.assign(tf.tidy(() => tf.ones([40, 64])));
    expected.fill(1);
    giveBack();
    fill();
    banks.length = 0;
    for (let run = 0; run < 3; run++) await step();
    expect(banks).to.deep.equal([1, 1, 1]);
    program.dispose();
    variable.dispose();
    await engine.dispose();
  });

  it('is one in ONNX Runtime alone, too', async () => {
    fill();
    const engine = await makeOnnx(2);
    const { tf } = engine;
    const weight: Variable = tf.tidy(() => tf.variable(tf.fill([3, 2], 2)));
    const program = await engine.compile('product', ({ x }) => ({ y: tf.matMul(x, weight) }), {
      inputs: { x: { shape: [2, 3], dtype: 'float32' } },
      state: [weight],
    });
    const { y } = await program.run({ x: floats([2, 3], [1, 2, 3, 4, 5, 6]) });
    expect([...y.data]).to.deep.equal([12, 12, 30, 30]);
    expect(bankOf(getStored(tf, getTraceBackend(tf), weight).address!)).to.equal(1);
    await engine.dispose();
  });

  it('lets each thread compute its parts of a product, so that none has to be repeated', async () => {
    fill();
    const engine = await makeOnnx(2);
    const { tf } = engine;
    const original = ThreadTeam.prototype.runTasks;
    let [jobs, repeated] = [0, 0];
    ThreadTeam.prototype.runTasks = function (table, tasks, runTask) {
      let own = 0;
      original.call(this, table, tasks, (task) => {
        own++;
        runTask(task);
      });
      jobs++;
      repeated += Math.max(0, own - tasks.length);
    };
    try {
      const shape = [4, 256, 256];
      const program = await engine.compile(
        'parts',
        ({ x }) => ({ y: tf.exp(tf.mul(tf.matMul(tf.exp(x), tf.exp(x)), -1)) }),
        { inputs: { x: { shape, dtype: 'float32' } }, state: [] },
      );
      for (let run = 0; run < 20; run++) {
        const { y } = await program.run({ x: floats(shape, new Float32Array(4 * 256 * 256)) });
        expect(y.data[99]).to.be.closeTo(Math.exp(-256), 1e-6);
      }
      expect(jobs).to.equal(20);
      expect(repeated).to.equal(0);
    } finally {
      ThreadTeam.prototype.runTasks = original;
      await engine.dispose();
    }
  });

  it('leaves nothing of the first bank taken', () => {
    fill();
    const taken = memory.allocatedBytes;
    giveBack();
    expect(taken - memory.allocatedBytes).to.be.above(3 * 2 ** 30);
  });
});
