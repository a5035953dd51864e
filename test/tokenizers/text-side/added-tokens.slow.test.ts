import type { JsonObject } from '@codex-ml/plugin-api';
import { prepareText } from '@codex-ml/tokenizers/dist/added-tokens/prepare-text.js';
import { expect } from 'chai';
import { addedToken, findDifference, openOurs, sampleTexts } from './compare-prepared.js';

const FLAGS: readonly JsonObject[] = [
  {},
  { lstrip: true },
  { rstrip: true },
  { lstrip: true, rstrip: true },
  { single_word: true },
  { normalized: true },
  { normalized: true, lstrip: true, single_word: true },
  { normalized: true, rstrip: true },
];
const NORMALIZERS: readonly (JsonObject | null)[] = [
  null,
  { type: 'Lowercase' },
  { type: 'Prepend', prepend: '\u2581' },
  { type: 'NFKD' },
  { type: 'Strip', strip_left: true, strip_right: true },
];

function tokens(flags: JsonObject): JsonObject[] {
  return [
    addedToken(1, 'hello', flags),
    addedToken(2, 'World', flags),
    addedToken(3, '<s>', { ...flags, special: true }),
    addedToken(4, 'a', flags),
    // one that takes white space along, or is normalized to nothing, makes the Rust library end the process
    addedToken(5, '  '),
    addedToken(6, '\u00e9', { normalized: true }),
    addedToken(7, 'hell'),
    addedToken(8, '\u{1f600}'),
    addedToken(9, '\u4eac'),
  ];
}

describe('added tokens beside the Rust library', () => {
  const texts = sampleTexts(600, ['hello', 'World', '<s>', 'hell', '\u{1f600}', '\u4eac', '  ', 'a']);

  for (const normalizer of NORMALIZERS) {
    it(`are found with ${normalizer?.['type'] ?? 'no'} normalizer, whatever their flags`, async () => {
      for (const flags of FLAGS) {
        expect(await findDifference({ normalizer, added: tokens(flags) }, texts)).to.equal(undefined);
      }
    });
  }

  it('are found before a pre-tokenizer that treats the first word apart', async () => {
    const preTokenizer = { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'first', split: true };
    for (const flags of FLAGS) {
      const side = { preTokenizer, normalizer: { type: 'NFC' }, added: tokens(flags) };
      expect(await findDifference(side, texts)).to.equal(undefined);
    }
  });

  it('never are special ones unless that is asked for', () => {
    const side = openOurs({ added: [addedToken(1, '<s>', { special: true }), addedToken(2, 'day')] });
    const ids = (parseSpecials: boolean) =>
      prepareText(side, 'a<s>day<s>', { offsets: false, parseSpecials }).flatMap((part) =>
        'id' in part ? [part.id] : [],
      );
    expect(ids(true)).to.deep.equal([1, 2, 1]);
    expect(ids(false)).to.deep.equal([2]);
  });
});
