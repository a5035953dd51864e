import { readAddedTokens } from '@codex-ml/tokenizers/dist/added-tokens/added-token.js';
import { createAddedTokens } from '@codex-ml/tokenizers/dist/added-tokens/create-added-tokens.js';
import { prepareText } from '@codex-ml/tokenizers/dist/added-tokens/prepare-text.js';
import { createNormalizer } from '@codex-ml/tokenizers/dist/normalizers/create-normalizer.js';
import { createPreTokenizer } from '@codex-ml/tokenizers/dist/pre-tokenizers/create-pre-tokenizer.js';
import { expect } from 'chai';

type Json = Parameters<typeof createNormalizer>[0];
type Flags = Readonly<Record<string, boolean>>;

interface Options {
  readonly normalizer?: Json;
  readonly preTokenizer?: Json;
  readonly parseSpecials?: boolean;
}

const token = (id: number, content: string, flags: Flags = {}) => ({ id, content, ...flags });

/** Ids with their places, and texts of pieces. */
function prepare(added: readonly ReturnType<typeof token>[], text: string, options: Options = {}): unknown[] {
  const normalizer = createNormalizer(options.normalizer ?? null);
  const parts = {
    added: createAddedTokens(readAddedTokens(added), normalizer),
    normalizer,
    preTokenizer: createPreTokenizer(options.preTokenizer ?? null),
  };
  return prepareText(parts, text, { offsets: true, parseSpecials: options.parseSpecials ?? true }).map(
    (part) => ('id' in part ? [part.id, part.start, part.end] : part.text),
  );
}

describe('prepareText', () => {
  it('finds of the tokens that begin first the longest', () => {
    const added = [token(1, 'ab'), token(2, 'abcd'), token(3, 'bcde')];
    expect(prepare(added, 'xabcdeabc')).to.deep.equal(['x', [2, 1, 5], 'e', [1, 6, 8], 'c']);
  });

  it('leaves special tokens in the text unless they are asked for, and finds the others always', () => {
    const added = [token(1, '<s>', { special: true }), token(2, 'day')];
    expect(prepare(added, '<s>day')).to.deep.equal([
      [1, 0, 3],
      [2, 3, 6],
    ]);
    expect(prepare(added, '<s>day', { parseSpecials: false })).to.deep.equal(['<s>', [2, 3, 6]]);
  });

  it('takes white space along on the sides that say so, but not what another token took', () => {
    expect(prepare([token(1, '<m>', { lstrip: true })], 'a \t<m> b')).to.deep.equal(['a', [1, 1, 6], ' b']);
    expect(prepare([token(1, '<m>', { rstrip: true })], 'a <m> \nb')).to.deep.equal(['a ', [1, 2, 7], 'b']);
    const both = [token(1, '<m>', { lstrip: true, rstrip: true })];
    expect(prepare(both, '<m> <m>')).to.deep.equal([
      [1, 0, 4],
      [1, 4, 7],
    ]);
  });

  it('leaves single words alone where letters, digits or underscores touch them', () => {
    const added = [token(1, 'day', { single_word: true })];
    expect(prepare(added, 'day days 2day day_ (day)')).to.deep.equal([
      [1, 0, 3],
      ' days 2day day_ (',
      [1, 20, 23],
      ')',
    ]);
  });

  it('finds normalized tokens in the normalized text, in their own normalized form', () => {
    const added = [token(1, 'Day', { normalized: true }), token(2, 'Mon')];
    expect(prepare(added, 'DAY MON Mon', { normalizer: { type: 'Lowercase' } })).to.deep.equal([
      [1, 0, 3],
      ' mon ',
      [2, 8, 11],
    ]);
  });

  it('keeps apart what stands first, also behind a normalizer that takes white space away', () => {
    const options = {
      normalizer: { type: 'Strip', strip_left: true, strip_right: false },
      preTokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'first', split: true },
    };
    expect(prepare([token(1, '<s>')], 'a<s>b', options)).to.deep.equal(['\u2581a', [1, 1, 4], 'b']);
    expect(prepare([], ' a', options)).to.deep.equal(['a']);
  });

  it('reads a lone half of a pair as U+FFFD', () => {
    expect(prepare([], 'a\ud83db')).to.deep.equal(['a\ufffdb']);
  });

  it('names the path of an added token that is malformed', () => {
    expect(() => readAddedTokens([{ id: 0, content: '' }]))
      .to.throw('`added_tokens[0].content`: expected a text that is not empty')
      .with.property('code', 'CML4110');
    expect(() => readAddedTokens([{ id: -1, content: 'a' }])).to.throw('`added_tokens[0].id`');
  });
});
