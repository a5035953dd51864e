import { CodexError } from '@codex-ml/plugin-api';
import { compareCodePoints } from '@codex-ml/tokenizers/dist/compare-code-points.js';
import whitespace from '@codex-ml/tokenizers/dist/whitespace.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { reload, train } from './train.js';

const words = (tokenizer: { vocabularySize: number; idToToken(id: number): string | undefined }) =>
  Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id));

describe('whitespace', () => {
  it('orders words by frequency, then by code point', async () => {
    const tokenizer = await train(whitespace, ['b a c b', '\u{1F600} \uFF5E a b']);
    expect(words(tokenizer)).to.deep.equal(['<eos>', '<unk>', 'b', 'a', 'c', '\uFF5E', '\u{1F600}']);
  });

  it('keeps at most maxVocabulary ids and only words that are frequent enough', async () => {
    const corpus = ['a a a b b c c d'];
    expect(words(await train(whitespace, corpus, { maxVocabulary: 5 }))).to.deep.equal([
      '<eos>',
      '<unk>',
      'a',
      'b',
      'c',
    ]);
    expect(words(await train(whitespace, corpus, { minFrequency: 3 }))).to.deep.equal([
      '<eos>',
      '<unk>',
      'a',
    ]);
  });

  it('splits at every Unicode white space and nowhere else', async () => {
    const tokenizer = await train(whitespace, ['x']);
    const spaces = '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000';
    expect(tokenizer.encode([...spaces].join('x')).ids).to.have.length(15);
    expect(tokenizer.encode('x\u200bx\ufeffx-x').ids).to.have.length(1);
    expect(tokenizer.encode(' \n ').ids).to.have.length(0);
  });

  it('decodes to words joined by single spaces', async () => {
    const tokenizer = await train(whitespace, ['call me Ishmael']);
    const { ids } = tokenizer.encode('  call\n\nme   Ahab');
    expect(tokenizer.decode(ids)).to.equal('call me <unk>');
    expect(tokenizer.decode([...ids, 0], { skipSpecials: true })).to.equal('call me <unk>');
    expect(tokenizer.decode([...ids, 0])).to.equal('call me <unk> <eos>');
  });

  it('treats upper and lower case alike where asked to, character by character', async () => {
    const tokenizer = await train(whitespace, ['ΟΔΟΣ Call CALL'], { lowercase: true });
    expect(words(tokenizer)).to.deep.equal(['<eos>', '<unk>', 'call', 'οδοσ']);
    const restored = await reload(whitespace, tokenizer.save());
    expect([...restored.encode('cALL ΟΔΟΣ').ids]).to.deep.equal([2, 3]);
    const exact = await reload(whitespace, (await train(whitespace, ['Call'])).save());
    expect([...exact.encode('call Call').ids]).to.deep.equal([1, 2]);
  });

  it('never takes a word of the text for a special token', async () => {
    const tokenizer = await train(whitespace, ['<eos> <pad> <eos> a']);
    expect(words(tokenizer)).to.deep.equal(['<eos>', '<unk>', 'a']);
    expect([...tokenizer.encode('<eos> a').ids]).to.deep.equal([1, 2]);
  });

  it('keeps words that are property names of objects', async () => {
    const odd = '__proto__ constructor toString 1 0 hasOwnProperty';
    const tokenizer = await train(whitespace, [odd]);
    const restored = await reload(whitespace, tokenizer.save());
    expect(words(restored)).to.deep.equal(words(tokenizer));
    expect(restored.decode(restored.encode(odd).ids)).to.equal(odd);
  });

  it('counts the space before a word among its bytes', async () => {
    const tokenizer = await train(whitespace, ['é']);
    expect(Buffer.from(tokenizer.tokenBytes(2)).toString()).to.equal(' é');
    expect(tokenizer.tokenBytes(1)).to.have.length(0);
  });

  it('refuses data without an unknown token or with another normalizer', async () => {
    const saved = (await train(whitespace, ['a'])).save();
    const strange = { ...saved, normalizer: { type: 'NFKC' } };
    expect(await reload(whitespace, strange).catch((error: Error) => error.message)).to.include(
      '`normalizer.type`: expected "Lowercase" or no normalizer, received "NFKC"',
    );
    const model = saved['model'] as { readonly type: string };
    const without = { ...saved, added_tokens: [], model: { ...model, vocab: { a: 0 } } };
    expect(await reload(whitespace, without).catch((error: Error) => error.message)).to.include(
      '`added_tokens`: expected `<unk>` among them',
    );
  });

  it('refuses a corpus without words', async () => {
    const error = await train(whitespace, [' \n']).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodexError).with.property('code', 'CML4107');
  });
});

describe('compareCodePoints', () => {
  it('orders as an array of code points does', () => {
    const points = (text: string) => [...text].map((character) => character.codePointAt(0)!);
    const expected = (a: string, b: string) => {
      const [x, y] = [points(a), points(b)];
      const at = x.findIndex((point, i) => point !== y[i]);
      if (at < 0) return x.length - y.length;
      return at < y.length ? x[at]! - y[at]! : 1;
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).to.equal(Math.sign(expected(a, b)));
      }),
    );
  });
});
