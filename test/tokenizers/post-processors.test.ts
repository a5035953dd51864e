// Framing, pairs, truncation and padding as the Rust library does them.
import type { EncodeOptions, JsonObject } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { comparableOurs, comparableTheirs, findDifference, loadBoth, loadTheirs } from './oracle.js';
import { addedToken, documentOf, numbered } from './small-documents.js';

const SPECIALS = ['<pad>', '<s>', '</s>', '<mask>'];
const WORDS = ['Ġ', 'a', 'Ġa', 'aĠ', 'ĠĠ', 'Ċ', 'ĠĠa', 'b', 'c', 'd', '<unk>'];
const TEXTS = [
  '',
  'a',
  ' a',
  'a b  c',
  '  a a  ',
  'a b c d a b c d',
  '\n a \n',
  'x <mask> a<mask> b',
  ...HOSTILE_TEXTS.slice(0, 20),
];

const special = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
const token = (id: string) => ({ id, ids: [SPECIALS.indexOf(id)], tokens: [id] });

const TEMPLATE = {
  type: 'TemplateProcessing',
  single: [special('<s>', 0), sequence('A', 0), special('</s>', 0)],
  pair: [special('<s>', 0), sequence('A', 0), special('</s>', 1), special('two', 1), sequence('B', 1)],
  special_tokens: {
    '<s>': token('<s>'),
    '</s>': token('</s>'),
    two: { id: 'two', ids: [2, 1], tokens: ['</s>', '<s>'] },
  },
};
const byteLevel = (trim: boolean, prefix: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: prefix,
  trim_offsets: trim,
  use_regex: true,
});

function withProcessor(processor: JsonObject | null, prefixSpace = false): JsonObject {
  return documentOf({
    added_tokens: SPECIALS.map((content, id) =>
      addedToken(id, content, content === '<mask>' ? { lstrip: true, rstrip: true } : {}),
    ),
    pre_tokenizer: byteLevel(true, prefixSpace),
    post_processor: processor,
    decoder: byteLevel(true, true),
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      vocab: numbered([...SPECIALS, ...WORDS]),
      merges: ['Ġ a', 'a Ġ', 'Ġ Ġ', 'ĠĠ a'],
    },
  });
}

const PROCESSORS: Readonly<Record<string, JsonObject>> = {
  none: withProcessor(null),
  'a template': withProcessor(TEMPLATE),
  'as of BERT': withProcessor({ type: 'BertProcessing', sep: ['</s>', 2], cls: ['<s>', 1] }),
  'as of RoBERTa': withProcessor(
    {
      type: 'RobertaProcessing',
      sep: ['</s>', 2],
      cls: ['<s>', 1],
      trim_offsets: true,
      add_prefix_space: true,
    },
    true,
  ),
  'as of RoBERTa, without trimming': withProcessor({
    type: 'RobertaProcessing',
    sep: ['</s>', 2],
    cls: ['<s>', 1],
    trim_offsets: false,
    add_prefix_space: false,
  }),
  'byte level that trims': withProcessor(byteLevel(true, false)),
  'byte level that trims, with a space before': withProcessor(byteLevel(true, true), true),
  'a sequence': withProcessor({ type: 'Sequence', processors: [byteLevel(true, false), TEMPLATE] }),
};

for (const [name, document] of Object.entries(PROCESSORS)) {
  describe(`the post-processor ${name} beside the Rust library`, () => {
    const both = loadBoth(document);

    it('frames texts alike, and without specials', async () => {
      expect(await findDifference(both, TEXTS)).to.equal(undefined);
      expect(await findDifference(both, TEXTS, { addSpecials: false })).to.equal(undefined);
    });

    it('joins pairs alike', async () => {
      for (const addSpecialTokens of [true, false]) {
        for (const [i, text] of TEXTS.entries()) {
          const pair = TEXTS[(i + 3) % TEXTS.length]!;
          const theirs = await both.theirs.encode(text, pair, { addSpecialTokens });
          const options = { pair, addSpecials: addSpecialTokens, parseSpecials: true, offsets: true };
          const ours = comparableOurs(both.ours.encode(text, options));
          const expected = comparableTheirs(theirs, text, pair);
          // with one type for all, the binding does not say which text an offset counts in
          const comparable = name.includes('RoBERTa') ? { ...expected, offsets: ours.offsets } : expected;
          expect(ours, JSON.stringify([text, pair])).to.deep.equal(comparable);
        }
      }
    });

    it('cuts and pads alike', async () => {
      const theirs = loadTheirs(document);
      const first = 'a b c d a b c d';
      for (const pair of [undefined, 'b c d b', 'c']) {
        for (const truncation of ['longest-first', 'only-first', 'only-second'] as const) {
          if (truncation === 'only-second' && pair === undefined) continue;
          for (const truncationSide of ['left', 'right'] as const) {
            for (let maxLength = 5; maxLength < 24; maxLength++) {
              // of an odd room the longer text has more; the library stops tokenizing at `maxLength` and then takes neither for longer
              const own = both.ours.encode('', {
                addSpecials: true,
                ...(pair === undefined ? {} : { pair: '' }),
              });
              const room = maxLength - own.ids.length;
              if (truncation === 'longest-first' && room % 2 !== 0) continue;
              const options: EncodeOptions = {
                ...(pair === undefined ? {} : { pair }),
                addSpecials: true,
                maxLength,
                truncation,
                truncationSide,
                padding: 'max',
                padToMultipleOf: 3,
                paddingSide: truncationSide,
                offsets: true,
              };
              theirs.setTruncation(maxLength, {
                strategy: {
                  'longest-first': 'LongestFirst',
                  'only-first': 'OnlyFirst',
                  'only-second': 'OnlySecond',
                }[truncation],
                direction: truncationSide,
              });
              theirs.setPadding({
                maxLength,
                direction: truncationSide,
                padToMultipleOf: 3,
                padId: 0,
                padTypeId: 0,
                padToken: '<pad>',
              });
              const expected = await theirs
                .encode(first, pair, { addSpecialTokens: true })
                .catch(() => undefined);
              let ours: ReturnType<typeof comparableOurs> | undefined;
              try {
                ours = comparableOurs(both.ours.encode(first, options));
              } catch {
                // both refuse where the one text that is to give way is too short
              }
              const peer = expected && comparableTheirs(expected, first, pair);
              expect(ours?.ids, JSON.stringify(options)).to.deep.equal(peer?.ids);
              expect(ours?.typeIds).to.deep.equal(peer?.typeIds);
              expect(ours?.attentionMask).to.deep.equal(peer?.attentionMask);
              expect(ours?.specialsMask).to.deep.equal(peer?.specialsMask);
            }
          }
        }
      }
    });

    it('cuts windows alike', async () => {
      const text = 'a b c d a b c d a b c d';
      for (const direction of ['left', 'right'] as const) {
        for (const [length, stride] of [
          [5, 0],
          [5, 2],
          [4, 3],
          [23, 1],
          [1, 0],
        ] as const) {
          const whole = await both.theirs.encode(text, null, { addSpecialTokens: false });
          whole.truncate(length, stride, direction);
          const expected = [whole, ...whole.getOverflowing()].map((each) => each.getIds());
          const options: EncodeOptions = { maxLength: length, stride, truncationSide: direction };
          const ours = both.ours.encode(text, options);
          expect([ours, ...ours.overflow!].map(({ ids }) => [...ids])).to.deep.equal(expected);
        }
      }
    });

    it('is kept in what is saved', async () => {
      const ours = createPipelineTokenizer(both.ours.save());
      expect(await findDifference({ ours, theirs: loadTheirs(both.ours.save()) }, TEXTS)).to.equal(undefined);
    });
  });
}
