import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@codex-ml/plugin-api';
import { type FastEncoderParts, findFastEncoder } from '@codex-ml/tokenizers/dist/fast/find-fast-encoder.js';
import { GPT2_PATTERN, LLAMA3_PATTERN } from '@codex-ml/tokenizers/dist/fast/scanners/find-scanner.js';
import { createSink } from '@codex-ml/tokenizers/dist/token-sink.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { createDocument, mergePlainly } from './small-bpe.js';
import { texts } from './texts.js';

const GPT2 = new RegExp(
  GPT2_PATTERN.replaceAll('\\s', '\\p{White_Space}').replaceAll('(?!\\S)', '(?!\\P{White_Space})'),
  'gu',
);
const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };

interface Encoded {
  readonly tokens: readonly string[];
  readonly offsets: readonly (readonly [number, number])[];
}

function encoder(document: JsonObject, parts?: FastEncoderParts): (text: string, at?: number) => Encoded {
  const fast = findFastEncoder(document, parts)!;
  const { vocab } = document['model'] as { readonly vocab: Readonly<Record<string, number>> };
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(vocab)) tokens[id] = token;
  return (text, at = 0) => {
    const sink = createSink(0, true);
    fast.encodeInto(text, at, sink);
    const bare = createSink(0, false);
    fast.encodeInto(text, at, bare);
    const ids = [...sink.ids.subarray(0, sink.count)];
    expect([...bare.ids.subarray(0, bare.count)]).to.deep.equal(ids);
    return {
      tokens: ids.map((id) => tokens[id]!),
      offsets: ids.map((_, i) => [sink.offsets![2 * i]!, sink.offsets![2 * i + 1]!] as const),
    };
  };
}

function encodePlainly(text: string, document: JsonObject): Encoded {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd');
  const tokens = (wellFormed.match(GPT2) ?? []).flatMap((word) => mergePlainly(word, document));
  // place of the character that each byte belongs to
  const places: [number, number][] = [];
  let at = 0;
  for (const character of wellFormed) {
    const place: [number, number] = [at, at + character.length];
    for (const _ of Buffer.from(character, 'utf8')) places.push(place);
    at += character.length;
  }
  let byte = 0;
  const offsets = tokens.map((token): [number, number] => {
    const first = places[byte]![0];
    byte += token.length;
    return [first, places[byte - 1]![1]];
  });
  return { tokens, offsets };
}

describe('findFastEncoder', () => {
  it('makes the ids and offsets that merging word by word makes', () => {
    const document = createDocument();
    const encode = encoder(document);
    fc.assert(
      fc.property(texts, (text) => {
        expect(encode(text)).to.deep.equal(encodePlainly(text, document));
      }),
      { numRuns: 1500 },
    );
    expect(encode("there's 中文")).to.deep.equal(encodePlainly("there's 中文", document));
    expect(encode('')).to.deep.equal({ tokens: [], offsets: [] });
  });

  it('counts offsets from where the text begins in the input', () => {
    const { offsets } = encoder(createDocument())('a😀', 10);
    expect(offsets[0]).to.deep.equal([10, 11]);
    expect(offsets.at(-1)).to.deep.equal([11, 13]);
  });

  it('gives the same where its table of words is emptied again and again', () => {
    const document = createDocument();
    const [bounded, unbounded] = [encoder(document, { limits: { words: 4, perWord: 2 } }), encoder(document)];
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 5 }), (parts) => {
        const text = parts.join(' ');
        expect(bounded(text)).to.deep.equal(unbounded(text));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same in long texts, wherever they are cut on the way', () => {
    const document = createDocument();
    const encode = encoder(document);
    const one = `they're there,   théâtre\n\n  中文字符中文 😀😀 ${'x'.repeat(70)}\n`;
    const part = encode(one);
    const many = encode(one.repeat(900));
    expect(many.tokens.length).to.equal(900 * part.tokens.length);
    expect(many.tokens.slice(-part.tokens.length)).to.deep.equal(part.tokens);
    expect(many.offsets.at(-1)).to.deep.equal([900 * one.length - 1, 900 * one.length]);
    const unbroken = '中文'.repeat(30_000);
    expect(isDeepStrictEqual(encode(unbroken), encodeRepeated('中文', 30_000, document))).to.equal(true);
  });

  it('takes no quadratic time for long words', () => {
    const document = createDocument();
    const { tokens } = encoder(document)('a'.repeat(300_000));
    expect(tokens.join('') === 'a'.repeat(300_000)).to.equal(true);
    expect(tokens.length).to.be.below(100_000);
  });

  it('takes a word that is a token as that token, where the document says so', () => {
    const { vocab } = createDocument()['model'] as { readonly vocab: JsonObject };
    const size = Object.keys(vocab).length;
    const model = { vocab: { ...vocab, Ġzebra: size, 'not bytes €': size + 1 } };
    const text = ' zebra zebras';
    expect(encoder(createDocument({}, { ...model, ignore_merges: true }))(text).tokens[0]).to.equal('Ġzebra');
    expect(encoder(createDocument({}, model))(text).tokens[0]).to.equal('Ġ');
  });

  it('puts a space before a text where the document says so, with the place of the first character', () => {
    const encode = encoder(
      createDocument({ pre_tokenizer: { ...BYTE_LEVEL, use_regex: true, add_prefix_space: true } }),
    );
    const plain = encoder(createDocument());
    expect(encode('there').tokens).to.deep.equal(plain(' there').tokens);
    expect(encode(' there')).to.deep.equal(plain(' there'));
    expect(encode('')).to.deep.equal({ tokens: [], offsets: [] });
    expect(encode('😀', 3).offsets.every(([start, end]) => start === 3 && end === 5)).to.equal(true);
  });

  it('knows the texts that a split with a known pattern cuts', () => {
    const split = (regex: string, behavior: string, invert: boolean): JsonObject =>
      createDocument({
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [{ type: 'Split', pattern: { Regex: regex }, behavior, invert }, BYTE_LEVEL],
        },
      });
    const text = "THERE'S 12345";
    const isolated = encoder(split(LLAMA3_PATTERN, 'Isolated', false))(text);
    expect(isolated.tokens.join('')).to.equal("THERE'SĠ12345");
    expect(encoder(split(LLAMA3_PATTERN, 'Removed', true))(text)).to.deep.equal(isolated);
    expect(findFastEncoder(split(LLAMA3_PATTERN, 'Removed', false))).to.equal(undefined);
    expect(findFastEncoder(split(LLAMA3_PATTERN, 'MergedWithNext', false))).to.equal(undefined);
  });

  it('cuts by any other patterns, one after the other, and keeps what they leave out', () => {
    const split = (pattern: JsonObject): JsonObject => ({
      type: 'Split',
      pattern,
      behavior: 'Isolated',
      invert: false,
    });
    const document = (...steps: JsonObject[]): JsonObject =>
      createDocument({ pre_tokenizer: { type: 'Sequence', pretokenizers: [...steps, BYTE_LEVEL] } });
    const expectPieces = (pieces: readonly string[], ...steps: JsonObject[]): void => {
      const expected = pieces.flatMap((piece) => mergePlainly(piece, createDocument()));
      expect(encoder(document(...steps))('there 2000there').tokens).to.deep.equal(expected);
    };
    expectPieces(['there ', '20', '00', 'there'], split({ Regex: '\\p{N}{1,2}' }));
    expectPieces(
      ['th', 'ere ', '2', '0', '0', '0', 'th', 'ere'],
      split({ Regex: '\\d' }),
      split({ String: 'th' }),
    );
    const any = document(split({ Regex: GPT2_PATTERN.replace('[sdmt]', '[tmds]') }));
    fc.assert(
      fc.property(texts, (text) => {
        expect(encoder(any)(text)).to.deep.equal(encodePlainly(text, any));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves to the general path what is not byte-level BPE of a known shape', () => {
    const others: JsonObject[] = [
      createDocument({ pre_tokenizer: null }),
      createDocument({ pre_tokenizer: { type: 'WhitespaceSplit' } }),
      createDocument({ pre_tokenizer: { type: 'Sequence', pretokenizers: [] } }),
      createDocument({
        pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Whitespace' }, BYTE_LEVEL] },
      }),
      createDocument({ normalizer: { type: 'NFKC' } }),
      createDocument({}, { type: 'Unigram' }),
      createDocument({}, { dropout: 0.1 }),
      createDocument({}, { unk_token: 'a' }),
      createDocument({}, { end_of_word_suffix: '</w>' }),
      createDocument({}, { continuing_subword_prefix: '##' }),
      createDocument({}, { byte_fallback: true }),
      createDocument({}, { vocab: { a: 0 }, merges: [] }),
      {},
    ];
    for (const document of others) expect(findFastEncoder(document)).to.equal(undefined);
  });
});

function encodeRepeated(text: string, times: number, document: JsonObject): Encoded {
  const few = 40;
  const sample = encodePlainly(text.repeat(few), document);
  const period = sample.tokens.length / few;
  expect(sample.tokens.slice(0, period)).to.deep.equal(sample.tokens.slice(period, 2 * period));
  const tokens = Array.from({ length: times * period }, (_, i) => sample.tokens[i % period]!);
  const offsets = tokens.map((_, i) => {
    const [start, end] = sample.offsets[i % period]!;
    const shift = Math.floor(i / period) * text.length;
    return [start + shift, end + shift] as const;
  });
  return { tokens, offsets };
}
