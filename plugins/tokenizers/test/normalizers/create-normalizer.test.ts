import { createNormalizer, keepText } from '@codex-ml/tokenizers/dist/normalizers/create-normalizer.js';
import { expect } from 'chai';
import { aligned, places } from '../aligned.js';

const rewrite = (json: Parameters<typeof createNormalizer>[0], text: string) =>
  createNormalizer(json)(aligned(text));
const plain = (type: string) => ({ type });

describe('createNormalizer', () => {
  it('keeps a text and its places as they are for null', () => {
    expect(createNormalizer(null)).to.equal(keepText);
  });

  it('gives what it takes apart the place of the whole', () => {
    const text = rewrite(plain('NFD'), '\u00e9l\u00e9');
    expect(text.text).to.equal('e\u0301le\u0301');
    expect(places(text)).to.deep.equal([
      [0, 1],
      [0, 1],
      [1, 2],
      [2, 3],
      [2, 3],
    ]);
  });

  it('gives what it puts together the place of its first part', () => {
    const text = rewrite(plain('NFC'), 'xe\u0301y');
    expect(text.text).to.equal('x\u00e9y');
    expect(places(text)).to.deep.equal([
      [0, 1],
      [1, 2],
      [3, 4],
    ]);
  });

  it('puts marks in order by Unicode 9, to which later marks are letters like any other', () => {
    expect(rewrite(plain('NFD'), 'a\u0301\u0323').text).to.equal('a\u0323\u0301');
    expect(rewrite(plain('NFD'), 'a\u0301\u1acf').text).to.equal('a\u0301\u1acf');
    expect(rewrite(plain('NFKC'), '\u32ff').text).to.equal('\u32ff');
  });

  it('composes and decomposes syllables of Hangul, and compatibility characters', () => {
    expect(rewrite(plain('NFD'), '\ud55c').text).to.equal('\u1112\u1161\u11ab');
    expect(rewrite(plain('NFC'), '\u1112\u1161\u11ab').text).to.equal('\ud55c');
    expect(rewrite(plain('NFKC'), '\ufb01\u00bd\uff21').text).to.equal('fi1\u20442A');
  });

  it('lowers a sigma at the end of a word like any other, and a dotted I to two characters', () => {
    expect(rewrite(plain('Lowercase'), '\u0391\u03a3').text).to.equal('\u03b1\u03c3');
    const text = rewrite(plain('Lowercase'), '\u0130A');
    expect(text.text).to.equal('i\u0307a');
    expect(places(text)).to.deep.equal([
      [0, 1],
      [0, 1],
      [1, 2],
    ]);
  });

  it('strips white space on the sides asked for', () => {
    const strip = (strip_left: boolean, strip_right: boolean) =>
      rewrite({ type: 'Strip', strip_left, strip_right }, ' \u0085a\u3000');
    expect(strip(true, false).text).to.equal('a\u3000');
    expect(strip(false, true).text).to.equal(' \u0085a');
    expect(places(strip(true, true))).to.deep.equal([[2, 3]]);
  });

  it('strips accents that are characters of their own', () => {
    const text = rewrite(plain('StripAccents'), 'e\u0301\u00e9');
    expect([text.text, places(text)]).to.deep.equal([
      'e\u00e9',
      [
        [0, 1],
        [2, 3],
      ],
    ]);
  });

  it('gives a replacement the place of the last character of the match', () => {
    const text = rewrite({ type: 'Replace', pattern: { Regex: '\\s+' }, content: '__' }, 'a  b');
    expect([text.text, places(text)]).to.deep.equal([
      'a__b',
      [
        [0, 1],
        [2, 3],
        [2, 3],
        [3, 4],
      ],
    ]);
    expect(rewrite({ type: 'Replace', pattern: { String: '.' }, content: '!' }, 'a.b').text).to.equal('a!b');
  });

  it('puts a text before another unless that is empty', () => {
    const text = rewrite({ type: 'Prepend', prepend: '\u2581' }, 'Hey');
    expect([text.text, places(text)]).to.deep.equal([
      '\u2581Hey',
      [
        [0, 1],
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ]);
    expect(rewrite({ type: 'Prepend', prepend: '\u2581' }, '').text).to.equal('');
  });

  it('normalizes as BERT does, with accents as `lowercase` says where `strip_accents` is null', () => {
    const bert = (lowercase: boolean, strip_accents: boolean | null) =>
      rewrite(
        { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents, lowercase },
        'H\u00e9\x07\tl\u200bo\u4eac',
      ).text;
    expect(bert(true, null)).to.equal('he lo \u4eac ');
    expect(bert(false, null)).to.equal('H\u00e9 lo \u4eac ');
    expect(bert(true, false)).to.equal('h\u00e9 lo \u4eac ');
    expect(bert(false, true)).to.equal('He lo \u4eac ');
  });

  it('cleans by the rules of nmt', () => {
    expect(rewrite(plain('Nmt'), 'a\x01\u200b\n\u2581b\x7f').text).to.equal('a   b');
  });

  it('spells bytes, each with the place of its character', () => {
    const text = rewrite(plain('ByteLevel'), 'a \u00e9');
    expect([text.text, places(text)]).to.deep.equal([
      'a\u0120\u00c3\u00a9',
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [2, 3],
      ],
    ]);
  });

  it('does the parts of a sequence one after the other', () => {
    const normalizers = [plain('NFD'), plain('StripAccents'), plain('Lowercase')];
    const text = rewrite({ type: 'Sequence', normalizers }, '\u00c9\u00c0');
    expect([text.text, places(text)]).to.deep.equal([
      'ea',
      [
        [0, 1],
        [1, 2],
      ],
    ]);
  });

  it('names the path of what is unknown, missing or of the wrong form', () => {
    const fail = (json: Parameters<typeof createNormalizer>[0]) => () => createNormalizer(json);
    expect(fail({ type: 'NFX' }))
      .to.throw('`normalizer.type`: `NFX` is no normalizer')
      .with.property('code', 'CML4111');
    expect(fail('NFC')).to.throw('`normalizer`: expected an object, received "NFC"');
    expect(fail({ type: 'Sequence', normalizers: [plain('NFC'), { type: 'Strip', strip_left: 1 }] }))
      .to.throw('`normalizer.normalizers[1].strip_left`: expected `true` or `false`, received 1')
      .with.property('code', 'CML4110');
    expect(fail({ type: 'Replace', pattern: { Regexp: 'a' }, content: '' })).to.throw('`normalizer.pattern`');
    expect(fail({ type: 'Prepend' })).to.throw('`normalizer.prepend`: expected a text, received nothing');
  });
});
