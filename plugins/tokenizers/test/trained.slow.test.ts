// The tokenizers that are trained, as their users configure them.
import type { JsonObject, OptionsSchema, Plugin, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { bpe, unigram, wordpiece } from '@codex-ml/tokenizers';
import { bpeOptions } from '@codex-ml/tokenizers/dist/bpe.options.js';
import type { Counting } from '@codex-ml/tokenizers/dist/training/count-words.js';
import { trainBpe } from '@codex-ml/tokenizers/dist/training/train-bpe.js';
import { trainUnigram } from '@codex-ml/tokenizers/dist/training/train-unigram.js';
import { trainWordpiece } from '@codex-ml/tokenizers/dist/training/train-wordpiece.js';
import { unigramOptions } from '@codex-ml/tokenizers/dist/unigram.options.js';
import { wordpieceOptions } from '@codex-ml/tokenizers/dist/wordpiece.options.js';
import { expect } from 'chai';

const TEXTS = [
  'Call me Ishmael. Some years ago, never mind how long precisely,',
  'having little or no money in my purse, and nothing particular to interest me on shore,',
  'I thought I would sail about a little and see the watery part of the world. 1851 1852 1853',
];

async function* corpusOf(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

/** Train, and see that the tokenizer comes back from what it saves. */
async function train<S extends OptionsSchema>(
  plugin: Plugin<'tokenizer', S>,
  options: JsonObject,
  texts: readonly string[] = TEXTS,
) {
  const ctx = testContext();
  const parsed = plugin.options.parse(options);
  const tokenizer = await plugin.train({ options: parsed, ctx, corpus: corpusOf(texts) });
  const saved = tokenizer.save();
  const loaded = await plugin.load({
    options: parsed,
    ctx,
    data: JSON.parse(JSON.stringify(saved)) as JsonObject,
  });
  expect(loaded.save()).to.deep.equal(saved);
  return { tokenizer, said: ctx.logged.map(({ level, message }) => `${level}: ${message}`) };
}

const tokensOf = (tokenizer: Tokenizer, text: string) =>
  [...tokenizer.encode(text).ids].map((id) => tokenizer.idToToken(id));

const problemsOf = (schema: OptionsSchema, options: JsonObject) =>
  schema.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('bpe', () => {
  it('gives specials the first ids, then other special tokens, then bytes, then merges', async () => {
    const { tokenizer } = await train(bpe, {
      vocabularySize: 280,
      specials: ['pad', 'eos'],
      additionalSpecialTokens: ['<|im_start|>', '<|im_end|>', '<|im_start|>'],
    });
    expect(tokenizer.vocabularySize).to.equal(280);
    expect(tokenizer.specials).to.deep.equal({ pad: 0, eos: 1 });
    expect(tokenizer.idToToken(2)).to.equal('<|im_start|>');
    expect(tokenizer.idToToken(3)).to.equal('<|im_end|>');
    expect(tokenizer.idToToken(4)).to.equal('!');
    expect(tokenizer.idToToken(259)).to.equal('\u0143');
    expect(tokenizer.idToToken(260)).to.have.length(2);
    expect([...tokenizer.specialTokens!.keys()]).to.include.members(['<|im_start|>', '<|im_end|>']);
    expect([...tokenizer.encode('a<|im_end|>').ids]).to.not.include(3);
    expect([...tokenizer.encode('a<|im_end|>', { parseSpecials: true }).ids]).to.include(3);
  });

  it('needs fewer tokens than bytes for the corpus, and loses nothing of any other text', async () => {
    const { tokenizer } = await train(bpe, { vocabularySize: 400, minFrequency: 1 });
    expect(tokenizer.encode(TEXTS[0]!).ids.length).to.be.lessThan(TEXTS[0]!.length / 2);
    const other = 'Ünïcödé \u{1F600} 漢字\t\r\n';
    expect(tokenizer.decode(tokenizer.encode(other).ids)).to.equal(other);
  });

  it('says where the corpus gives fewer tokens than asked for', async () => {
    const { tokenizer, said } = await train(bpe, { vocabularySize: 5000 });
    expect(tokenizer.vocabularySize).to.be.lessThan(600);
    expect(said.join('\n')).to.match(/warn: the corpus gives \d+ tokens of the 5000 asked for/);
    expect(said.join('\n')).to.match(/info: \d+ merges learned; the last pair stands 2 times/);
  });

  it('keeps digits apart where asked to', async () => {
    const numbers = Array.from({ length: 50 }, () => '1851 1851');
    expect(tokensOf((await train(bpe, {}, numbers)).tokenizer, '1851')).to.deep.equal(['1851']);
    for (const preTokenizer of ['gpt2', 'cl100k', 'o200k']) {
      const { tokenizer } = await train(bpe, { splitDigits: true, preTokenizer }, numbers);
      expect(tokensOf(tokenizer, '1851'), preTokenizer).to.deep.equal(['1', '8', '5', '1']);
    }
  });

  it('cuts text by a pattern of the user', async () => {
    const { tokenizer } = await train(bpe, { preTokenizer: { pattern: '[a-z]+|,' } }, [
      'ab,ab,ab,',
      'ab,ab,',
    ]);
    expect(tokensOf(tokenizer, 'ab,ab')).to.deep.equal(['ab', ',', 'ab']);
    const wrong = await train(bpe, { preTokenizer: { pattern: '[a-' } }).catch((error: unknown) => error);
    expect(wrong).to.have.property('code', 'CML4113');
  });

  it('works on characters where asked to, with an alphabet that may be limited', async () => {
    const texts = ['aaaa bbb cc d', 'aaaa bbb cc é'];
    const options = { byteLevel: false, preTokenizer: 'metaspace', alphabetLimit: 4, initialAlphabet: 'z' };
    const { tokenizer, said } = await train(bpe, options, texts);
    const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id)!);
    expect(tokens.filter((token) => [...token].length === 1)).to.deep.equal(['a', 'b', 'z', '\u2581']);
    expect(said.join('\n')).to.include('info: 3 rare characters');
    expect(tokenizer.decode(tokenizer.encode('aa é').ids)).to.equal('aa <unk>');
    expect(tokenizer.specials.unk).to.equal(1);
  });

  it('spells characters without a token in bytes where asked to', async () => {
    const { tokenizer } = await train(bpe, { byteLevel: false, byteFallback: true, preTokenizer: 'cl100k' });
    expect(tokenizer.specials.unk).to.equal(undefined);
    expect(tokensOf(tokenizer, 'é')).to.deep.equal(['<0xC3>', '<0xA9>']);
    expect(tokenizer.decode(tokenizer.encode('é漢 a').ids)).to.equal('é漢 a');
  });

  it('marks the ends of words that come without their spaces', async () => {
    const { tokenizer } = await train(bpe, { byteLevel: false, preTokenizer: 'whitespace-split' }, [
      'low low lower lower',
    ]);
    expect(tokensOf(tokenizer, 'low lower')).to.deep.equal(['low</w>', 'lower</w>']);
    expect(tokenizer.decode(tokenizer.encode('low   lower').ids)).to.equal('low lower');
  });

  it('keeps dropout in the document, and encodes without chance', async () => {
    const { tokenizer } = await train(bpe, { dropout: 0.5 });
    expect((tokenizer.save()['model'] as JsonObject)['dropout']).to.equal(0.5);
    const all = new Set(Array.from({ length: 20 }, () => tokenizer.encode(TEXTS[1]!).ids.join()));
    expect(all.size).to.equal(1);
  });

  it('refuses options that contradict each other, with numbers', () => {
    expect(problemsOf(bpeOptions, { vocabularySize: 257 })).to.deep.equal([
      'vocabularySize: 257 ids leave none to learn, as 257 are taken by 1 special tokens, 256 bytes',
    ]);
    expect(problemsOf(bpeOptions, { vocabularySize: 258 })).to.deep.equal([]);
    expect(problemsOf(bpeOptions, { preTokenizer: 'metaspace' })[0]).to.match(/^preTokenizer: bytes/);
    expect(problemsOf(bpeOptions, { alphabetLimit: 9 })[0]).to.match(/^alphabetLimit: /);
    expect(problemsOf(bpeOptions, { initialAlphabet: 'é' })[0]).to.match(/^initialAlphabet: /);
    expect(problemsOf(bpeOptions, { byteFallback: true })[0]).to.match(/^byteFallback: /);
    expect(problemsOf(bpeOptions, { prefixSpace: true, preTokenizer: 'o200k' })[0]).to.match(
      /^prefixSpace: /,
    );
    expect(
      problemsOf(bpeOptions, { byteLevel: false, byteFallback: true, preTokenizer: 'whitespace' })[0],
    ).to.match(/^byteFallback: bytes cannot mark/);
  });

  it('refuses a vocabulary without room for the characters of the corpus, and a corpus without text', async () => {
    const options = { byteLevel: false, preTokenizer: 'metaspace', vocabularySize: 10 };
    expect(await train(bpe, options).catch((error: Error) => error.message)).to.match(
      /`vocabularySize` of tokenizer `bpe` is 10, and \d+ ids are taken: 2 special tokens, \d+ characters/,
    );
    expect(await train(bpe, {}, ['']).catch((error: unknown) => error)).to.have.property('code', 'CML4107');
  });

  it('stops when the run is closing', async () => {
    const ctx = testContext();
    await ctx.close();
    const training = bpe.train({ options: bpeOptions.parse({}), ctx, corpus: corpusOf(TEXTS) });
    expect(await Promise.resolve(training).catch((error: Error) => error.name)).to.equal('AbortError');
  });
});

describe('unigram', () => {
  it('gives the size asked for, with every character and byte', async () => {
    const { tokenizer, said } = await train(unigram, { vocabularySize: 310, characterCoverage: 1 });
    expect(tokenizer.vocabularySize).to.equal(310);
    expect(tokenizer.specials).to.deep.equal({ eos: 0, unk: 1 });
    expect(tokenizer.idToToken(2)).to.equal('<0x00>');
    expect(tokenizer.decode(tokenizer.encode('Call 漢字').ids)).to.equal('Call 漢字');
    expect(said.join('\n')).to.match(/info: \d+ pieces learned, \d\.\d+ bits per character/);
  });

  it('has an unknown token for what is rarer than its coverage, where it has no bytes', async () => {
    const texts = ['aaaa aaaa aaaa aaaa aaaa é'];
    const { tokenizer } = await train(unigram, { byteFallback: false, characterCoverage: 0.9 }, texts);
    expect(tokenizer.tokenToId('é')).to.equal(undefined);
    expect(tokenizer.decode(tokenizer.encode('aaaa é').ids)).to.include('<unk>');
  });

  it('does not take bytes written in the text for bytes', async () => {
    const { tokenizer } = await train(unigram, { characterCoverage: 1 }, [...TEXTS, '<0x41>']);
    expect(tokenizer.decode(tokenizer.encode('a <0x41> b').ids)).to.equal('a <0x41> b');
  });

  it('refuses a vocabulary without room', async () => {
    expect(problemsOf(unigramOptions, { vocabularySize: 258 })).to.deep.equal([
      'vocabularySize: 258 ids leave none to learn, as 258 are taken by 1 special tokens, 1 unknown token, 256 bytes',
    ]);
    const wrong = await train(unigram, { vocabularySize: 261 }).catch((error: unknown) => error);
    expect(wrong).to.have.property('code', 'CML4143');
    expect(problemsOf(unigramOptions, { preTokenizer: 'gpt2' })[0]).to.match(/^prefixSpace: /);
  });
});

describe('wordpiece', () => {
  it('takes the longest piece first, and a word it cannot spell is unknown as a whole', async () => {
    const { tokenizer } = await train(wordpiece, { minFrequency: 1 }, ['unable unable able table tables']);
    expect(tokensOf(tokenizer, 'Unable TABLES')).to.deep.equal(['unable', 'tables']);
    expect(tokensOf(tokenizer, 'tablesz')).to.deep.equal(['<unk>']);
    expect(tokensOf(tokenizer, 'able zable')).to.deep.equal(['able', '<unk>']);
    expect(tokenizer.decode(tokenizer.encode('Unable,  TABLES').ids)).to.include('unable');
  });

  it('has the alphabet, then the same characters as they stand inside words, both in order', async () => {
    const { tokenizer } = await train(wordpiece, { specials: [], vocabularySize: 6 }, ['ba ab']);
    const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id));
    expect(tokens).to.deep.equal(['<unk>', 'a', 'b', '##a', '##b']);
  });

  it('refuses a vocabulary without room for characters inside words', async () => {
    const wrong = await train(wordpiece, { specials: [], vocabularySize: 4 }, ['ba ab']).catch(
      (error: unknown) => error,
    );
    expect(wrong).to.have.property('code', 'CML4143');
    expect(problemsOf(wordpieceOptions, { preTokenizer: 'metaspace' })[0]).to.match(/^preTokenizer: /);
  });
});

describe('trained tokenizers', () => {
  const texts = Array.from({ length: 200 }, (_, i) => `${TEXTS[i % 3]} and ${i * 7919} more\n`);
  const quiet = testContext();
  const documents: Readonly<
    Record<string, (texts: readonly string[], counting: Counting) => Promise<JsonObject>>
  > = {
    bpe: (from, counting) =>
      trainBpe(corpusOf(from), bpeOptions.parse({ vocabularySize: 500 }), quiet, counting),
    unigram: (from, counting) =>
      trainUnigram(corpusOf(from), unigramOptions.parse({ vocabularySize: 400 }), quiet, counting),
    wordpiece: (from, counting) =>
      trainWordpiece(corpusOf(from), wordpieceOptions.parse({ vocabularySize: 300 }), quiet, counting),
  };

  for (const [name, document] of Object.entries(documents)) {
    it(`are the same to the byte on every run, with any threads, batches and order of texts: ${name}`, async () => {
      const expected = JSON.stringify(await document(texts, { threads: 1 }));
      expect(JSON.stringify(await document(texts, { threads: 1 }))).to.equal(expected);
      for (const [threads, batch] of [
        [1, 100],
        [2, 1000],
        [3, 333],
      ] as const) {
        const limits = { alone: 0, batch, segment: 4000 };
        expect(JSON.stringify(await document([...texts].reverse(), { threads, limits }))).to.equal(expected);
      }
    });
  }
});
