// Each suite passes what is sound and catches what is wrong, by the check that is meant for it.
import { runChecks } from '@codex-ml/testkit';
import { expect } from 'chai';
import { datasetMutation } from './dataset.js';
import { engineMutation } from './engine.js';
import { metricMutation } from './metric.js';
import { modelMutation } from './model.js';
import { optimizerMutation } from './optimizer.js';
import { safetyMutation } from './safety.js';
import { scheduleMutation } from './schedule.js';
import { tokenizerMutation } from './tokenizer.js';
import { trackerMutation } from './tracker.js';

const tests = [
  tokenizerMutation(),
  datasetMutation(),
  modelMutation(),
  engineMutation(),
  optimizerMutation(),
  scheduleMutation(),
  metricMutation(),
  trackerMutation(),
  safetyMutation(),
];

for (const { kind, sound, mutants, close } of tests) {
  describe(`the suite for ${kind}`, () => {
    if (close !== undefined) after(close);

    it('passes a sound implementation', async () => {
      const { outcomes, passed } = await runChecks(sound());
      expect(outcomes.filter(({ status }) => status !== 'passed')).to.deep.equal([]);
      expect(passed).to.be.greaterThan(4);
    });

    it('names each check once', () => {
      const names = sound().map(({ name }) => name);
      expect(names).to.have.lengthOf(new Set(names).size);
    });

    for (const { flaw, caughtBy, checks } of mutants) {
      it(`catches one that ${flaw}`, async () => {
        const meant = checks().filter(({ name }) => name === caughtBy);
        expect(meant, `no check is called "${caughtBy}"`).to.have.lengthOf(1);
        const { outcomes } = await runChecks(meant);
        expect(outcomes[0]!.status).to.be.oneOf(['failed', 'threw']);
      });
    }
  });
}
