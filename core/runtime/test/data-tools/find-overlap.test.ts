import { findOverlap } from '@codex-ml/runtime';
import { expect } from 'chai';

const samples = (texts: readonly string[], prefix: string) =>
  async function* () {
    for (const [i, text] of texts.entries()) yield { id: `${prefix}${i}`, text };
  };

const overlapOf = (held: readonly string[], train: readonly string[], words = 3) =>
  findOverlap({ held: samples(held, 'held:'), train: samples(train, 'train:'), words, examples: 10 });

describe('findOverlap', () => {
  it('finds whole texts, as they are and apart from case and white space', async () => {
    const overlap = await overlapOf(['One two.', 'three  FOUR', 'five'], ['One two.', 'Three four', 'six']);
    expect(overlap).to.include({ samples: 3, exact: 1, normalized: 2, sharing: 0 });
    expect(overlap.examples).to.deep.equal([
      { held: 'held:0', train: 'train:0', share: 1 },
      { held: 'held:1', train: 'train:1', share: 1 },
    ]);
  });

  it('counts sequences of words, whatever stands between the words', async () => {
    const overlap = await overlapOf(['a b c d', 'w x y'], ['… A, b; C! e', 'x y z']);
    expect(overlap).to.include({ sharing: 1, sequences: 3, sharedSequences: 1, exact: 0 });
    expect(overlap.examples).to.deep.equal([{ held: 'held:0', train: null, share: 0.5 }]);
  });

  it('finds nothing where the order of words differs', async () => {
    expect((await overlapOf(['a b c'], ['c b a', 'b c a', 'a c b'])).sharedSequences).to.equal(0);
  });

  it('does not join words over the end of a sample', async () => {
    expect((await overlapOf(['a b c'], ['a b', 'c'])).sharedSequences).to.equal(0);
  });

  it('finds every sequence of a text in the text itself, at any length', async () => {
    const text = Array.from({ length: 200 }, (_, i) => `w${i % 37}x${i % 11}`).join(' ');
    for (const words of [1, 2, 13, 50]) {
      const { sequences, sharedSequences } = await overlapOf([text], [`before ${text} after`], words);
      expect(sequences).to.equal(200 - words + 1);
      expect(sharedSequences).to.equal(sequences);
    }
  });
});
