// Strings that fast-check draws for tokenizers: scripts, white space, emoji, marks, digits, controls, broken Unicode, near-specials, runs.
import fc from 'fast-check';

/** Names that special tokens have, and what only looks like them. */
const SPECIALS = [
  ...['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|begin_of_text|>', '<|eot_id|>', '<|endofprompt|>'],
  ...['<|fim_prefix|>', '<bos>', '<eos>', '<pad>', '<unk>', '<start_of_turn>', '<end_of_turn>', '<unused7>'],
  ...['<think>', '</think>', '<tool_call>', '[CLS]', '[SEP]', '[MASK]', '[UNK]', '[PAD]', '<s>', '</s>'],
  ...['<|reserved_special_token_3|>', '<h1>', '</code>', '<mask>', '<0x41>', '<0xE2>', '<0xff>'],
];

const range = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((point) => String.fromCodePoint(point));
const join = (parts: readonly string[]): string => parts.join('');
const many = (unit: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(unit, { minLength: 1, maxLength }).map(join);

const ascii = range(0x20, 0x7e);
const word = many(range(0x61, 0x7a), 8);
const anyPoint = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
const blank = fc.constantFrom(
  ...' \n\r\t\v\f\u0085\u00a0\u1680\u180e\u2000\u2003\u2009\u200b\u2028\u2029\u202f\u205f\u3000\ufeff',
);
const blanks = fc.oneof(
  many(fc.constantFrom(' ', ' ', ' ', '\n', '\t', '\r\n'), 8),
  many(blank, 4),
  fc.integer({ min: 1, max: 40 }).map((length) => ' '.repeat(length)),
);
const emoji = fc.oneof(
  fc.constantFrom(
    '👨‍👩‍👧‍👦',
    '🏳️‍🌈',
    '👩🏽‍🚀',
    '❤️',
    '☺',
    '5️⃣',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '👍🏿',
    '🧑‍🤝‍🧑',
    '\u200d',
    '\ufe0f',
    '🏽',
  ),
  range(0x1f300, 0x1faff),
  many(range(0x1f1e6, 0x1f1ff), 4),
);
const mark = fc.oneof(
  range(0x300, 0x36f),
  fc.constantFrom(
    '\u0483',
    '\u05b0',
    '\u064b',
    '\u093f',
    '\u094d',
    '\u0e33',
    '\u0e34',
    '\u1dc0',
    '\u20dd',
    '\u3099',
  ),
);
const marked = fc.tuple(fc.oneof(word, range(0x390, 0x4ff), range(0x904, 0x939)), many(mark, 4)).map(join);
const hangul = fc.oneof(
  many(range(0xac00, 0xd7a3), 4),
  fc.tuple(range(0x1100, 0x115f), range(0x1160, 0x11a7), range(0x11a8, 0x11ff)).map(join),
  many(range(0x3131, 0x318e), 3),
);
const han = many(fc.oneof(range(0x4e00, 0x9fff), range(0x3040, 0x30ff), range(0xff00, 0xffef)), 5);
const rare = fc.oneof(
  range(0x20000, 0x2ffff),
  range(0xf900, 0xfaff),
  range(0x10000, 0x1ffff),
  range(0xe000, 0xf8ff),
);
const scripts = many(
  fc.oneof(
    range(0xa0, 0x24f),
    range(0x370, 0x58f),
    range(0x590, 0x6ff),
    range(0x900, 0x1fff),
    range(0xa000, 0xabff),
  ),
  6,
);
const digit = fc.oneof(
  ...[0x30, 0x660, 0x6f0, 0x966, 0xe50, 0xff10, 0x1d7ce].map((zero) => range(zero, zero + 9)),
  fc.constantFrom('²', '½', 'Ⅷ', '㊿', '〇', '一', '༳'),
);
const number = fc.oneof(many(range(0x30, 0x39), 9), many(digit, 5));
const control = fc.oneof(
  range(0, 0x1f),
  range(0x7f, 0x9f),
  range(0x200e, 0x200f),
  range(0x2066, 0x2069),
  range(0xfff0, 0xffff),
);
const contraction = fc
  .tuple(
    fc.constantFrom('', 'I', 'we', 'DON', ' ', '1', 'é', '\n'),
    fc.constantFrom("'", "'", '’', '＇'),
    fc.constantFrom(
      's',
      'S',
      'ſ',
      't',
      'T',
      'm',
      'M',
      'd',
      'D',
      'll',
      'Ll',
      'lL',
      've',
      'VE',
      'Ve',
      're',
      'rE',
      'sſ',
    ),
    fc.constantFrom('', '', 'x', "'s", ' '),
  )
  .map(join);
const surrogate = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
const special = fc.constantFrom(...SPECIALS);
const nearSpecial = fc.oneof(
  special,
  fc.tuple(special, fc.nat(20)).map(([text, at]) => text.slice(0, at)),
  fc.tuple(special, fc.nat(20)).map(([text, at]) => text.slice(at)),
  fc
    .tuple(special, fc.nat(12), anyPoint)
    .map(([text, at, point]) => text.slice(0, at) + point + text.slice(at)),
  special.map((text) => text.toUpperCase()),
  special.map((text) => text.replace('<', '＜').replace('|', '｜')),
  fc.constantFrom('▁', '▁▁', 'Ġ', 'Ċ', '##', '##ing', '\ufffd', '__proto__', 'constructor'),
);
const repeated = (max: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.oneof(ascii, blank, anyPoint, emoji, digit, mark, surrogate), fc.integer({ min: 5, max }))
    .map(([unit, times]) => unit.repeat(times));

const part = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 4, arbitrary: many(ascii, 8) },
  { weight: 5, arbitrary: blanks },
  { weight: 2, arbitrary: scripts },
  { weight: 2, arbitrary: number },
  { weight: 2, arbitrary: contraction },
  { weight: 2, arbitrary: nearSpecial },
  ...[anyPoint, emoji, marked, hangul, han, control].map((arbitrary) => ({ weight: 3, arbitrary })),
  { weight: 1, arbitrary: rare },
  { weight: 1, arbitrary: surrogate },
  { weight: 1, arbitrary: repeated(60) },
);
const mixed = fc.array(part, { maxLength: 12 }).map(join);
const text = fc.oneof(
  { weight: 400, arbitrary: mixed },
  { weight: 40, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.tuple(mixed, repeated(6000), mixed).map(join) },
);

/** So many different texts, the same in every run; other seeds give others. */
export function sampleTexts(count: number, seed: number): string[] {
  // about one in nine is short enough to come twice
  const distinct = new Set(fc.sample(text, { numRuns: Math.ceil(1.3 * count) + 200, seed }));
  return [...distinct].slice(0, count);
}
