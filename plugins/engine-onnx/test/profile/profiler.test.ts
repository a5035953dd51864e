import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProfileCollector } from '@codex-ml/engine-onnx/dist/profile/profile-collector.js';
import type { Engine, Tensor, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, makeOnnx } from '../make-engine.js';

describe('a profile of the compiled engine', () => {
  let engine: Engine;
  let folder: string;
  before(async () => {
    engine = await makeOnnx();
    folder = await mkdtemp(join(tmpdir(), 'codex-ml-profile-'));
  });
  after(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('says of an operator which kernel it came from and which variable it reads, also behind a transposition', async () => {
    const { tf } = engine;
    const weight: Variable = tf.tidy(() => tf.variable(tf.ones([5, 4])));
    const program = await engine.compile(
      'layer',
      ({ x }) => ({ y: tf.relu(tf.matMul(x, tf.transpose(weight))) }),
      { inputs: { x: { shape: [6, 4], dtype: 'float32' } }, state: [weight] },
    );
    await engine.profiler!.start({ folder, variables: new Map([[weight, 'mlp.weight']]) });
    await program.run({ x: floats([6, 4], new Float32Array(24).fill(1)) });
    const { events } = await engine.profiler!.stop();
    const product = events.find(({ flops }) => flops !== null);
    expect(product).to.include({
      kernel: 'BatchMatMul',
      variable: 'mlp.weight',
      flops: 240,
      kind: 'operator',
    });
    expect(product!.detail['inputs']).to.deep.include([6, 4]);
    const [run] = events.filter(({ kind }) => kind === 'run');
    const inside = events.filter(({ kind }) => kind === 'operator');
    expect(inside.length).to.be.at.least(2);
    // The file has whole microseconds.
    for (const { start, duration } of inside) {
      expect(start).to.be.at.least(run!.start - 0.01);
      expect(start + duration).to.be.at.most(run!.start + run!.duration + 0.5);
    }
    program.dispose();
    weight.dispose();
  });

  it('says the same of products of few rows, which loops compute', async () => {
    const { tf } = engine;
    const weight: Variable = tf.tidy(() => tf.variable(tf.ones([5, 4])));
    const program = await engine.compile('few rows', ({ x }) => ({ y: tf.matMul(x, weight, false, true) }), {
      inputs: { x: { shape: [3, 4], dtype: 'float32' } },
      state: [weight],
    });
    await engine.profiler!.start({ folder, variables: new Map([[weight, 'mlp.weight']]) });
    await program.run({ x: floats([3, 4], new Float32Array(12).fill(1)) });
    const { events } = await engine.profiler!.stop();
    expect(events.filter(({ kind }) => kind === 'section')).to.have.length(1);
    expect(events.find(({ kind }) => kind === 'section')).to.include({
      ...{ kernel: 'BatchMatMul', variable: 'mlp.weight', flops: 120, bytes: 4 * (12 + 20 + 15) },
    });
    program.dispose();
    weight.dispose();
  });

  it('times ONNX Runtime and the loops beside it, each step under a name of its own', async () => {
    const { tf } = engine;
    const [rows, width] = [512, 256];
    const x = floats(
      [rows, width],
      Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i)),
    );
    const weight: Variable = tf.tidy(() => tf.variable(tf.fill([width, width], 0.01)));
    const program = await engine.compile(
      'layers',
      ({ x: input }) => {
        let y: Tensor = input;
        for (let layer = 0; layer < 2; layer++) {
          y = tf.add(tf.mul(tf.sigmoid(tf.matMul(y, weight)), 0.5), 1);
        }
        return { y };
      },
      { inputs: { x: { shape: x.shape, dtype: 'float32' } }, state: [weight] },
    );
    const plain = await program.run({ x });
    await engine.profiler!.start({ folder, variables: new Map([[weight, 'layer.weight']]) });
    const profiled = await program.run({ x });
    const { events } = await engine.profiler!.stop();
    expect(profiled).to.deep.equal(plain);
    expect(await program.run({ x })).to.deep.equal(plain);

    const sections = events.filter(({ kind }) => kind === 'section');
    expect(sections.map(({ operator }) => operator)).to.deep.equal(['Loops', 'Loops']);
    expect(sections[0]!.detail['operators']).to.include('Sigmoid');
    expect(sections[0]!.bytes).to.equal(2 * 4 * rows * width);
    const products = events.filter(({ flops }) => flops !== null);
    expect(products.map(({ flops }) => flops)).to.deep.equal([1, 1].map(() => 2 * rows * width * width));
    expect(products.map(({ variable }) => variable)).to.deep.equal(['layer.weight', 'layer.weight']);
    const names = events.map(({ name }) => name);
    expect(names).to.have.lengthOf(new Set(names).size);
    program.dispose();
    weight.dispose();
  });

  it('has the engine’s own work as sections, when it is synchronous and when it is not', async () => {
    const collector = createProfileCollector('std/onnx', (work) => work());
    expect(collector.recorder).to.equal(undefined);
    await collector.start({ folder, variables: new Map() });
    const { recorder } = collector;
    const info = { program: 'train-step', operator: 'update', bytes: 28 };
    expect(recorder!.section(info, () => 'done')).to.equal('done');
    await recorder!.section(
      { ...info, name: 'update-2' },
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    );
    const { events } = await collector.stop();
    expect(events.map(({ kind, operator, name, bytes }) => [kind, operator, name, bytes])).to.deep.equal([
      ['section', 'update', 'update', 28],
      ['section', 'update', 'update-2', 28],
    ]);
    expect(events[1]!.duration).to.be.at.least(15);
    expect(collector.recorder).to.equal(undefined);
  });

  it('says what is wrong where ONNX Runtime left no file', async () => {
    const collector = createProfileCollector('std/onnx', (work) => work());
    await collector.start({ folder: join(folder, 'nowhere'), variables: new Map() });
    const session = collector.recorder!.openSession('train-step', () => undefined);
    session.attach({ endProfiling: () => undefined } as never);
    const error = await collector.stop().catch((caught: { code: string; title: string }) => caught);
    expect(error).to.include({ code: 'CML5154' });
    expect((error as { title: string }).title).to.contain('`train-step`');
  });
});
