// Published vocabularies: GPT-2, Llama 3, Qwen 3 and Gemma 3 encode and decode hostile texts as the Rust library does.
import type { JsonObject } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { type Both, findDifference, loadBoth, loadTheirs, readGpt2, readOracle } from './oracle.js';

const VOCABULARIES: Readonly<Record<string, () => Promise<JsonObject>>> = {
  'GPT-2': readGpt2,
  'Llama 3': () => readOracle('llama3'),
  'Qwen 3': () => readOracle('qwen3'),
  'Gemma 3': () => readOracle('gemma3'),
};
const TEXTS = [...HOSTILE_TEXTS, HOSTILE_TEXTS.join('\n').repeat(4)];

for (const [name, read] of Object.entries(VOCABULARIES)) {
  describe(`the vocabulary of ${name}`, function () {
    this.timeout(60_000);
    let both: Both;
    before(async () => {
      both = loadBoth(await read());
    });

    it('gives the ids and offsets of the Rust library', async () => {
      expect(await findDifference(both, TEXTS)).to.equal(undefined);
      expect(await findDifference(both, TEXTS, { addSpecials: false })).to.equal(undefined);
    });

    it('decodes as the Rust library, at once and token by token', async () => {
      for (const text of TEXTS) {
        const ids = [...both.ours.encode(text, { parseSpecials: true }).ids];
        const expected = await both.theirs.decode(ids, false);
        expect(both.ours.decode(ids)).to.equal(expected);
        const stream = both.ours.decodeStream!();
        expect(ids.map((id) => stream.push(id)).join('') + stream.end()).to.equal(expected);
      }
    });

    it('counts the bytes of every text that it gives back', () => {
      let counted = 0;
      for (const text of TEXTS) {
        const ids = [...both.ours.encode(text).ids];
        if (both.ours.decode(ids) !== text) continue; // normalized, or half a surrogate pair
        const bytes = ids.reduce((sum, id) => sum + both.ours.tokenBytes(id).length, 0);
        expect(bytes, text).to.equal(Buffer.byteLength(text));
        counted++;
      }
      expect(counted).to.be.greaterThan(30);
    });

    it('makes no special token of text unless asked to', () => {
      const { specialTokens } = both.ours;
      expect(specialTokens!.size).to.be.greaterThan(0);
      for (const [token, id] of [...specialTokens!].slice(0, 300)) {
        expect([...both.ours.encode(`x${token} y`).ids], token).to.not.include(id);
        expect([...both.ours.encode(`x${token} y`, { parseSpecials: true }).ids], token).to.include(id);
      }
    });

    it('saves a document with which the Rust library encodes alike', async () => {
      const saved = both.ours.save();
      const again = createPipelineTokenizer(saved);
      expect(again.specials).to.deep.equal(both.ours.specials);
      expect(await findDifference({ ours: again, theirs: loadTheirs(saved) }, TEXTS)).to.equal(undefined);
    });
  });
}
