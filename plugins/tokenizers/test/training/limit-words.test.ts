import { limitWords } from '@codex-ml/tokenizers/dist/training/limit-words.js';
import { listWords, packWords } from '@codex-ml/tokenizers/dist/training/word-counts.js';
import { expect } from 'chai';

describe('limitWords', () => {
  const words = packWords([
    ['aa', 3],
    ['bbb', 9],
    ['cc', 3],
    ['d', 1],
    ['ee', 5],
  ]);

  it('keeps the most frequent words that fit, of equally frequent ones the first, in their order', () => {
    const limited = limitWords(words, 7);
    expect(listWords(limited.words)).to.deep.equal(['aa', 'bbb', 'ee']);
    expect([...limited.words.counts]).to.deep.equal([3, 9, 5]);
    expect([limited.left, limited.occurrences]).to.deep.equal([2, 4]);
  });

  it('keeps all where they fit', () => {
    expect(limitWords(words, 10)).to.deep.equal({ words, left: 0, occurrences: 0 });
    expect(listWords(limitWords(words, 0).words)).to.deep.equal([]);
  });
});
