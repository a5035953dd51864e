import type { RunConfig } from '@codex-ml/config';
import { expect } from 'chai';
import { countCheckpoints, mostOnDisk } from '../../dist/plan-report/plan-checkpoints.js';
import { evaluationSteps } from '../../dist/plan-report/plan-evaluations.js';

const train = (values: Partial<RunConfig['train']>) =>
  ({
    ...{ steps: 10, evaluateEvery: 4, checkpointEvery: 5, keepCheckpoints: 2 },
    ...values,
  }) as RunConfig['train'];

describe('the evaluations of a plan', () => {
  it('are one before the first update, the regular ones, and one at the end', () => {
    expect(evaluationSteps(train({}))).to.deep.equal([0, 4, 8, 10]);
    expect(evaluationSteps(train({ evaluateEvery: 5 }))).to.deep.equal([0, 5, 10]);
    expect(evaluationSteps(train({ evaluateEvery: 0 }))).to.deep.equal([0, 10]);
  });
});

describe('the checkpoints of a plan', () => {
  it('are the regular ones, the last, and one for each evaluation that may be the best', () => {
    expect(countCheckpoints(train({}), false)).to.equal(2);
    expect(countCheckpoints(train({ checkpointEvery: 3 }), false)).to.equal(4);
    expect(countCheckpoints(train({}), true)).to.equal(4);
    expect(countCheckpoints(train({ checkpointEvery: 0, evaluateEvery: 0 }), true)).to.equal(1);
  });

  it('are on disk together as far as retention goes, with the one that is being written', () => {
    expect(mostOnDisk(1, train({}))).to.equal(1);
    expect(mostOnDisk(100, train({}))).to.equal(5);
    expect(mostOnDisk(100, train({ keepCheckpoints: 1 }))).to.equal(4);
  });
});
