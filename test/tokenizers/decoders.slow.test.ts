// Decoders of `tokenizer.json` give the texts of the Rust library, at once and token by token.
import type { JsonObject } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { loadBoth } from './oracle.js';
import { addedToken, documentOf, numbered } from './small-documents.js';

const TOKENS = [
  '<pad>',
  '</s>',
  'a',
  'b',
  'Ġa',
  'Ġ',
  'Ċ',
  'Ã',
  '©',
  'ð',
  'Ł',
  'ĺ',
  'Ģ',
  '▁a',
  '▁',
  '▁▁',
  '▁b▁',
  '##a',
  '##b',
  '##',
  'a</w>',
  'b</w>',
  '</w>',
  '<0x61>',
  '<0xC3>',
  '<0xA9>',
  '<0xF0>',
  '<0x9F>',
  '<0x98>',
  '<0x80>',
  '<0xFF>',
  '<0xG1>',
  '<0x1>',
  '.',
  '?',
  '!',
  ',',
  "'",
  "n't",
  "'m",
  "'s",
  'do',
  'not',
  "'ve",
  "'re",
  '|',
  'é',
  '😀',
  ' ',
  '  ',
  'x y',
  'do not',
  'Replace',
  'aa',
  'ab',
  'ba',
];
const metaspace = (scheme: string) => ({
  type: 'Metaspace',
  replacement: '▁',
  prepend_scheme: scheme,
  split: true,
});
const replace = (pattern: JsonObject, content: string) => ({ type: 'Replace', pattern, content });
const strip = (content: string, start: number, stop: number) => ({ type: 'Strip', content, start, stop });
const inOrder = (...decoders: JsonObject[]) => ({ type: 'Sequence', decoders });
const FUSE = { type: 'Fuse' };
const BYTES = { type: 'ByteFallback' };

const DECODERS: Readonly<Record<string, JsonObject | null>> = {
  none: null,
  'byte level': { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  'word pieces': { type: 'WordPiece', prefix: '##', cleanup: false },
  'word pieces with cleanup': { type: 'WordPiece', prefix: '##', cleanup: true },
  'metaspace always': metaspace('always'),
  'metaspace first': metaspace('first'),
  'metaspace never': metaspace('never'),
  BPE: { type: 'BPEDecoder', suffix: '</w>' },
  'byte fallback': BYTES,
  fuse: FUSE,
  strip: strip('a', 1, 0),
  'replace a text': replace({ String: 'a' }, 'bb'),
  'replace a pattern': replace({ Regex: '[ab]+' }, '-'),
  CTC: { type: 'CTC', pad_token: '<pad>', word_delimiter_token: '|', cleanup: true },
  'CTC without cleanup': { type: 'CTC', pad_token: '<pad>', word_delimiter_token: '|', cleanup: false },
  'as of Llama 2': inOrder(replace({ String: '▁' }, ' '), BYTES, FUSE, strip(' ', 1, 0)),
  'as of Gemma': inOrder(replace({ String: '▁' }, ' '), BYTES, FUSE),
  'metaspace behind bytes': inOrder(BYTES, metaspace('always')),
  'strip twice': inOrder(FUSE, strip('a', 3, 0), strip('b', 2, 0)),
  'replace over tokens': inOrder(FUSE, replace({ String: 'aab' }, 'X'), replace({ String: 'aba' }, '')),
  'replace a pattern over tokens': inOrder(FUSE, replace({ Regex: 'a+b' }, 'X')),
  'metaspace over all': inOrder(FUSE, metaspace('never')),
  'bytes over all': inOrder(FUSE, BYTES),
  'cleanup over all': inOrder(
    { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    { type: 'WordPiece', prefix: '##', cleanup: true },
  ),
};

function documentWith(decoder: JsonObject | null): JsonObject {
  return documentOf({
    added_tokens: [addedToken(0, '<pad>'), addedToken(1, '</s>')],
    decoder,
    model: { type: 'WordLevel', unk_token: '<pad>', vocab: numbered(TOKENS) },
  });
}

const lists = fc.array(fc.nat({ max: TOKENS.length - 1 }), { minLength: 1, maxLength: 12 });

for (const [name, decoder] of Object.entries(DECODERS)) {
  describe(`the decoder ${name} beside the Rust library`, () => {
    const { ours, theirs } = loadBoth(documentWith(decoder));

    it('gives equal texts', async () => {
      for (const ids of fc.sample(lists, { seed: 7, numRuns: 400 })) {
        for (const skipSpecials of [false, true]) {
          // the library fails, or gives a text of no tokens, where nothing is left
          if (skipSpecials && ids.every((id) => id < 2)) continue;
          const expected = await theirs.decode(ids, skipSpecials);
          const actual = ours.decode(ids, { skipSpecials });
          expect(actual, JSON.stringify(ids.map((id) => TOKENS[id]))).to.equal(expected);
        }
      }
    });

    it('streams what it decodes at once', () => {
      fc.assert(
        fc.property(
          fc.array(fc.nat({ max: TOKENS.length - 1 }), { maxLength: 20 }),
          fc.boolean(),
          (ids, skipSpecials) => {
            const stream = ours.decodeStream!({ skipSpecials });
            const parts = [...ids.map((id) => stream.push(id)), stream.end()];
            expect(parts.join('')).to.equal(ours.decode(ids, { skipSpecials }));
            for (const part of parts) expect(part).to.not.match(/\p{Surrogate}/u);
          },
        ),
        { seed: 11, numRuns: 500 },
      );
    });
  });
}
