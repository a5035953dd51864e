import { CodexError, type JsonObject } from '@codex-ml/plugin-api';
import { createModel } from '@codex-ml/tokenizers/dist/models/create-model.js';
import { expect } from 'chai';
import fc from 'fast-check';

const BPE = {
  type: 'BPE',
  vocab: { a: 0, b: 1, c: 2, ab: 3, abc: 4, bc: 5, aa: 6, aab: 7 },
  merges: [
    ['a', 'b'],
    ['b', 'c'],
    ['ab', 'c'],
    ['a', 'a'],
    ['a', 'ab'],
  ],
} satisfies JsonObject;

function cut(json: JsonObject, piece: string, without?: ReadonlySet<number>): (string | number)[][] {
  const model = createModel(json);
  const tokens: (string | number)[][] = [];
  const tokenize = without === undefined ? model.tokenize : model.without(without);
  tokenize(piece, (id, start, end) => tokens.push([model.token(id)!, start, end]));
  return tokens;
}
const spelled = (json: JsonObject, piece: string, without?: ReadonlySet<number>) =>
  cut(json, piece, without).map(([token]) => token);

/** What the definition says: of all neighbours that merge the one of least rank, the leftmost first, until none does. */
function mergeSlowly(piece: string): string[] {
  const parts = [...piece];
  for (;;) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i + 1 < parts.length; i++) {
      const rank = BPE.merges.findIndex(([left, right]) => left === parts[i] && right === parts[i + 1]);
      if (rank >= 0 && rank < least) {
        least = rank;
        best = i;
      }
    }
    if (best < 0) return parts;
    parts.splice(best, 2, parts[best]! + parts[best + 1]!);
  }
}

describe('BPE', () => {
  it('merges as the definition says, in short pieces and in long ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 200 }), (piece) => {
        expect(spelled(BPE, piece)).to.deep.equal(mergeSlowly(piece));
      }),
    );
  });

  it('gives equal tokens of a piece that it has seen before', () => {
    const model = createModel(BPE);
    const collect = () => {
      const tokens: number[][] = [];
      model.tokenize('abcaab', (...token) => tokens.push(token));
      return tokens;
    };
    expect(collect()).to.deep.equal(collect());
  });

  it('spells a token that text must not become by others', () => {
    expect(spelled(BPE, 'abc', new Set([4]))).to.deep.equal(['ab', 'c']);
    expect(spelled({ ...BPE, ignore_merges: true }, 'abc', new Set([3, 4]))).to.deep.equal(['a', 'bc']);
  });

  it('names a character that it cannot spell where the unknown token is missing', () => {
    expect(() => spelled({ ...BPE, unk_token: '<unk>' }, 'ax'))
      .to.throw(CodexError, '"x" is not in the vocabulary, which lacks the token `<unk>` for it')
      .with.property('code', 'CML4120');
    expect(spelled(BPE, 'axb')).to.deep.equal(['ab']);
  });

  it('says where merges are malformed', () => {
    const attempt = (merges: JsonObject[string]) => () => createModel({ ...BPE, merges });
    expect(attempt(['a b', 'a b c'])).to.throw(CodexError, '`model.merges[1]`: expected two tokens');
    expect(attempt([['a', 3]])).to.throw(CodexError, '`model.merges[0]`: expected two tokens');
    expect(attempt(['a x'])).to.throw(
      CodexError,
      '`model.merges[0]`: expected tokens of the vocabulary, received "x"',
    );
    expect(attempt(['c c'])).to.throw(CodexError, 'received "cc"');
    expect(attempt({})).to.throw(CodexError, '`model.merges`: expected a list');
  });
});

describe('Unigram', () => {
  const json = {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      ['<unk>', 0],
      ['a', -1],
      ['b', -1],
      ['ab', -1.5],
      ['</s>', -1],
      ['<0xE2>', -9],
    ],
  } satisfies JsonObject;

  it('takes the cut of the greatest score, and unknown neighbours as one', () => {
    expect(cut(json, 'aabxyb')).to.deep.equal([
      ['a', 0, 1],
      ['ab', 1, 3],
      ['<unk>', 3, 5],
      ['b', 5, 6],
    ]);
  });

  it('breaks ties with scores as the Rust library reads them, and saves them as they were', () => {
    const zeros = {
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', -20],
        ['0', -7.601352605317418],
        ['000', -9.783222554150607],
      ],
      byte_fallback: false,
    } satisfies JsonObject;
    expect(spelled(zeros, '0000000')).to.deep.equal(['000', '000', '0']); // `0` would be first by the exact numbers
    expect(createModel(zeros).save()).to.deep.equal(zeros);
  });

  it('spells a token that text must not become by others', () => {
    expect(spelled(json, 'a</s>b')).to.deep.equal(['a', '</s>', 'b']);
    expect(spelled(json, 'a</s>b', new Set([4]))).to.deep.equal(['a', '<unk>', 'b']);
  });

  it('falls back to bytes only where it has all of them', () => {
    expect(spelled({ ...json, byte_fallback: true }, '☃')).to.deep.equal(['<unk>']);
  });

  it('names a character that it cannot spell where there is no unknown token', () => {
    expect(() => cut({ ...json, unk_id: null }, 'a😀')).to.throw(CodexError, '"😀" is not in the vocabulary');
  });

  it('says where scores are malformed', () => {
    expect(() => createModel({ ...json, vocab: [['a', 0], ['b']] })).to.throw(
      CodexError,
      '`model.vocab[1]`: expected a token and its score, received ["b"]',
    );
    expect(() => createModel({ ...json, unk_id: 9 })).to.throw(
      CodexError,
      '`model.unk_id`: expected an id from 0 to 5',
    );
  });
});

describe('WordPiece and WordLevel', () => {
  const words = {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 6,
    vocab: { '[UNK]': 0, un: 1, '##able': 2, '##aff': 3, unaff: 4, '##a': 5, '[SEP]': 6 },
  } satisfies JsonObject;

  it('takes the longest token that fits, or none of the word', () => {
    expect(cut(words, 'unable')).to.deep.equal([
      ['un', 0, 2],
      ['##able', 2, 6],
    ]);
    expect(spelled(words, 'unaffx')).to.deep.equal(['[UNK]']);
    expect(spelled(words, 'unaffaa')).to.deep.equal(['[UNK]']);
    expect(spelled(words, 'un😀')).to.deep.equal(['[UNK]']);
  });

  it('counts characters, not units, of a long word', () => {
    const json = { ...words, vocab: { ...words.vocab, '😀': 7, '##😀': 8 } };
    expect(cut(json, '😀'.repeat(6))).to.have.length(6);
    expect(spelled(json, '😀'.repeat(7))).to.deep.equal(['[UNK]']);
  });

  it('spells a token that text must not become by others', () => {
    expect(spelled(words, '[SEP]')).to.deep.equal(['[SEP]']);
    expect(spelled(words, '[SEP]', new Set([6]))).to.deep.equal(['[UNK]']);
    const level = { type: 'WordLevel', unk_token: '[UNK]', vocab: { '[UNK]': 0, '[SEP]': 1 } };
    expect(spelled(level, '[SEP]', new Set([1]))).to.deep.equal(['[UNK]']);
  });

  it('takes names of object properties for words', () => {
    const vocab = JSON.parse('{"[UNK]":0,"__proto__":1,"constructor":2}') as JsonObject;
    const level = { type: 'WordLevel', unk_token: '[UNK]', vocab };
    expect(spelled(level, '__proto__')).to.deep.equal(['__proto__']);
    expect(spelled(level, 'toString')).to.deep.equal(['[UNK]']);
    const saved = createModel(level).save()['vocab'] as JsonObject;
    expect(Object.entries(saved)).to.deep.equal([
      ['[UNK]', 0],
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });
});

describe('createModel', () => {
  it('keeps what it read', () => {
    for (const json of [
      {
        ...BPE,
        dropout: 0.1,
        unk_token: 'a',
        continuing_subword_prefix: '',
        end_of_word_suffix: null,
        fuse_unk: true,
        byte_fallback: false,
        ignore_merges: true,
      },
      { type: 'WordLevel', vocab: { a: 0, b: 7 }, unk_token: 'a' },
    ]) {
      expect(createModel(json).save()).to.deep.equal(json);
    }
  });

  it('tells the kind of a model whose file does not name it', () => {
    const kinds: JsonObject[] = [
      { ...BPE, dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null },
      { type: 'WordLevel', vocab: { a: 0 }, unk_token: 'a' },
      {
        type: 'WordPiece',
        unk_token: 'a',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 9,
        vocab: { a: 0 },
      },
      { type: 'Unigram', unk_id: 0, vocab: [['a', 0]], byte_fallback: false },
    ];
    for (const { type, ...unnamed } of kinds) {
      expect(createModel(unnamed).save()).to.include({ type });
    }
  });

  it('has gaps where ids have', () => {
    const model = createModel({ type: 'WordLevel', vocab: { a: 0, b: 7 }, unk_token: 'a' });
    expect([model.size, model.count, model.token(7), model.token(3)]).to.deep.equal([8, 2, 'b', undefined]);
  });

  it('refuses kinds it does not know and ids that are none', () => {
    expect(() => createModel({ type: 'Morphemes' })).to.throw(CodexError, '`Morphemes` is no model');
    const level = (vocab: JsonObject) => () => createModel({ type: 'WordLevel', unk_token: 'a', vocab });
    expect(level({ a: -1 })).to.throw(
      CodexError,
      '`model.vocab["a"]`: expected a whole number from 0 on, received -1',
    );
    expect(level({ a: 1e12 })).to.throw(CodexError, 'model.vocab');
    expect(level({ a: 0, b: 0 })).to.throw(
      CodexError,
      '`model.vocab["b"]`: expected an id of its own, and "a" has it',
    );
  });
});
