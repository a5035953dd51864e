// What all tokenizers of the package share: batches, truncation, padding, specials, offsets, saving.
import { CodexError, type EncodeOptions, type JsonObject, type Tokenizer } from '@codex-ml/plugin-api';
import byte from '@codex-ml/tokenizers/dist/byte.js';
import char from '@codex-ml/tokenizers/dist/char.js';
import whitespace from '@codex-ml/tokenizers/dist/whitespace.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { reload, train } from './train.js';

const PLUGINS = { byte, char, whitespace } as const;
const ALL_SPECIALS = { specials: ['pad', 'bos', 'eos'] };
const CORPUS = ['Call me Ishmael. \n\t\u{1F600} é < > / eos bos', 'pad unk'];

const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom('<eos>', '<pad>', 'a', ' ', 'Call', '\ud83d'), fc.string({ unit: 'binary' })),
  )
  .map((parts) => parts.join(''));

const encodeOptions: fc.Arbitrary<EncodeOptions> = fc.record(
  {
    addSpecials: fc.boolean(),
    parseSpecials: fc.boolean(),
    maxLength: fc.integer({ min: 1, max: 12 }),
    truncationSide: fc.constantFrom('left', 'right'),
    padding: fc.constantFrom('none', 'max'),
    paddingSide: fc.constantFrom('left', 'right'),
    offsets: fc.boolean(),
  },
  { requiredKeys: ['maxLength'] },
);

for (const [name, plugin] of Object.entries(PLUGINS)) {
  describe(`encoding with ${name}`, () => {
    let tokenizer: Tokenizer;
    before(async () => {
      tokenizer = await train(plugin as typeof char, CORPUS, ALL_SPECIALS);
    });

    it('gives in a batch what it gives one by one', () => {
      fc.assert(
        fc.property(fc.array(hostileText), encodeOptions, (texts, options) => {
          expect(tokenizer.encodeBatch(texts, options)).to.deep.equal(
            texts.map((text) => tokenizer.encode(text, options)),
          );
        }),
      );
    });

    it('gives offsets that cover the text in order', () => {
      fc.assert(
        fc.property(hostileText, fc.boolean(), (text, parseSpecials) => {
          const { ids, offsets } = tokenizer.encode(text, { offsets: true, parseSpecials });
          expect(offsets).to.have.length(2 * ids.length);
          let last = 0;
          for (const [i, id] of ids.entries()) {
            const [start, end] = [offsets![2 * i]!, offsets![2 * i + 1]!];
            expect(end).to.be.greaterThan(start);
            if (start !== offsets![2 * i - 2]) expect(start).to.be.at.least(last);
            last = end;
            // the slice alone encodes to the token, or in `byte` to the bytes it is one of
            expect([...tokenizer.encode(text.slice(start, end), { parseSpecials }).ids]).to.include(id);
          }
          if (name !== 'whitespace' && text.length > 0) expect(last).to.equal(text.length);
        }),
      );
    });

    it('never exceeds maxLength and keeps the asked side', () => {
      fc.assert(
        fc.property(hostileText, encodeOptions, (text, options) => {
          const whole = [...tokenizer.encode(text, { ...options, maxLength: 1e6, padding: 'none' }).ids];
          const { ids, attentionMask } = tokenizer.encode(text, options);
          expect(attentionMask).to.have.length(ids.length);
          const kept = [...ids].filter((_, i) => attentionMask[i] === 1);
          expect(kept).to.have.length(Math.min(whole.length, options.maxLength!));
          if (options.padding === 'max') expect(ids).to.have.length(options.maxLength!);
          if (options.addSpecials !== true) {
            const left = options.truncationSide === 'left';
            expect(kept).to.deep.equal(
              left ? whole.slice(-kept.length || whole.length) : whole.slice(0, kept.length),
            );
          }
        }),
      );
    });

    it('restores an equal tokenizer from what it saved', async () => {
      const saved = tokenizer.save();
      const restored = await reload(plugin as typeof char, saved);
      expect(restored.save()).to.deep.equal(saved);
      expect(restored.specials).to.deep.equal(tokenizer.specials);
      expect(restored.vocabularySize).to.equal(tokenizer.vocabularySize);
    });

    it('never makes a special token of user text unless asked to', () => {
      const special = new Set(['pad', 'bos', 'eos'].map((role) => tokenizer.specials[role as 'pad']!));
      const text = 'Call<eos>me<pad>';
      expect([...tokenizer.encode(text).ids].filter((id) => special.has(id))).to.deep.equal([]);
      expect(
        [...tokenizer.encode(text, { parseSpecials: true }).ids].filter((id) => special.has(id)),
      ).to.deep.equal([tokenizer.specials.eos, tokenizer.specials.pad]);
    });

    it('gives specials found in the text their place and added ones [0, 0]', () => {
      const { offsets, ids } = tokenizer.encode('<eos>', {
        parseSpecials: true,
        addSpecials: true,
        offsets: true,
        maxLength: 4,
        padding: 'max',
      });
      expect([...ids]).to.deep.equal([1, 2, 2, 0]);
      expect([...offsets!]).to.deep.equal([0, 0, 0, 5, 0, 0, 0, 0]);
    });
  });
}

describe('truncation and padding', () => {
  let tokenizer: Tokenizer;
  const ids = (options: EncodeOptions, text = 'abcd') => [...tokenizer.encode(text, options).ids];
  before(async () => {
    tokenizer = await train(char, ['abcd'], ALL_SPECIALS); // pad 0, bos 1, eos 2, unk 3, a 4 … d 7
  });

  it('pads on the right with the pad token up to exactly maxLength', () => {
    const encoding = tokenizer.encode('abcd', { padding: 'max', maxLength: 6 });
    expect([...encoding.ids]).to.deep.equal([4, 5, 6, 7, 0, 0]);
    expect([...encoding.attentionMask]).to.deep.equal([1, 1, 1, 1, 0, 0]);
  });

  it('pads on the left where asked to', () => {
    const encoding = tokenizer.encode('ab', {
      padding: 'max',
      maxLength: 4,
      paddingSide: 'left',
      offsets: true,
    });
    expect([...encoding.ids]).to.deep.equal([0, 0, 4, 5]);
    expect([...encoding.attentionMask]).to.deep.equal([0, 0, 1, 1]);
    expect([...encoding.offsets!]).to.deep.equal([0, 0, 0, 0, 0, 1, 1, 2]);
  });

  it('pads a batch to its longest row', () => {
    const rows = tokenizer.encodeBatch(['a', 'abc', ''], { padding: 'longest' });
    expect(rows.map((row) => [...row.ids])).to.deep.equal([
      [4, 0, 0],
      [4, 5, 6],
      [0, 0, 0],
    ]);
    expect(tokenizer.encodeBatch([], { padding: 'longest' })).to.deep.equal([]);
  });

  it('cuts the text, not its frame', () => {
    expect(ids({ addSpecials: true })).to.deep.equal([1, 4, 5, 6, 7, 2]);
    expect(ids({ addSpecials: true, maxLength: 4 })).to.deep.equal([1, 4, 5, 2]);
    expect(ids({ addSpecials: true, maxLength: 4, truncationSide: 'left' })).to.deep.equal([1, 6, 7, 2]);
    expect(ids({ addSpecials: true, maxLength: 2 })).to.deep.equal([1, 2]);
    expect(ids({ addSpecials: true, maxLength: 1 })).to.deep.equal([1]);
    expect(ids({ addSpecials: true, maxLength: 1, truncationSide: 'left' })).to.deep.equal([2]);
  });

  it('refuses a maxLength that is not a positive whole number', () => {
    for (const maxLength of [0, -1, 1.5, Number.NaN]) {
      expect(() => ids({ maxLength })).to.throw(CodexError, `\`maxLength\` is ${maxLength}`);
    }
  });

  it('refuses padding to the maximum without a maximum', () => {
    expect(() => ids({ padding: 'max' })).to.throw(CodexError, 'padding to `max` needs `maxLength`');
  });

  it('refuses padding without a pad token, also where nothing would be padded', async () => {
    const without = await train(char, ['abcd']);
    expect(() => without.encode('abcd', { padding: 'max', maxLength: 2 })).to.throw(
      CodexError,
      'padding needs a pad token and tokenizer `char` has none',
    );
  });
});

describe('tokenizer.json', () => {
  it('follows the layout that other readers expect', async () => {
    const saved = (await train(char, ['ba'], { specials: ['bos', 'eos'] })).save();
    expect(saved).to.deep.equal({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: ['<bos>', '<eos>', '<unk>'].map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: { type: 'Split', pattern: { Regex: '[\\s\\S]' }, behavior: 'Isolated', invert: false },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '<bos>', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '<eos>', type_id: 0 } },
        ],
        pair: [
          { SpecialToken: { id: '<bos>', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '<eos>', type_id: 0 } },
          { SpecialToken: { id: '<bos>', type_id: 1 } },
          { Sequence: { id: 'B', type_id: 1 } },
          { SpecialToken: { id: '<eos>', type_id: 1 } },
        ],
        special_tokens: {
          '<bos>': { id: '<bos>', ids: [0], tokens: ['<bos>'] },
          '<eos>': { id: '<eos>', ids: [1], tokens: ['<eos>'] },
        },
      },
      decoder: { type: 'Fuse' },
      model: {
        type: 'WordLevel',
        unk_token: '<unk>',
        vocab: { '<bos>': 0, '<eos>': 1, '<unk>': 2, a: 3, b: 4 },
      },
    });
  });

  it('names the place of what is malformed', async () => {
    const saved = (await train(char, ['ab'])).save();
    const model = saved['model'] as JsonObject;
    const added = saved['added_tokens'] as readonly JsonObject[];
    const cases: readonly (readonly [JsonObject, string])[] = [
      [{}, '`version`: '],
      [{ ...saved, version: '2.0' }, '`version`: '],
      [{ ...saved, model: { ...model, type: 'BPE' } }, '`model.type`: expected "WordLevel", received "BPE"'],
      [{ ...saved, pre_tokenizer: { type: 'Metaspace' } }, '`pre_tokenizer.type`: expected "Split"'],
      [{ ...saved, model: { ...model, vocab: ['a'] } }, '`model.vocab`: expected an object'],
      [{ ...saved, added_tokens: [...added, { id: 'x', content: '<pad>' }] }, '`added_tokens[2].id`: '],
      [
        { ...saved, added_tokens: [{ id: 9, content: '<eos>' }] },
        '`added_tokens[0].id`: expected the id of "<eos>"',
      ],
      [
        { ...saved, added_tokens: [{ id: 0, content: '[CLS]' }] },
        '`added_tokens[0].content`: expected one of <pad>',
      ],
      [{ ...saved, added_tokens: added.slice(1) }, '`model.vocab["<eos>"]`: a special token must be listed'],
      [
        { ...saved, model: { ...model, vocab: { a: 0, b: 7 } } },
        '`model.vocab["b"]`: expected an id from 0 to 1',
      ],
      [
        { ...saved, model: { ...model, vocab: { a: 0, b: 0 } } },
        '`model.vocab["b"]`: id 0 is also that of "a"',
      ],
    ];
    for (const [data, message] of cases) {
      const error = await reload(char, data).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(CodexError).with.property('code', 'CML4106');
      expect((error as Error).message).to.include(message);
    }
  });
});
