import type { Tokenizer } from '@codex-ml/plugin-api';
import { openDecodeStream } from '@codex-ml/runtime';
import { expect } from 'chai';
import fc from 'fast-check';

/** Ids 0 to 255 are bytes, 256 is a special token. Counts the ids that are decoded. */
function byteTokenizer(): Tokenizer & { decoded: number } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const decode = (ids: Iterable<number>, { skipSpecials = false } = {}) => {
    let text = '';
    let bytes: number[] = [];
    const flush = () => {
      text += decoder.decode(Uint8Array.from(bytes));
      bytes = [];
    };
    for (const id of ids) {
      tokenizer.decoded++;
      if (id < 256) bytes.push(id);
      else if (!skipSpecials) {
        flush();
        text += '<end>';
      }
    }
    flush();
    return text;
  };
  const encode = (text: string) => {
    const ids = Int32Array.from(Buffer.from(text, 'utf8'));
    return { ids, attentionMask: new Uint8Array(ids.length) };
  };
  const tokenizer = {
    decoded: 0,
    vocabularySize: 257,
    specials: { eos: 256 },
    encode,
    encodeBatch: (texts: readonly string[]) => texts.map(encode),
    decode,
    tokenToId: () => undefined,
    idToToken: () => undefined,
    tokenBytes: (id: number) => Uint8Array.of(id),
    save: () => ({}),
  };
  return tokenizer;
}

/** A tokenizer of words that are joined by spaces, none before the first. */
function wordDecoder(): Tokenizer {
  return { ...byteTokenizer(), decode: (ids) => [...ids].map((id) => `word${id}`).join(' ') };
}

function decodeAll(tokenizer: Tokenizer, ids: readonly number[], skipSpecials = false): string[] {
  const stream = openDecodeStream(tokenizer, { skipSpecials });
  return [...ids.map((id) => stream.push(id)), stream.end()];
}

/** Characters from all of Unicode, equally likely; the library's own strings take it seconds to begin with. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff })), {
    maxLength: 60,
  })
  .map((codes) => String.fromCodePoint(...codes));

describe('openDecodeStream', () => {
  it('gives characters when they are whole', () => {
    const ids = [...Buffer.from('aé€😀b', 'utf8')];
    const pieces = decodeAll(byteTokenizer(), ids);
    expect(pieces.filter((piece) => piece !== '')).to.deep.equal(['a', 'é', '€', '😀', 'b']);
  });

  it('joined equals decoding all bytes at once, whatever they are', () => {
    const special = fc.oneof(
      { weight: 20, arbitrary: fc.nat(255) },
      { weight: 1, arbitrary: fc.constant(256) },
    );
    fc.assert(
      fc.property(fc.array(special, { maxLength: 300 }), fc.boolean(), (ids, skipSpecials) => {
        const tokenizer = byteTokenizer();
        expect(decodeAll(tokenizer, ids, skipSpecials).join('')).to.equal(
          tokenizer.decode(ids, { skipSpecials }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('joined equals decoding all text at once, and never shows half a character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const pieces = decodeAll(byteTokenizer(), [...Buffer.from(text, 'utf8')]);
        expect(pieces.join('')).to.equal(text);
        expect(pieces.some((piece) => /\p{Surrogate}/u.test(piece))).to.equal(false);
        if (!text.includes('\ufffd'))
          expect(pieces.some((piece) => piece.includes('\ufffd'))).to.equal(false);
      }),
      { numRuns: 200 },
    );
  });

  it('shows what is left of a character that never came at the end', () => {
    expect(decodeAll(byteTokenizer(), [0x61, 0xe2, 0x82])).to.deep.equal(['a', '', '', '\ufffd']);
  });

  it('does not wait for ever where bytes are no text', () => {
    const ids = new Array<number>(500).fill(0xff);
    const pieces = decodeAll(byteTokenizer(), ids);
    expect(pieces.join('')).to.equal('\ufffd'.repeat(500));
    expect(pieces.at(-1)!.length).to.be.at.most(3);
  });

  it('keeps the spaces that a decoder leaves out before the first word', () => {
    const ids = Array.from({ length: 100 }, (_, i) => i);
    const tokenizer = wordDecoder();
    expect(decodeAll(tokenizer, ids).join('')).to.equal(tokenizer.decode(ids));
  });

  it('decodes a number of tokens for each new one that does not grow with the text', () => {
    for (const ids of [
      [...Buffer.from('some words, '.repeat(400), 'utf8')],
      new Array<number>(4800).fill(0xff),
      new Array<number>(4800).fill(256),
    ]) {
      const tokenizer = byteTokenizer();
      decodeAll(tokenizer, ids, true);
      expect(tokenizer.decoded / ids.length).to.be.below(100);
    }
  });

  it("uses the tokenizer's own stream where it has one", () => {
    const stream = { push: () => 'own', end: () => '!' };
    const tokenizer: Tokenizer = { ...byteTokenizer(), decodeStream: () => stream };
    expect(decodeAll(tokenizer, [1, 2]).join('')).to.equal('ownown!');
  });
});
