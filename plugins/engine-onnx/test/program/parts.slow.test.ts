// Programs that are large enough for threads to share the turns of ONNX Runtime.
import { NativeSession } from '@codex-ml/engine-onnx/dist/native/native-session.js';
import type { Engine, HostTensor, Tensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, host, makeEager, makeOnnx } from '../make-engine.js';

const [BATCH, LENGTH, WIDTH, HEADS] = [6, 32, 64, 4] as const;
const SHAPES = {
  wq: [64, 64],
  wk: [64, 64],
  wv: [64, 64],
  wo: [64, 64],
  w1: [64, 256],
  w2: [256, 64],
} as const;

const drawn = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233) * 0.3);

/** A block of a transformer, its gradients and three updates by gradient descent. */
async function train(engine: Engine): Promise<{ losses: number[]; weights: Float32Array[] }> {
  const { tf } = engine;
  const weights = Object.entries(SHAPES).map(([name, shape], seed) =>
    tf.tidy(() => tf.variable(tf.tensor(drawn(shape[0] * shape[1], seed), [...shape]), true, `part-${name}`)),
  );
  const [wq, wk, wv, wo, w1, w2] = weights as unknown as Tensor[];
  const heads = (rows: Tensor) =>
    tf.transpose(tf.reshape(rows, [BATCH, LENGTH, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);
  const loss = (x: Tensor, y: Tensor): Tensor => {
    const rows = tf.reshape(x, [BATCH * LENGTH, WIDTH]);
    const [q, k, v] = [wq, wk, wv].map((weight) => heads(tf.matMul(rows, weight!))) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mixed = tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v);
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [BATCH * LENGTH, WIDTH]);
    const inner = tf.add(rows, tf.matMul(joined as never, wo as never));
    const out = tf.matMul(tf.relu(tf.matMul(inner as never, w1 as never)), w2 as never);
    return tf.mean(tf.square(tf.sub(out, tf.reshape(y, [BATCH * LENGTH, WIDTH]))));
  };
  const program = await engine.compile(
    'parts',
    ({ x, y }: Readonly<Record<'x' | 'y', Tensor>>) => {
      const { value, grads } = tf.variableGrads(() => loss(x, y) as never, weights);
      for (const weight of weights) weight.assign(tf.sub(weight, tf.mul(grads[weight.name]!, 0.1)));
      return { loss: value };
    },
    {
      inputs: {
        x: { shape: [BATCH, LENGTH, WIDTH], dtype: 'float32' },
        y: { shape: [BATCH, LENGTH, WIDTH], dtype: 'float32' },
      },
      state: weights,
    },
  );
  const losses: number[] = [];
  const shape = [BATCH, LENGTH, WIDTH];
  for (let step = 0; step < 3; step++) {
    const feed = (seed: number): HostTensor => floats(shape, drawn(BATCH * LENGTH * WIDTH, 10 * step + seed));
    losses.push((await program.run({ x: feed(1), y: feed(2) })).loss.data[0]!);
  }
  const values = await Promise.all(weights.map((weight) => engine.read(weight)));
  program.dispose();
  for (const weight of weights) weight.dispose();
  return { losses, weights: values as Float32Array[] };
}

describe('a program whose turns are shared by threads', function () {
  this.timeout(60_000);

  it('gives the same bits as with one thread, and the numbers of the eager engine', async () => {
    const { describe: describeTask } = NativeSession.prototype;
    let described = 0;
    NativeSession.prototype.describe = function (...parameters) {
      described++;
      return describeTask.apply(this, parameters);
    };
    try {
      const results: Awaited<ReturnType<typeof train>>[] = [];
      for (const threads of [1, 2, 3, 6]) {
        const before = described;
        const engine = await makeOnnx(threads);
        results.push(await train(engine));
        await engine.dispose();
        // Else this compares nothing.
        if (threads === 1) expect(described).to.equal(before);
        if (threads === 2) expect(described - before).to.be.above(8);
      }
      for (const result of results) expect(result).to.deep.equal(results[0]);
      const eager = await makeEager();
      const { losses, weights } = await train(eager);
      await eager.dispose();
      for (const [i, loss] of losses.entries()) expect(results[0]!.losses[i]).to.be.closeTo(loss, 1e-5);
      weights.forEach((values, i) => {
        const own = results[0]!.weights[i]!;
        values.forEach((value, at) => {
          if (!(Math.abs(own[at]! - value) < 1e-5))
            expect.fail(`weight ${i} at ${at}: ${own[at]}, not ${value}`);
        });
      });
    } finally {
      NativeSession.prototype.describe = describeTask;
    }
  });

  it('follows variables that are written from outside', async () => {
    const engine = await makeOnnx(2);
    const { tf } = engine;
    const weight = tf.tidy(() => tf.variable(tf.ones([256, 256])));
    const program = await engine.compile(
      'outside',
      ({ x }) => ({ y: tf.exp(tf.mul(tf.matMul(x as never, weight as never), 0.01)) }),
      { inputs: { x: { shape: [256, 256], dtype: 'float32' } }, state: [weight] },
    );
    const x = floats([256, 256], new Float32Array(65_536).fill(1 / 256));
    const first = async () => (await program.run({ x })).y.data[0]!;
    expect(await first()).to.be.closeTo(Math.exp(0.01), 1e-6);
    await engine.write(weight, host([256, 256], 'float32', new Float32Array(65_536).fill(3)).data);
    expect(await first()).to.be.closeTo(Math.exp(0.03), 1e-6);
    weight.assign(tf.fill([256, 256], 5));
    expect(await first()).to.be.closeTo(Math.exp(0.05), 1e-6);
    await engine.dispose();
  });
});
