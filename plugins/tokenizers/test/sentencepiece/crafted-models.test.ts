// Models that are made by hand. What they must do was asked of Google's library, version 0.2.3.
import { createPipelineTokenizer } from '@codex-ml/tokenizers';
import { expect } from 'chai';
import { cut, openBytes } from './open-model.js';
import { piece, UNKNOWN, writeModel } from './write-model.js';

const letters = (text: string, score: number) => [...text].map((letter) => piece(letter, score));

describe('a BPE model of SentencePiece', () => {
  it('merges what makes the piece of the greatest score, whatever that is made of', async () => {
    const model = writeModel(
      [UNKNOWN, piece('bc', -1), piece('abc', -2), piece('ab', -3), ...letters('abc', -9)],
      {
        kind: 'bpe',
      },
    );
    const tokenizer = await openBytes(model);
    expect(cut(tokenizer, 'abc')).to.equal('abc');
    expect(cut(tokenizer, 'abab')).to.equal('ab ab');
    expect(cut(tokenizer, 'aabcc')).to.equal('a abc c');
  });

  it('merges from the left among pieces of equal scores', async () => {
    const model = writeModel([UNKNOWN, piece('bc'), piece('ab'), piece('cd'), ...letters('abcd', -9)], {
      kind: 'bpe',
    });
    const tokenizer = await openBytes(model);
    expect(cut(tokenizer, 'abcd')).to.equal('ab cd');
    expect(cut(tokenizer, 'bcd')).to.equal('bc d');
    const loaded = createPipelineTokenizer(JSON.parse(JSON.stringify(tokenizer.save())));
    expect(cut(loaded, 'abcd')).to.equal('ab cd');
  });

  it('merges characters that are no pieces by themselves', async () => {
    const tokenizer = await openBytes(
      writeModel([UNKNOWN, piece('xy', -1), piece('xyz', -2)], { kind: 'bpe' }),
    );
    expect(cut(tokenizer, 'xyxyzz')).to.equal('xy xyz <unk>');
  });

  it('takes unused pieces apart into what they were made of', async () => {
    const pieces = [
      UNKNOWN,
      piece('ab', -1),
      piece('abc', -2, 'unused'),
      piece('abcd', -3),
      ...letters('abcd', -9),
    ];
    const tokenizer = await openBytes(writeModel(pieces, { kind: 'bpe' }));
    expect(cut(tokenizer, 'abc')).to.equal('ab c');
    expect(cut(tokenizer, 'abcd')).to.equal('abcd');
    const unused = [UNKNOWN, piece('a', -1, 'unused'), piece('b', -2)];
    expect(cut(await openBytes(writeModel(unused, { kind: 'bpe' })), 'ab')).to.equal('<unk> b');
  });

  it('lets nothing merge with a symbol that someone defined', async () => {
    const pieces = [
      UNKNOWN,
      piece('ab', -1),
      piece('ba', -2),
      piece('aba', 0, 'user-defined'),
      ...letters('ab', -9),
    ];
    const tokenizer = await openBytes(writeModel(pieces, { kind: 'bpe' }));
    expect(cut(tokenizer, 'babab')).to.equal('b aba b');
    expect(cut(tokenizer, 'abaaba')).to.equal('aba aba');
  });
});

describe('a unigram model of SentencePiece', () => {
  it('prefers a symbol that someone defined, and makes unused pieces of nothing', async () => {
    const pieces = [
      UNKNOWN,
      piece('ab', -1),
      piece('abc', -0.5, 'unused'),
      piece('bca', -3, 'user-defined'),
      ...letters('abc', -2),
    ];
    const tokenizer = await openBytes(writeModel(pieces));
    expect(cut(tokenizer, 'abc')).to.equal('ab c');
    expect(cut(tokenizer, 'abca')).to.equal('a bca');
  });

  it('makes one token of unknown characters that touch', async () => {
    const tokenizer = await openBytes(writeModel([UNKNOWN, piece('a', -1), piece('▁', -2)]));
    const { ids, offsets } = tokenizer.encode('xy😀a z', { offsets: true });
    expect([...ids]).to.deep.equal([0, 1, 2, 0]);
    expect([...offsets!]).to.deep.equal([0, 4, 4, 5, 5, 6, 6, 7]);
  });

  it('adds up scores in single precision, as ties show', async () => {
    // in single precision both ways are equal, and the one that was found first stays; in double the other is better
    const pieces = [UNKNOWN, piece('a', -0.1), piece('b', -0.7), piece('ab', -0.8)];
    expect(cut(await openBytes(writeModel(pieces)), 'ab')).to.equal('ab');
  });
});

describe('a word model of SentencePiece', () => {
  const pieces = [UNKNOWN, piece('▁ab'), piece('c'), piece('▁'), piece('<s>', 0, 'control')];

  it('makes a token of what lies between two spaces, and one of unknown words that touch', async () => {
    const tokenizer = await openBytes(writeModel(pieces, { kind: 'word' }));
    expect(cut(tokenizer, 'c ab  ab x y ab')).to.equal('c ▁ab ▁ ▁ab <unk> ▁ab');
    const { ids, offsets } = tokenizer.encode('c x yy ab', { offsets: true });
    expect([...ids]).to.deep.equal([2, 0, 1]);
    expect([...offsets!]).to.deep.equal([0, 1, 1, 6, 6, 9]);
    expect(cut(tokenizer, '<s>')).to.equal('<unk>');
  });
});

describe('a char model of SentencePiece', () => {
  it('makes a token of each character, and of each symbol that someone defined', async () => {
    const pieces = [UNKNOWN, piece('abb', 0, 'user-defined'), ...letters('ab▁😀', -1)];
    const tokenizer = await openBytes(writeModel(pieces, { kind: 'char' }));
    expect(cut(tokenizer, 'ababb b😀xyz')).to.equal('a b abb ▁ b 😀 <unk>');
    const { offsets } = tokenizer.encode('a😀éb', { offsets: true });
    expect([...offsets!]).to.deep.equal([0, 1, 1, 3, 3, 4, 4, 5]);
  });
});

describe('text for a model of SentencePiece', () => {
  const pieces = [
    UNKNOWN,
    ...letters('▁ab', -1),
    piece('<s>', 0, 'control'),
    piece('a b', 0, 'user-defined'),
  ];

  it('keeps or removes spaces, and puts one before or behind, as the model says', async () => {
    const on = (addsSpace: number, removesSpaces: number, isSuffix = 0) =>
      openBytes(
        writeModel(pieces, {
          normalizer: [
            [3, addsSpace],
            [4, removesSpaces],
          ],
          trainer: [[24, isSuffix]],
        }),
      );
    const text = '  a  b ';
    expect(cut(await on(1, 1), text)).to.equal('▁ a ▁ b');
    expect(cut(await on(0, 1), text)).to.equal('a ▁ b');
    expect(cut(await on(1, 0), text)).to.equal('▁ ▁ ▁ a ▁ ▁ b ▁');
    expect(cut(await on(0, 0), text)).to.equal('▁ ▁ a ▁ ▁ b ▁');
    expect(cut(await on(1, 1, 1), text)).to.equal('a ▁ b ▁');
    expect(cut(await on(1, 1), '   ')).to.equal('');
  });

  it('may be long, also where places are asked for', async () => {
    const normalizer = [[3, 1] as const];
    const tokenizer = await openBytes(writeModel(pieces, { normalizer, trainer: [[24, 1]] }));
    const { ids, offsets } = tokenizer.encode('ab '.repeat(100_000), { offsets: true });
    expect(ids.length).to.equal(300_000);
    expect([...offsets!.subarray(599_998)]).to.deep.equal([300_000, 300_000]);
  });

  it('does not find a symbol with a space in it, once the space is a mark', async () => {
    expect(cut(await openBytes(writeModel(pieces)), 'a b')).to.equal('a ▁ b');
  });

  it('gives back text without the space that was put before it', async () => {
    const tokenizer = await openBytes(writeModel(pieces, { normalizer: [[4, 0]] }));
    for (const text of ['a', ' a', 'a  b ', '  ']) {
      expect(tokenizer.decode(tokenizer.encode(text).ids)).to.equal(text);
      const stream = tokenizer.decodeStream!();
      const parts = Array.from(tokenizer.encode(text).ids, (id) => stream.push(id));
      expect(parts.join('') + stream.end()).to.equal(text);
    }
  });

  it('never becomes a control piece unless specials are parsed', async () => {
    const tokenizer = await openBytes(writeModel(pieces));
    const control = tokenizer.tokenToId('<s>')!;
    expect([...tokenizer.encode('a<s>b').ids]).to.not.include(control);
    expect([...tokenizer.encode('a<s>b', { parseSpecials: true }).ids]).to.include(control);
  });
});
