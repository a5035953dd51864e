// Constants and variables of more than 2 GiB in a program that is one session: nothing of them is in its model.
import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import type { Engine, TfCore, Variable } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { ints } from '../make-engine.js';

const [ROWS, WIDTH] = [3 * 2 ** 16, 1024];
const PARTS = [1, 2, 3];
const PICKED = [0, 12_345, ROWS - 1];

/** One session, whatever the program: loops have no half precision. */
function makeWhole(): Promise<Engine> {
  const options = { device: 'cpu', precision: 'mixed-float16', threads: 2 } as const;
  return createEngine(options, testContext({ id: 'std/onnx' }), undefined, async () => {});
}

/** 0.75 GiB, in which each row begins with its number times `part`. */
function makePart(part: number): Float32Array {
  const numbers = new Float32Array(ROWS * WIDTH);
  for (let row = 0; row < ROWS; row++) numbers[row * WIDTH] = part * row;
  return numbers;
}

describe('a program of one session', function () {
  this.timeout(60_000);

  async function expectRows(make: (tf: TfCore, part: number) => Variable | null): Promise<void> {
    const engine = await makeWhole();
    const { tf } = engine;
    const variables = PARTS.map((part) => make(tf, part));
    const program = await engine.compile(
      'pick',
      ({ ids }) => {
        const rows = PARTS.map((part, i) =>
          tf.gather(variables[i] ?? tf.tensor2d(makePart(part), [ROWS, WIDTH]), tf.cast(ids, 'int32')),
        );
        return { sum: tf.addN(rows) };
      },
      { inputs: { ids: { shape: [PICKED.length], dtype: 'int32' } }, state: [] },
    );
    const { sum } = await program.run({ ids: ints([PICKED.length], PICKED) });
    const firsts = PICKED.map((_, i) => sum.data[i * WIDTH]);
    expect(firsts).to.deep.equal(PICKED.map((row) => 6 * row));
    for (const variable of variables) variable?.dispose();
    program.dispose();
    await engine.dispose();
  }

  it(`reads ${PARTS.length * 0.75} GiB of constants`, () => expectRows(() => null));

  it(`reads ${PARTS.length * 0.75} GiB of variables`, () =>
    expectRows((tf, part) => tf.tidy(() => tf.variable(tf.tensor2d(makePart(part), [ROWS, WIDTH])))));
});
