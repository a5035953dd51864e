// How close our answers must come to a peer's. Shared by the tests with the real peer and those with its committed answers.
import { expect } from 'chai';
import type { ModelAnswer } from './model-cases.js';
import type { Path } from './optimizer-cases.js';
import type { TokenizerAnswer } from './tokenizer-cases.js';

/** Logits to within 1e-4; loss and gradient norms to 1e-4 of their size. */
export function expectSameModel(ours: ModelAnswer, peers: ModelAnswer): void {
  expect(ours.logits.length).to.equal(peers.logits.length);
  const gaps = ours.logits.map((logit, i) => Math.abs(logit - peers.logits[i]!));
  expect(Math.max(...gaps), 'largest difference of a logit').to.be.below(1e-4);
  expect(ours.loss, 'loss').to.be.closeTo(peers.loss, 1e-5 * peers.loss);
  expect(Object.keys(ours.gradientNorms).sort()).to.deep.equal(Object.keys(peers.gradientNorms).sort());
  for (const [name, norm] of Object.entries(peers.gradientNorms)) {
    expect(ours.gradientNorms[name], `gradient of ${name}`).to.be.closeTo(norm, 1e-4 * norm + 1e-6);
  }
}

/** To within 1e-5 of the larger of the value and 1: float32 against double. */
export function expectSamePath(ours: Path, peers: Path): void {
  expect(ours.length).to.equal(peers.length);
  ours.forEach((point, step) => {
    point.forEach((value, i) => {
      const expected = peers[step]![i]!;
      expect(value, `step ${step + 1}`).to.be.closeTo(expected, 1e-5 * Math.max(1, Math.abs(expected)));
    });
  });
}

export function expectSameTokens(ours: TokenizerAnswer, peers: TokenizerAnswer): void {
  expect(ours).to.deep.equal(peers);
}
