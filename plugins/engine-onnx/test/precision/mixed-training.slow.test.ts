// Training in mixed precision, on the CPU: ONNX Runtime computes these products in float32 and leaves out some of the casts, so that
// what is seen here is the graph, the scaled loss and the updates that are left out, but not all of the rounding.
import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import type { Engine } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { makeOnnx } from '../make-engine.js';
import { startTraining, trainSteps } from '../start-training.js';

/** Although the device is no faster with it. */
function makeMixed(): Promise<Engine> {
  return createEngine(
    { device: 'cpu', precision: 'mixed-float16', threads: 1 },
    testContext({ id: 'std/onnx' }),
    undefined,
    async () => {},
  );
}

for (const name of ['gpt', 'llama'] as const) {
  for (const accumulate of [1, 2]) {
    describe(`training ${name} in mixed-float16, ${accumulate} micro-batches an update`, () => {
      it('follows float32 for 30 steps', async function () {
        this.timeout(60_000);
        const [mixed, full] = [await makeMixed(), await makeOnnx()];
        expect(mixed.features.has('scaled-loss')).to.equal(true);
        const actual = await trainSteps(await startTraining(mixed, name, accumulate), 1, 30);
        const expected = await trainSteps(await startTraining(full, name, accumulate), 1, 30);
        expect(actual).not.to.deep.equal(expected);
        actual.forEach((loss, i) => {
          expect(loss, `step ${i + 1}`).to.be.closeTo(expected[i]!, 2e-3);
        });
        await mixed.dispose();
        await full.dispose();
      });

      it('changes nothing in an update whose gradients overflow', async function () {
        this.timeout(60_000);
        const engine = await makeMixed();
        const training = await startTraining(engine, name, accumulate);
        await training.step(1);
        const before = await training.values();
        expect(await training.step(2, 2 ** 40)).to.be.within(2, 3);
        expect(await training.values()).to.deep.equal(before);
        await training.step(3);
        expect(await training.values()).not.to.deep.equal(before);
        await engine.dispose();
      });
    });
  }
}
