import { CodexError } from '@codex-ml/plugin-api';
import char from '@codex-ml/tokenizers/dist/char.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { reload, train } from './train.js';

describe('char', () => {
  it('orders its vocabulary by code point behind the specials', async () => {
    const tokenizer = await train(char, ['b\u{1F600}a', '\uFF5E é'], { specials: ['eos', 'pad', 'bos'] });
    const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id));
    expect(tokens).to.deep.equal([
      '<pad>',
      '<bos>',
      '<eos>',
      '<unk>',
      ' ',
      'a',
      'b',
      'é',
      '\uFF5E',
      '\u{1F600}',
    ]);
    expect(tokenizer.specials).to.deep.equal({ pad: 0, bos: 1, eos: 2, unk: 3 });
  });

  it('has an end-of-text and an unknown token by default', async () => {
    const tokenizer = await train(char, ['ab']);
    expect(tokenizer.specials).to.deep.equal({ eos: 0, unk: 1 });
    expect(tokenizer.vocabularySize).to.equal(4);
  });

  it('gives the same vocabulary for the same characters in any order', async () => {
    const one = await train(char, ['hello world', 'zebra']);
    const two = await train(char, ['zebra', 'dlrow', ' ', 'hello']);
    expect(two.save()).to.deep.equal(one.save());
  });

  it('encodes a character that the corpus does not have as <unk>, so that it can be counted', async () => {
    const tokenizer = await train(char, ['abc']);
    const { ids } = tokenizer.encode('aЖ\u{1F600}c');
    expect(ids.filter((id) => id === tokenizer.specials.unk)).to.have.length(2);
    expect(tokenizer.decode(ids)).to.equal('a<unk><unk>c');
  });

  it('names an unknown character and its place where unknown characters are errors', async () => {
    const tokenizer = await train(char, ['abc'], { unknown: 'error' });
    expect(tokenizer.specials.unk).to.equal(undefined);
    expect(() => tokenizer.encode('abЖ'))
      .to.throw(CodexError, 'character U+0416 is not in the vocabulary of tokenizer `char`')
      .with.property('hints')
      .that.includes('it stands at offset 2 of the text');
  });

  it('takes half a surrogate pair for U+FFFD', async () => {
    const tokenizer = await train(char, ['a\ud83d']);
    expect(tokenizer.idToToken(3)).to.equal('\ufffd');
    expect(tokenizer.decode(tokenizer.encode('\ude00a\ufffd').ids)).to.equal('\ufffda\ufffd');
  });

  it('gives every text over its vocabulary back', async () => {
    const alphabet = [...'aZ09 \n\t\0é\u0301\u{1F600}\u{10FFFF}\uFFFF<>eos'];
    const tokenizer = await train(char, [alphabet.join('')]);
    const restored = await reload(char, tokenizer.save());
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet, '<eos>')), (parts) => {
        const text = parts.join('');
        const { ids } = tokenizer.encode(text);
        expect(tokenizer.decode(ids, { skipSpecials: true })).to.equal(text);
        expect(restored.encode(text).ids).to.deep.equal(ids);
      }),
    );
  });

  it('knows ids, tokens and bytes of its characters and of nothing else', async () => {
    const tokenizer = await train(char, ['aé']);
    expect(tokenizer.tokenToId('é')).to.equal(3);
    expect(tokenizer.tokenToId('<eos>')).to.equal(0);
    expect(tokenizer.tokenToId('<pad>')).to.equal(undefined);
    expect(tokenizer.tokenToId('aé')).to.equal(undefined);
    expect(tokenizer.tokenToId('')).to.equal(undefined);
    expect(tokenizer.tokenToId('x')).to.equal(undefined);
    expect(tokenizer.idToToken(4)).to.equal(undefined);
    expect([...tokenizer.tokenBytes(3)]).to.deep.equal([0xc3, 0xa9]);
    expect(tokenizer.tokenBytes(0)).to.have.length(0);
  });

  it('refuses a corpus without text', async () => {
    const error = await train(char, ['', '']).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodexError).with.property('code', 'CML4107');
  });

  it('refuses a vocabulary entry that is not one character, naming it', async () => {
    const saved = (await train(char, ['ab'])).save();
    const model = saved['model'] as { readonly vocab: Record<string, number> };
    const broken = { ...saved, model: { ...model, vocab: { ...model.vocab, abc: 4 } } };
    const error = await reload(char, broken).catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.equal(
      'tokenizer data is malformed at `model.vocab["abc"]`: expected one character',
    );
    const half = { ...saved, model: { ...model, vocab: { ...model.vocab, '\ud800': 4 } } };
    expect(await reload(char, half).catch((thrown: Error) => thrown.message)).to.include('surrogate');
  });
});
