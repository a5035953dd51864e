// The average against the same formula on the host, in double precision.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import { createAverage } from '@codex-ml/extensions/dist/create-average.js';
import { createTestEngine } from '@codex-ml/testkit';
import { expect } from 'chai';

const START = [1, -2, 0.5];

describe('the average of weights', () => {
  const { get, close } = createTestEngine(tfjs, { device: 'cpu' });
  after(close);

  /** The average after each of some updates that add 1 to every weight. */
  async function averages(decay: number, warmup: boolean, updates: number): Promise<number[][]> {
    const engine = await get();
    const { tf } = engine;
    const variable = tf.variable(tf.tensor1d(START));
    const frozen = tf.variable(tf.tensor1d([7]), false);
    const average = createAverage(
      tf,
      [
        { name: 'w', variable, decay: false, trainable: true },
        { name: 'frozen', variable: frozen, decay: false, trainable: false },
      ],
      { decay, warmup },
    );
    expect(average.weights.map(({ name }) => name)).to.deep.equal(['w']);
    const kept = average.weights[0]!.variable;
    const program = await engine.compile(
      'follow',
      ({ by }) => {
        variable.assign(tf.add(variable, by));
        average.follow();
        return {};
      },
      { inputs: { by: { shape: [], dtype: 'float32' } }, state: [variable, average.updates, kept] },
    );
    const rows: number[][] = [];
    for (let i = 0; i < updates; i++) {
      await program.run({ by: { shape: [], dtype: 'float32', data: Float32Array.of(1) } });
      rows.push([...(await engine.read(kept))]);
    }
    program.dispose();
    for (const each of [variable, frozen, average.updates, kept]) each.dispose();
    return rows;
  }

  function expected(decayAt: (updates: number) => number, updates: number): number[][] {
    let average = START;
    return Array.from({ length: updates }, (_, i) => {
      const decay = decayAt(i + 1);
      average = average.map((value, at) => decay * value + (1 - decay) * (START[at]! + i + 1));
      return average;
    });
  }

  for (const [title, decay, warmup, decayAt] of [
    ['keeps the same share at each update', 0.9, false, () => 0.9],
    [
      'keeps less at first while it warms up',
      0.999,
      true,
      (n: number) => Math.min(0.999, (1 + n) / (10 + n)),
    ],
    ['warms up no further than its decay', 0.3, true, (n: number) => Math.min(0.3, (1 + n) / (10 + n))],
    ['is the weights themselves where nothing is kept', 0, false, () => 0],
  ] as const) {
    it(title, async () => {
      const [received, wanted] = [await averages(decay, warmup, 12), expected(decayAt, 12)];
      for (const [i, row] of wanted.entries()) {
        for (const [at, value] of row.entries()) expect(received[i]![at]).to.be.closeTo(value, 1e-5);
      }
    });
  }
});
