// Models of `tokenizer.json` cut every text as the Rust library does.

import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { type CompareOptions, findDifference, loadBoth, loadTheirs } from './oracle.js';
import { MODELS } from './small-documents.js';

/** Texts that are mostly of what the small vocabularies have. */
const textOf = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'ab', 'c', ' ', 'é') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('😀', '▁', '☃', '𝔜', 'cab', '__proto__', '<unk>', '\u{1fffe}', '\ud83d'),
      },
    ),
    { maxLength: 70 },
  )
  .map((parts) => parts.join(''));
const TEXTS = [...HOSTILE_TEXTS, ...fc.sample(textOf, { seed: 5, numRuns: 400 })];

// With some bytes only, the library puts a waiting unknown token behind the bytes that follow it, and their offsets one after the
// other in that order. Ours has the same ids, each with the place of its character.
const ONLY_IDS: CompareOptions = { of: ({ ids }) => ids };

for (const [name, document] of Object.entries(MODELS)) {
  describe(`${name} beside the Rust library`, () => {
    const options = name === 'BPE with a few bytes' ? ONLY_IDS : {};

    it('gives equal ids and offsets', async () => {
      expect(await findDifference(loadBoth(document), TEXTS, options)).to.equal(undefined);
    });

    it('saves a document that the Rust library loads and encodes alike with', async () => {
      const ours = createPipelineTokenizer(createPipelineTokenizer(document).save());
      const theirs = loadTheirs(ours.save());
      expect(await findDifference({ ours, theirs }, TEXTS.slice(0, 150), options)).to.equal(undefined);
    });
  });
}
