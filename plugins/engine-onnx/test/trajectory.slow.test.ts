// Whole training runs of the models: against the eager cpu backend, again, on other thread counts, and after a resume.
import type { HostArray } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeEager, makeOnnx } from './make-engine.js';
import { startTraining, trainSteps } from './start-training.js';

for (const name of ['gpt', 'llama'] as const) {
  describe(`training ${name} on the compiled engine`, () => {
    it('follows the eager cpu backend for 50 steps', async function () {
      this.timeout(60_000);
      const [compiled, eager] = [await makeOnnx(2), await makeEager()];
      const actual = await trainSteps(await startTraining(compiled, name), 1, 50);
      const expected = await trainSteps(await startTraining(eager, name), 1, 50);
      expect(actual[49]).to.be.below(actual[0]! * 0.7);
      actual.forEach((loss, i) => {
        expect(loss, `step ${i + 1}`).to.be.closeTo(expected[i]!, 1e-4);
      });
      await compiled.dispose();
      await eager.dispose();
    });

    it('gives the same bits on one and two threads, again, and after a resume', async function () {
      this.timeout(60_000);
      const results: HostArray[][] = [];
      for (const threads of [1, 2, 2]) {
        const engine = await makeOnnx(threads);
        const training = await startTraining(engine, name);
        await trainSteps(training, 1, 20);
        results.push(await training.values());
        await engine.dispose();
      }
      expect(results[1]).to.deep.equal(results[0]);
      expect(results[2]).to.deep.equal(results[0]);

      const engine = await makeOnnx(2);
      const first = await startTraining(engine, name);
      await trainSteps(first, 1, 9);
      const saved = await first.values();
      const second = await startTraining(await makeOnnx(1), name);
      const variables = [...second.model.parameters, ...second.optimizer.state];
      for (const [i, { variable }] of variables.entries()) await second.engine.write(variable, saved[i]!);
      await trainSteps(second, 10, 20);
      expect(await second.values()).to.deep.equal(results[0]);
      await engine.dispose();
      await second.engine.dispose();
    });
  });
}

describe('accumulating gradients on the compiled engine', () => {
  it('follows the eager cpu backend through two programs over one state', async function () {
    this.timeout(60_000);
    const [compiled, eager] = [await makeOnnx(2), await makeEager()];
    const actual = await trainSteps(await startTraining(compiled, 'gpt', 2), 1, 5);
    const expected = await trainSteps(await startTraining(eager, 'gpt', 2), 1, 5);
    actual.forEach((loss, i) => {
      expect(loss).to.be.closeTo(expected[i]!, 1e-4);
    });
    await compiled.dispose();
    await eager.dispose();
  });
});
