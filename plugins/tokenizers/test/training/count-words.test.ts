import { type Counting, countWords } from '@codex-ml/tokenizers/dist/training/count-words.js';
import { sortWords } from '@codex-ml/tokenizers/dist/training/sort-words.js';
import { listWords } from '@codex-ml/tokenizers/dist/training/word-counts.js';
import { WordTable } from '@codex-ml/tokenizers/dist/training/word-table.js';
import { expect } from 'chai';
import fc from 'fast-check';

const GPT2 = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };

/** The same for JavaScript. */
const GPT2_PATTERN = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

async function* corpusOf(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function count(texts: readonly string[], counting: Counting = {}, preTokenizer: object = GPT2) {
  const counted = await countWords(corpusOf(texts), {
    normalizer: null,
    preTokenizer: preTokenizer as never,
    ...counting,
  });
  const sorted = sortWords(counted.words);
  return {
    words: listWords(sorted).map((word, i) => [word, sorted.counts[i]!] as const),
    missed: counted.missed,
    spelled: counted.spelled,
  };
}

describe('countWords', () => {
  it('counts words as the pre-tokenizer cuts them', async () => {
    const { words } = await count(["it's 12  it", 'it']);
    expect(words).to.deep.equal([
      [' ', 1],
      [' 12', 1],
      [' it', 1],
      ["'s", 1],
      ['it', 2],
    ]);
  });

  it('cuts long texts as it cuts short ones', async () => {
    const text = "it's word after word  and\n\nnumbers 12345 ".repeat(8000);
    const expected = new Map<string, number>();
    for (const [word] of text.matchAll(GPT2_PATTERN)) expected.set(word, (expected.get(word) ?? 0) + 1);
    expect(new Map((await count([text])).words)).to.deep.equal(expected);
  });

  it('normalizes first, and says whether bytes are spelled already', async () => {
    const counted = await countWords(corpusOf(['ＡB ab']), {
      normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] },
      preTokenizer: { type: 'WhitespaceSplit' },
    });
    expect(listWords(counted.words)).to.deep.equal(['ab']);
    expect([...counted.words.counts]).to.deep.equal([2]);
    expect(counted.spelled).to.equal(true);
    expect((await count(['a'])).spelled).to.equal(false);
  });

  it('gives the same counts with any batches, any segments and any order of texts', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '\n', 'é'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 1000 }),
        async (texts, batch, segment) => {
          const expected = await count(texts, { threads: 1 });
          const counting = { threads: 1, limits: { alone: 0, batch, segment } };
          expect(await count(texts, counting)).to.deep.equal(expected);
          expect(await count([...texts].reverse(), counting)).to.deep.equal(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives the same counts with any number of threads', async () => {
    const texts = Array.from({ length: 300 }, (_, i) =>
      `text ${i % 7} and more of ${i}\n`.repeat(1 + (i % 3)),
    );
    const expected = await count(texts, { threads: 1 });
    for (const threads of [2, 3]) {
      const limits = { alone: 0, batch: 150 * threads, segment: 3000 };
      expect(await count(texts, { threads, limits })).to.deep.equal(expected);
    }
  });

  it('keeps a limited number of words, the same with any number of threads', async () => {
    const texts = Array.from({ length: 400 }, (_, i) => `common often${i % 20} rare${i}`);
    const limits = { words: 60, segment: 500, alone: 0, batch: 100 };
    const one = await count(texts, { threads: 1, limits });
    expect(one.missed).to.be.greaterThan(0);
    expect(one.words.length).to.be.lessThan(150);
    expect(new Map(one.words).get('common')).to.equal(400);
    for (const threads of [2]) {
      expect(await count(texts, { threads, limits: { ...limits, batch: 37 } })).to.deep.equal(one);
    }
  });

  it('stops where it is told to', async () => {
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<string> {
      for (let i = 0; ; i++) {
        if (i === 1000) controller.abort(new RangeError('enough'));
        yield `text ${i}`;
      }
    }
    const settings = { normalizer: null, preTokenizer: GPT2, signal: controller.signal };
    expect(await countWords(endless(), settings).catch((error: Error) => error.message)).to.equal('enough');
  });

  it('says after each segment how far it is', async () => {
    const heard: number[][] = [];
    await countWords(corpusOf(['a b', 'c d', 'e']), {
      normalizer: null,
      preTokenizer: GPT2,
      limits: { segment: 4 },
      onSegment: (units, words) => heard.push([units, words]),
    });
    expect(heard).to.deep.equal([
      [6, 4],
      [7, 5],
    ]);
  });
});

describe('WordTable', () => {
  it('counts as a Map does, through growing and dropping', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1F600}'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 3000 }), fc.integer({ min: 1, max: 5 }), (words, least) => {
        const table = new WordTable();
        const expected = new Map<string, number>();
        for (const each of words) {
          const units = new Uint16Array(each.length);
          for (let i = 0; i < each.length; i++) units[i] = each.charCodeAt(i);
          table.add(units, 0, units.length, 1);
          expected.set(each, (expected.get(each) ?? 0) + 1);
        }
        const entries = () =>
          listWords(table.view()).map((each, i) => [each, table.view().counts[i]!] as const);
        expect(entries()).to.deep.equal([...expected]);
        table.dropBelow(least);
        expect(entries()).to.deep.equal([...expected].filter(([, times]) => times >= least));
        table.drain();
        expect(table.size).to.equal(0);
      }),
      { numRuns: 30 },
    );
  });
});
