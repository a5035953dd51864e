// Over 100,000 texts, ids equal to those of the Rust library `tokenizers`, and to those of `@huggingface/tokenizers` where that agrees.
import type { JsonObject } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { VOCABULARIES } from './all-vocabularies.js';
import { type Both, findDifference, loadBoth, requireOracle } from './oracle.js';
import { sampleTexts } from './random-texts.js';
import { NAUGHTY_STRINGS, readRealTexts } from './real-texts.js';

const PER_VOCABULARY = 12_500;
const WITH_OFFSETS = 1500;
const FOR_JAVASCRIPT = 4000;

const { Tokenizer: JavaScript } = requireOracle('@huggingface/tokenizers') as {
  Tokenizer: new (document: JsonObject, config: JsonObject) => { encode(text: string): { ids: number[] } };
};

interface Disagreement {
  readonly where: (text: string, tokens: readonly string[]) => boolean;
  readonly smallest: readonly string[];
}

/** Characters of Unicode 14 and later that NFKC replaces. */
const NEWER = /[\ua7f1-\ua7f4\u{1e030}-\u{1e06d}]/u;

/**
 * Where `@huggingface/tokenizers` 0.2.0 and the Rust library differ: we follow the Rust library, which made the vocabularies.
 * `smallest` are texts on which they differ.
 */
const DISAGREEMENTS: Readonly<Record<string, Disagreement>> = {
  // white space of JavaScript has U+FEFF and lacks U+0085
  'GPT-2': { where: (text) => /[\ufeff\u0085]/.test(text), smallest: [' \ufeffa', ' \u00a0\u0085'] },
  // spells half a surrogate pair in the bytes of U+FFFD, though that has a token
  'Gemma 3': { where: (text) => /\p{Surrogate}/u.test(text), smallest: ['\ud800'] },
  // puts no spaces around ideographs outside the Basic Multilingual Plane; has newer tables of punctuation; finds special tokens after
  // lower-casing too
  WordPiece: {
    where: (text) => /[\u{20000}-\u{3ffff}\u061d]|<\|?[A-Z_]+\|?>/u.test(text),
    smallest: ['a\u{20000}', '\u061d\u0967', '<|IM_START|>'],
  },
  // words are of `\w` as JavaScript has it, which is ASCII
  'WordPiece with case and accents': { where: (text) => /[^\0-\x7f]/.test(text), smallest: ['a\u00ef'] },
  // newer tables of NFKC; and ties, which the last bit of a score decides, as the Rust library reads scores less exactly
  Unigram: {
    where: (text) => NEWER.test(text) || /(.)\1\1/su.test(text.normalize('NFKC')),
    smallest: ['\ua7f4', '\u{1e061}'],
  },
  // its Unigram knows no bytes
  'Unigram with bytes': {
    where: (_text, tokens) => tokens.some((token) => /^<0x..>$/.test(token)),
    smallest: ['\u2603'],
  },
};

for (const [at, [name, read]] of Object.entries(VOCABULARIES).entries()) {
  describe(`the vocabulary of ${name}, over many texts`, function () {
    this.timeout(120_000);
    let document: JsonObject;
    let both: Both;
    let texts: readonly string[];
    let expected: readonly string[];
    before(async () => {
      document = await read();
      both = loadBoth(document);
      texts = [...sampleTexts(PER_VOCABULARY, 1000 + at), ...readRealTexts()];
    });
    after(() => {
      document = both = texts = expected = undefined as never;
    });

    it('gives the ids of the Rust library', async () => {
      const theirs = await both.theirs.encodeBatch([...texts], { addSpecialTokens: true });
      expected = theirs.map((encoding) => encoding.getIds().join(' '));
      const ours = both.ours.encodeBatch(texts, { addSpecials: true, parseSpecials: true });
      const wrong = texts.find((_, i) => ours[i]!.ids.join(' ') !== expected[i]);
      const smallest = wrong === undefined ? undefined : await findDifference(both, [wrong]);
      expect(JSON.stringify(smallest ?? wrong)).to.equal(undefined);
      expect(texts.length).to.be.greaterThan(PER_VOCABULARY + NAUGHTY_STRINGS.length);
    });

    it('gives its offsets', async () => {
      const some = [...texts.slice(0, WITH_OFFSETS), ...NAUGHTY_STRINGS];
      expect(await findDifference(both, some, { addSpecials: false })).to.equal(undefined);
    });

    it('gives the ids of `@huggingface/tokenizers` but where the comment above says', async () => {
      const javaScript = new JavaScript(document, {});
      const { where = () => false, smallest = [] } = DISAGREEMENTS[name] ?? {};
      let compared = 0;
      for (const [i, text] of texts.entries()) {
        if (i >= FOR_JAVASCRIPT && i < PER_VOCABULARY) continue;
        if (text.length > 2000) continue;
        if (
          where(
            text,
            expected[i]!.split(' ').map((id) => both.ours.idToToken(Number(id))!),
          )
        )
          continue;
        expect(javaScript.encode(text).ids.join(' '), JSON.stringify(text)).to.equal(expected[i]);
        compared++;
      }
      expect(compared).to.be.greaterThan(FOR_JAVASCRIPT / 4);
      for (const text of smallest) {
        const { ids } = both.ours.encode(text, { addSpecials: true });
        expect([...ids]).to.deep.equal((await both.theirs.encode(text)).getIds());
        expect(javaScript.encode(text).ids, JSON.stringify(text)).to.not.deep.equal([...ids]);
      }
    });
  });
}
