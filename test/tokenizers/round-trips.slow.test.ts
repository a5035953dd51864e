// Whatever is encoded comes back, and whatever ids there are decode alike at once, token by token, and in the Rust library.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { BYTE_ALPHABET } from '@codex-ml/tokenizers/dist/byte-alphabet.js';
import { toWellFormed } from '@codex-ml/tokenizers/dist/pipeline/well-formed.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { readTiktoken, VOCABULARIES } from './all-vocabularies.js';
import { type Both, loadBoth } from './oracle.js';
import { sampleTexts } from './random-texts.js';
import { readRealTexts } from './real-texts.js';

const TEXTS = 3000;
const SEQUENCES = 3000;

const BYTE_LEVEL: Readonly<Record<string, () => Promise<JsonObject>>> = {
  'GPT-2': VOCABULARIES['GPT-2']!,
  'Llama 3': VOCABULARIES['Llama 3']!,
  'Qwen 3': VOCABULARIES['Qwen 3']!,
  o200k_base: () => readTiktoken('o200k_base'),
};

const bytesOf = (tokenizer: Tokenizer, ids: Iterable<number>): Buffer =>
  Buffer.concat([...ids].map((id) => tokenizer.tokenBytes(id)));

/** Bytes at random, those of texts, and those of texts with some changed, missing or more. */
const byteSequences = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.array(
    fc.constantFrom(0x61, 0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xed, 0xa0, 0xef, 0xbb, 0xf0, 0x9f, 0xf4, 0xff),
    {
      maxLength: 12,
    },
  ),
  fc
    .tuple(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.nat(20),
      fc.nat(2),
      fc.uint8Array({ maxLength: 2 }),
    )
    .map(([text, at, gone, more]) => {
      const bytes = [...Buffer.from(text)];
      bytes.splice(at, gone, ...more);
      return bytes;
    }),
);

for (const [at, [name, read]] of Object.entries(BYTE_LEVEL).entries()) {
  describe(`the bytes of ${name}`, function () {
    this.timeout(60_000);
    let ours: Tokenizer;
    before(async () => {
      const document = await read();
      ours = loadBoth(document).ours;
    });
    after(() => {
      ours = undefined as never;
    });

    it('come back as the text, which was well-formed before', () => {
      const texts = [...sampleTexts(TEXTS, 3000 + at), ...readRealTexts()];
      for (const [i, { ids }] of ours.encodeBatch(texts).entries()) {
        const wellFormed = toWellFormed(texts[i]!);
        // Qwen composes characters first
        const expected = name === 'Qwen 3' ? wellFormed.normalize('NFC') : wellFormed;
        expect(ours.decode(ids)).to.equal(expected);
        expect(bytesOf(ours, ids).toString('utf8')).to.equal(expected);
        expect(bytesOf(ours, ids).length).to.equal(Buffer.byteLength(expected));
      }
    });

    it('spell every sequence of bytes, which decodes as the encoding standard says', () => {
      fc.assert(
        fc.property(byteSequences, (list) => {
          const bytes = Uint8Array.from(list);
          const ids = Array.from(bytes, (byte) => ours.tokenToId(BYTE_ALPHABET[byte]!)!);
          expect([...bytesOf(ours, ids)]).to.deep.equal([...bytes]);
          expect(ours.decode(ids)).to.equal(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
        }),
        { seed: 5, numRuns: SEQUENCES },
      );
    });
  });
}

for (const [name, read] of Object.entries(VOCABULARIES)) {
  describe(`any ids of ${name}`, function () {
    this.timeout(60_000);
    let both: Both;
    let sequences: readonly number[][];
    before(async () => {
      both = loadBoth(await read());
      const { ours } = both;
      const known = Array.from({ length: ours.vocabularySize }, (_, id) => id).filter(
        (id) => ours.idToToken(id) !== undefined,
      );
      // half of them of what spells single bytes, where characters are put together
      const small = known.filter((id) => ours.tokenBytes(id).length === 1);
      const oneOf = (ids: readonly number[]) => fc.nat(ids.length - 1).map((i) => ids[i]!);
      const id = fc.oneof(oneOf(known), oneOf(small));
      sequences = fc.sample(fc.array(id, { minLength: 1, maxLength: 14 }), { seed: 6, numRuns: SEQUENCES });
    });
    after(() => {
      both = sequences = undefined as never;
    });

    it('stream what they decode to, never half a character', () => {
      for (const [i, ids] of sequences.entries()) {
        const skipSpecials = i % 2 === 0;
        const stream = both.ours.decodeStream!({ skipSpecials });
        const parts = [...ids.map((id) => stream.push(id)), stream.end()];
        expect(parts.join(''), ids.join(' ')).to.equal(both.ours.decode(ids, { skipSpecials }));
        for (const part of parts) expect(part).to.not.match(/\p{Surrogate}/u);
      }
    });

    it('decode to the text of the Rust library', async () => {
      const { theirs, ours } = both;
      for (const ids of sequences) {
        expect(ours.decode(ids), ids.join(' ')).to.equal(await theirs.decode(ids, false));
      }
    });
  });
}
