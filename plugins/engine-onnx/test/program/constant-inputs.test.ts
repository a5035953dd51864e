// Programs of one session whose constants are inputs of it, against the eager engine.
import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import type { Engine } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { floats, makeEager } from '../make-engine.js';
import { constantProgram } from './constant-program.js';

/** One session, whatever the program: loops have no half precision. */
function makeWhole(): Promise<Engine> {
  const options = { device: 'cpu', precision: 'mixed-float16', threads: 1 } as const;
  return createEngine(options, testContext({ id: 'std/onnx' }), undefined, async () => {});
}

describe('a program of one session with large constants', () => {
  it('computes what the eager engine does, in each run', async () => {
    const [whole, eager] = [await makeWhole(), await makeEager()];
    const x = floats(
      [48],
      Array.from({ length: 48 }, (_, i) => i / 48 - 0.5),
    );
    const expected = await (await constantProgram(eager)).run({ x });
    const program = await constantProgram(whole);
    for (let run = 0; run < 2; run++) {
      const actual = await program.run({ x });
      expect(Object.keys(actual)).to.deep.equal(Object.keys(expected));
      for (const [output, { data, shape }] of Object.entries(expected)) {
        expect(actual[output]!.shape).to.deep.equal(shape);
        data.forEach((value, i) => {
          expect(actual[output]!.data[i], `${output}[${i}]`).to.be.closeTo(value, 1e-5);
        });
      }
    }
    // The first run takes note of them: five tables of 9 KB at least.
    expect(whole.memory().peakBytes - whole.memory().bytes).to.be.above(5 * 48 * 48);
    await whole.dispose();
    await eager.dispose();
  });
});
