// Registers a mutation test: the suite passes what is sound and catches what is wrong, by the check that is meant for it.
import { runChecks } from '@codex-ml/testkit';
import { expect } from 'chai';
import type { MutationTest } from './mutants.js';

export function describeMutations({ kind, sound, mutants, close }: MutationTest): void {
  describe(`the suite for ${kind}`, function () {
    this.timeout(30_000);
    if (close !== undefined) after(close);

    it('passes a sound implementation', async () => {
      const { outcomes, passed } = await runChecks(sound());
      expect(outcomes.filter(({ status }) => status !== 'passed')).to.deep.equal([]);
      expect(passed).to.be.greaterThan(4);
    });

    it('is tested with at least five wrong implementations', () => {
      expect(mutants.length).to.be.at.least(5);
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
