import { createPreTokenizer } from '@codex-ml/tokenizers/dist/pre-tokenizers/create-pre-tokenizer.js';
import { expect } from 'chai';
import { aligned, pieces } from '../aligned.js';

type Json = Parameters<typeof createPreTokenizer>[0];
const cut = (json: Json, text: string) => createPreTokenizer(json)(aligned(text));
const words = (json: Json, text: string) => cut(json, text).map((piece) => piece.text);
const plain = (type: string) => ({ type });
const split = (pattern: { String: string } | { Regex: string }, behavior: string, invert = false) => ({
  type: 'Split',
  pattern,
  behavior,
  invert,
});

describe('createPreTokenizer', () => {
  it('leaves a text whole for null, and makes no piece of an empty one', () => {
    expect(words(null, 'a b')).to.deep.equal(['a b']);
    expect(words(null, '')).to.deep.equal([]);
  });

  it('cuts as GPT-2 does, in the byte alphabet', () => {
    const json = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
    expect(words(json, "Hello my friend, how's   it \u4f60")).to.deep.equal([
      ...['Hello', '\u0120my', '\u0120friend', ',', '\u0120how', "'s", '\u0120\u0120', '\u0120it'],
      '\u0120\u00e4\u00bd\u0142',
    ]);
    expect(pieces(cut({ ...json, add_prefix_space: true }, 'Hello'))).to.deep.equal([
      ['\u0120Hello', [0, 5]],
    ]);
    expect(words({ ...json, use_regex: false }, 'a b')).to.deep.equal(['a\u0120b']);
  });

  it('cuts as BERT does', () => {
    expect(pieces(cut(plain('BertPreTokenizer'), 'Hey friend!     How are you?!?'))).to.deep.equal([
      ['Hey', [0, 3]],
      ['friend', [4, 10]],
      ['!', [10, 11]],
      ['How', [16, 19]],
      ['are', [20, 23]],
      ['you', [24, 27]],
      ['?', [27, 28]],
      ['!', [28, 29]],
      ['?', [29, 30]],
    ]);
  });

  it('cuts at white space, alone or with signs', () => {
    expect(words(plain('Whitespace'), 'Hey man! \u00fcber_1?!')).to.deep.equal([
      'Hey',
      'man',
      '!',
      '\u00fcber_1',
      '?!',
    ]);
    expect(words(plain('WhitespaceSplit'), 'Hey, man,\u0085Good?')).to.deep.equal(['Hey,', 'man,', 'Good?']);
    // a byte order mark is no white space
    expect(words(plain('WhitespaceSplit'), 'a\ufeffb')).to.deep.equal(['a\ufeffb']);
  });

  it('cuts around punctuation and digits', () => {
    expect(words(plain('Punctuation'), 'Hey!?')).to.deep.equal(['Hey', '!', '?']);
    const digits = (individual_digits: boolean) =>
      words({ type: 'Digits', individual_digits }, 'Hey 123 \u00b2');
    expect(digits(false)).to.deep.equal(['Hey ', '123', ' ', '\u00b2']);
    expect(digits(true)).to.deep.equal(['Hey ', '1', '2', '3', ' ', '\u00b2']);
  });

  it('does with matches what the behavior says', () => {
    const dashes = (behavior: string) => words(split({ String: '-' }, behavior), 'the-final--countdown');
    expect(dashes('Removed')).to.deep.equal(['the', 'final', 'countdown']);
    expect(dashes('Isolated')).to.deep.equal(['the', '-', 'final', '-', '-', 'countdown']);
    expect(dashes('MergedWithPrevious')).to.deep.equal(['the-', 'final-', '-', 'countdown']);
    expect(dashes('MergedWithNext')).to.deep.equal(['the', '-final', '-', '-countdown']);
    expect(dashes('Contiguous')).to.deep.equal(['the', '-', 'final', '--', 'countdown']);
    expect(words(split({ Regex: '\\w+' }, 'Removed', true), 'a, bc')).to.deep.equal(['a', 'bc']);
  });

  it('writes spaces as a character with which words begin', () => {
    const metaspace = (prepend_scheme: string, splits = true) => ({
      type: 'Metaspace',
      replacement: '\u2581',
      prepend_scheme,
      split: splits,
    });
    expect(pieces(cut(metaspace('always'), 'Hey my friend'))).to.deep.equal([
      ['\u2581Hey', [0, 3]],
      ['\u2581my', [3, 6]],
      ['\u2581friend', [6, 13]],
    ]);
    expect(words(metaspace('never', false), 'a b')).to.deep.equal(['a\u2581b']);
    const first = createPreTokenizer(metaspace('first'));
    expect(first({ ...aligned('a'), first: false }).map((piece) => piece.text)).to.deep.equal(['a']);
    expect(first.readsFirst).to.equal(true);
    expect(words({ type: 'Metaspace', replacement: '_', add_prefix_space: true }, 'a b')).to.deep.equal([
      '_a',
      '_b',
    ]);
    expect(words({ type: 'Metaspace', replacement: '_', add_prefix_space: false }, 'a b')).to.deep.equal([
      'a',
      '_b',
    ]);
  });

  it('cuts at a delimiter, where the script changes, and after so many characters', () => {
    expect(words({ type: 'CharDelimiterSplit', delimiter: ',' }, 'a,b,,c')).to.deep.equal(['a', 'b', 'c']);
    expect(words(plain('UnicodeScripts'), '\u3069\u3053\u3067\u751f\u308c\u3002Yes')).to.deep.equal([
      '\u3069\u3053\u3067\u751f\u308c',
      '\u3002',
      'Yes',
    ]);
    expect(words(plain('UnicodeScripts'), 'Apples are \u308a\u3093\u3054 \u6797\u6a8e')).to.deep.equal([
      'Apples are ',
      '\u308a\u3093\u3054 \u6797\u6a8e',
    ]);
    expect(words({ type: 'FixedLength', length: 2 }, 'a\u{1f600}bcd')).to.deep.equal([
      'a\u{1f600}',
      'bc',
      'd',
    ]);
  });

  it('cuts the pieces of one part of a sequence by the next', () => {
    const pretokenizers = [plain('WhitespaceSplit'), { type: 'Digits', individual_digits: true }];
    expect(words({ type: 'Sequence', pretokenizers }, 'a1 22')).to.deep.equal(['a', '1', '2', '2']);
  });

  it('names the path of what is unknown, missing or of the wrong form', () => {
    const fail = (json: Json) => () => createPreTokenizer(json);
    expect(fail(plain('Words')))
      .to.throw('`Words` is no pre-tokenizer')
      .with.property('code', 'CML4111');
    expect(fail({ type: 'Sequence', pretokenizers: [split({ Regex: '(' }, 'Removed')] }))
      .to.throw('`pre_tokenizer.pretokenizers[0].pattern.Regex`')
      .with.property('code', 'CML4113');
    expect(fail(split({ String: 'a' }, 'removed'))).to.throw('expected one of `Removed`');
    expect(fail({ type: 'CharDelimiterSplit', delimiter: 'ab' })).to.throw('expected one character');
    expect(
      fail({ type: 'Metaspace', replacement: '_', add_prefix_space: false, prepend_scheme: 'first' }),
    ).to.throw('`pre_tokenizer.prepend_scheme`');
    expect(fail({ type: 'FixedLength', length: 0 })).to.throw('a whole number from 1 on, received 0');
  });
});
