// Ids of tiktoken's encodings: GPT-2 through `tokenizer.json`, the others through the ranks that its package brings.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import { readTiktoken } from './all-vocabularies.js';
import { readGpt2, requireOracle } from './oracle.js';
import { sampleTexts } from './random-texts.js';
import { NAUGHTY_STRINGS, readRealTexts } from './real-texts.js';

const PER_ENCODING = 7000;

interface Theirs {
  encode(text: string, allowed: 'all'): Uint32Array;
  encode_ordinary(text: string): Uint32Array;
  decode(ids: Uint32Array): Uint8Array;
  free(): void;
}

const { get_encoding: openTheirs } = requireOracle('tiktoken') as { get_encoding(name: string): Theirs };

const ENCODINGS: Readonly<Record<string, () => Promise<JsonObject>>> = {
  gpt2: readGpt2,
  cl100k_base: () => readTiktoken('cl100k_base'),
  o200k_base: () => readTiktoken('o200k_base'),
};

for (const [at, [name, read]] of Object.entries(ENCODINGS).entries()) {
  describe(`the encoding ${name}, beside tiktoken`, function () {
    this.timeout(120_000);
    let ours: Tokenizer;
    let theirs: Theirs;
    let texts: readonly string[];
    before(async () => {
      ours = createPipelineTokenizer(await read());
      theirs = openTheirs(name);
      texts = [...sampleTexts(PER_ENCODING, 2000 + at), ...readRealTexts()];
    });
    after(() => {
      theirs.free();
      ours = theirs = texts = undefined as never;
    });

    it('has the ids of texts in which special tokens are text', () => {
      const encodings = ours.encodeBatch(texts);
      for (const [i, text] of texts.entries()) {
        const expected = theirs.encode_ordinary(text).join(' ');
        expect(encodings[i]!.ids.join(' '), JSON.stringify(text)).to.equal(expected);
      }
      expect(texts.length).to.be.greaterThan(PER_ENCODING + NAUGHTY_STRINGS.length);
    });

    it('has the ids of texts in which special tokens are parsed', () => {
      const [special] = [...ours.specialTokens!.keys()];
      const marked = texts.slice(0, 1000).map((text, i) => `${text}${special}${texts[i + 1]}`);
      const encodings = ours.encodeBatch(marked, { parseSpecials: true });
      for (const [i, text] of marked.entries()) {
        const expected = theirs.encode(text, 'all').join(' ');
        expect(encodings[i]!.ids.join(' '), JSON.stringify(text)).to.equal(expected);
      }
    });

    it('has the bytes of every id', () => {
      const special = new Set(ours.specialTokens!.values());
      for (let id = 0; id < ours.vocabularySize; id++) {
        if (special.has(id) || ours.idToToken(id) === undefined) continue;
        expect(Buffer.from(ours.tokenBytes(id)).equals(theirs.decode(Uint32Array.of(id))), `${id}`).to.equal(
          true,
        );
      }
    });
  });
}
