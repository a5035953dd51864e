import { measureTokenizer, quantile } from '@codex-ml/runtime';
import { expect } from 'chai';
import { byteTokenizer } from './byte-tokenizer.js';

describe('measureTokenizer', () => {
  it('counts bytes, characters, words and tokens', () => {
    const builder = measureTokenizer(byteTokenizer(), 2);
    for (const text of ['aé 😀', 'a a']) builder.add(text);
    const statistics = builder.finish();
    expect(statistics).to.include({
      texts: 2,
      bytes: 11,
      characters: 7,
      words: 4,
      tokens: 11,
      bytesPerToken: 1,
    });
    expect(statistics.charactersPerToken).to.be.closeTo(7 / 11, 1e-12);
    expect(statistics.tokensPerWord).to.equal(11 / 4);
    expect(statistics.frequent.map(({ count }) => count)).to.deep.equal([3, 2]);
    expect(statistics.length).to.deep.equal({ median: 3, p90: 8, p99: 8, longest: 8 });
  });

  it('invents no rates where there is no text', () => {
    const statistics = measureTokenizer(byteTokenizer(), 5).finish();
    expect(statistics).to.include({ tokens: 0, bytesPerToken: null, tokensPerWord: null });
  });
});

describe('quantile', () => {
  it('is the smallest value that the share does not exceed', () => {
    const values = Float64Array.of(1, 2, 3, 4);
    expect([0, 0.25, 0.26, 0.5, 1].map((q) => quantile(values, q))).to.deep.equal([1, 1, 2, 2, 4]);
  });
});
