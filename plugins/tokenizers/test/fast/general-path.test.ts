import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { createAddedTokens } from '@codex-ml/tokenizers/dist/added-tokens/create-added-tokens.js';
import { findFastEncoder } from '@codex-ml/tokenizers/dist/fast/find-fast-encoder.js';
import {
  LLAMA3_PATTERN,
  O200K_PATTERN,
  QWEN2_PATTERN,
} from '@codex-ml/tokenizers/dist/fast/scanners/find-scanner.js';
import { createModel } from '@codex-ml/tokenizers/dist/models/create-model.js';
import { createNormalizer } from '@codex-ml/tokenizers/dist/normalizers/create-normalizer.js';
import { createTokenizeText } from '@codex-ml/tokenizers/dist/pipeline/create-tokenize-text.js';
import { createPreTokenizer } from '@codex-ml/tokenizers/dist/pre-tokenizers/create-pre-tokenizer.js';
import { createSink } from '@codex-ml/tokenizers/dist/token-sink.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { createDocument } from './small-bpe.js';
import { texts } from './texts.js';

type Encode = (text: string) => { readonly ids: number[]; readonly offsets: number[] };

function open(document: JsonObject, path: 'fast' | 'general'): Encode {
  const normalizer = createNormalizer(document['normalizer']!);
  const tokenize = createTokenizeText({
    parts: {
      added: createAddedTokens([], normalizer),
      normalizer,
      preTokenizer: createPreTokenizer(document['pre_tokenizer']!),
    },
    model: createModel(document['model']),
    guarded: new Set(),
    fast: path === 'fast' ? findFastEncoder(document)! : undefined,
  });
  return (text) => {
    const sink = createSink(0, true);
    tokenize(text, false, sink);
    return {
      ids: [...sink.ids.subarray(0, sink.count)],
      offsets: [...sink.offsets!.subarray(0, 2 * sink.count)],
    };
  };
}

const byteLevel = (fields: JsonObject = {}): JsonObject => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: true,
  ...fields,
});
const behind = (...steps: JsonObject[]): JsonValue => ({
  type: 'Sequence',
  pretokenizers: [...steps, byteLevel({ use_regex: false })],
});
const split = (regex: string): JsonObject => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Isolated',
  invert: false,
});

const DOCUMENTS: Readonly<Record<string, JsonObject>> = {
  'GPT-2': createDocument(),
  'GPT-2 with NFC and a space before': createDocument({
    normalizer: { type: 'NFC' },
    pre_tokenizer: byteLevel({ add_prefix_space: true }),
  }),
  'single digits': createDocument({
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel()],
    },
  }),
  'Llama 3': createDocument({ pre_tokenizer: behind(split(LLAMA3_PATTERN)) }, { ignore_merges: true }),
  'Qwen 2': createDocument({ normalizer: { type: 'NFC' }, pre_tokenizer: behind(split(QWEN2_PATTERN)) }),
  o200k: createDocument({ pre_tokenizer: behind(split(O200K_PATTERN)) }),
  'patterns of its own': createDocument({
    pre_tokenizer: behind(split('\\p{N}{1,3}'), split('[一-龥あ-ん]+'), split('\\s?\\p{L}+|[!-/]+|\\s+$')),
  }),
  'no pattern': createDocument({ pre_tokenizer: byteLevel({ use_regex: false }) }),
};

describe('the fast path', () => {
  for (const [name, document] of Object.entries(DOCUMENTS)) {
    it(`agrees with the general one: ${name}`, () => {
      const fast = open(document, 'fast');
      const general = open(document, 'general');
      fc.assert(
        fc.property(texts, (text) => {
          expect(fast(text)).to.deep.equal(general(text));
        }),
        { numRuns: 300 },
      );
    });
  }
});
