import { BYTE_ALPHABET } from '@codex-ml/tokenizers/dist/byte-alphabet.js';
import { createByteDecoder } from '@codex-ml/tokenizers/dist/fast/byte-decoder.js';
import { createByteTable } from '@codex-ml/tokenizers/dist/fast/byte-table.js';
import { TokenLookup } from '@codex-ml/tokenizers/dist/fast/token-lookup.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { spell } from './small-bpe.js';

describe('createByteDecoder', () => {
  it('joins bytes before it reads characters, and shows broken ones as the encoding standard has it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 20 }), (tokens) => {
        const spelled = tokens.map((bytes) => Array.from(bytes, (byte) => BYTE_ALPHABET[byte]!).join(''));
        const decoder = createByteDecoder(createByteTable(spelled));
        const all = Buffer.concat(tokens);
        const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
        expect(decoder.decode(tokens.map((_, id) => id))).to.equal(expected);
        for (const [id, bytes] of tokens.entries()) expect([...decoder.bytes(id)]).to.deep.equal([...bytes]);
      }),
    );
  });

  it('keeps a byte order mark', () => {
    expect(createByteDecoder(createByteTable([spell('\ufeffa')])).decode([0, 0])).to.equal('\ufeffa\ufeffa');
  });

  it('gives the text of tokens that are not spelled in the byte alphabet, and nothing for ids that no token has', () => {
    const decoder = createByteDecoder(createByteTable(['Ġa', undefined, '<€>']));
    expect(decoder.decode([0, 1, 2])).to.equal(' a<€>');
    expect(decoder.bytes(1).length).to.equal(0);
  });
});

describe('TokenLookup', () => {
  it('finds tokens by their bytes, and none that is not spelled in bytes', () => {
    const lookup = new TokenLookup(createByteTable(['Ġa', undefined, 'é', '<€>', 'b']));
    const find = (bytes: Uint8Array): number => lookup.find(bytes, bytes.length);
    expect(find(Buffer.from(' a'))).to.equal(0);
    expect(find(Uint8Array.of(0xe9))).to.equal(2);
    expect(find(Buffer.from('<€>'))).to.equal(-1);
    expect(find(Buffer.from('b'))).to.equal(4);
    expect(find(Buffer.from('ab'))).to.equal(-1);
    expect(lookup.find(Buffer.from('b rest'), 1)).to.equal(4);
  });
});
