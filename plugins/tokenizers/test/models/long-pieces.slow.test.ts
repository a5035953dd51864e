// A piece may be a whole book: models without a pre-tokenizer get it at once.
import type { JsonObject } from '@codex-ml/plugin-api';
import { createModel } from '@codex-ml/tokenizers/dist/models/create-model.js';
import { expect } from 'chai';

const LENGTH = 1 << 20;

function tokenize(model: JsonObject, piece: string): [id: number, start: number, end: number][] {
  const tokens: [number, number, number][] = [];
  createModel(model).tokenize(piece, (id, start, end) => tokens.push([id, start, end]));
  return tokens;
}

/** Tokens lie side by side over the whole piece. */
function expectCover(tokens: readonly [number, number, number][], length: number): void {
  let at = 0;
  for (const [, start, end] of tokens) {
    if (start !== at) expect(start).to.equal(at);
    at = end;
  }
  expect(at).to.equal(length);
}

describe('a piece of a megabyte', function () {
  this.timeout(20_000);

  it('is merged by BPE in far less than quadratic time', () => {
    const doubled = Array.from({ length: 6 }, (_, i) => 'a'.repeat(2 ** i));
    const model = {
      type: 'BPE',
      vocab: Object.fromEntries([...doubled, 'a'.repeat(64)].map((token, id) => [token, id])),
      merges: doubled.map((half) => [half, half]),
    };
    const tokens = tokenize(model, 'a'.repeat(LENGTH));
    expectCover(tokens, LENGTH);
    expect(tokens).to.have.length(LENGTH / 64);
  });

  it('is cut by a unigram model in time that grows with its length', () => {
    const vocab = [
      ['<unk>', 0],
      ['a', -1],
      ['b', -1],
      ['ab', -1.5],
      ['abab', -2],
    ];
    const tokens = tokenize({ type: 'Unigram', unk_id: 0, vocab }, 'ab'.repeat(LENGTH / 2));
    expectCover(tokens, LENGTH);
    expect(tokens).to.have.length(LENGTH / 4);
  });

  it('is one unknown word to WordPiece without looking at it', () => {
    const model = {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: { '[UNK]': 0, a: 1, '##a': 2 },
    };
    expect(tokenize(model, 'a'.repeat(LENGTH))).to.deep.equal([[0, 0, LENGTH]]);
  });
});
