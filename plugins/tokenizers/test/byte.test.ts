import { CodexError, type JsonObject } from '@codex-ml/plugin-api';
import byte from '@codex-ml/tokenizers/dist/byte.js';
import { BYTE_ALPHABET } from '@codex-ml/tokenizers/dist/byte-alphabet.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { reload, train } from './train.js';

describe('byte', () => {
  it('has 256 bytes in order behind its specials', async () => {
    const tokenizer = await train(byte, []);
    expect(tokenizer.vocabularySize).to.equal(257);
    expect([...tokenizer.encode('A\0é').ids]).to.deep.equal([1 + 65, 1, 1 + 0xc3, 1 + 0xa9]);
    expect(tokenizer.specials).to.deep.equal({ eos: 0 });
    const bare = await train(byte, [], { specials: [] });
    expect(bare.vocabularySize).to.equal(256);
    expect([...bare.encode('A').ids]).to.deep.equal([65]);
  });

  it('gives every string back; half a surrogate pair becomes U+FFFD', async () => {
    const tokenizer = await train(byte, []);
    const restored = await reload(byte, tokenizer.save());
    fc.assert(
      fc.property(
        fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          const { ids } = tokenizer.encode(text);
          expect(tokenizer.decode(ids)).to.equal(Buffer.from(text, 'utf8').toString('utf8'));
          expect(restored.encode(text).ids).to.deep.equal(ids);
        },
      ),
    );
  });

  it('keeps a byte order mark', async () => {
    const tokenizer = await train(byte, []);
    expect(tokenizer.decode(tokenizer.encode('\ufeffa').ids)).to.equal('\ufeffa');
  });

  it('can be decoded as a stream from the bytes of its tokens', async () => {
    const tokenizer = await train(byte, []);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        let streamed = '';
        for (const id of tokenizer.encode(text).ids) {
          streamed += decoder.decode(tokenizer.tokenBytes(id), { stream: true });
        }
        expect(streamed + decoder.decode()).to.equal(text);
      }),
    );
  });

  it('gives all bytes of a character the place of the character', async () => {
    const tokenizer = await train(byte, []);
    const { offsets } = tokenizer.encode('a€\u{1F600}', { offsets: true });
    expect([...offsets!]).to.deep.equal([0, 1, 1, 2, 1, 2, 1, 2, 2, 4, 2, 4, 2, 4, 2, 4]);
  });

  it('shows bytes that cannot be decoded as U+FFFD and specials as they are written', async () => {
    const tokenizer = await train(byte, []);
    expect(tokenizer.decode([1 + 0xc3, 0, 1 + 0xa9])).to.equal('\ufffd<eos>\ufffd');
    expect(tokenizer.decode([1 + 0xc3, 0, 1 + 0xa9], { skipSpecials: true })).to.equal('é');
  });

  it('names its bytes as GPT-2 does', () => {
    expect(new Set(BYTE_ALPHABET).size).to.equal(256);
    expect([0x20, 0x0a, 0x41, 0x7f, 0xa0, 0xad, 0xff].map((value) => BYTE_ALPHABET[value])).to.deep.equal([
      'Ġ',
      'Ċ',
      'A',
      'ġ',
      'ł',
      'Ń',
      'ÿ',
    ]);
  });

  it('refuses data with merges, missing bytes or extra tokens', async () => {
    const saved = (await train(byte, [])).save();
    const model = saved['model'] as JsonObject;
    const vocab = model['vocab'] as Record<string, number>;
    const attempt = (changed: JsonObject) =>
      reload(byte, { ...saved, model: { ...model, ...changed } }).catch((error: Error) => error.message);

    expect(await attempt({ merges: [['a', 'b']] })).to.include('`model.merges`: expected an empty list');
    expect(await attempt({ vocab: { ...vocab, ab: 257 } })).to.include('`model.vocab`: expected 257 entries');
    const { A: id, ...others } = vocab;
    expect(await attempt({ vocab: { ...others, ab: id! } })).to.include('the byte 65 ("A") is missing');
  });

  it('refuses an id outside its vocabulary', async () => {
    const tokenizer = await train(byte, []);
    for (const id of [-1, 257, 0.5, Number.NaN]) {
      expect(() => tokenizer.decode([id])).to.throw(CodexError, `token id ${id} is outside the vocabulary`);
      expect(() => tokenizer.tokenBytes(id)).to.throw(CodexError, 'which ends at 256');
    }
  });
});
