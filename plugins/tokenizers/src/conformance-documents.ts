// Small documents in the format of `tokenizer.json` for the conformance fixtures: byte-level BPE, unigrams with bytes, word pieces.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { BYTE_ALPHABET } from './byte-alphabet.js';
import { writeAddedToken, writeTokenizerJson } from './formats/tokenizer-json/write-tokenizer-json.js';
import { BYTE_TOKENS } from './models/vocabulary-model.js';

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };

const MERGES: readonly (readonly [string, string])[] = [
  ['Ġ', 'a'],
  ['l', 'l'],
  ['m', 'e'],
  ['Ġ', 'me'],
  ['C', 'a'],
  ['Ca', 'll'],
  ['i', 'n'],
  ['Ã', '©'],
];

/** Every byte, a few merges, three specials of which one has no role. */
export function byteLevelDocument(): JsonObject {
  const tokens = [...BYTE_ALPHABET, ...MERGES.map(([left, right]) => left + right)];
  const size = tokens.length;
  return writeTokenizerJson({
    addedTokens: ['<|pad|>', '<|end|>', '<|turn|>'].map((token, i) => writeAddedToken(size + i, token, true)),
    normalizer: null,
    preTokenizer: BYTE_LEVEL,
    postProcessor: BYTE_LEVEL,
    decoder: BYTE_LEVEL,
    model: {
      type: 'BPE',
      vocab: numbered(tokens),
      merges: MERGES.map(([left, right]) => `${left} ${right}`),
    },
  });
}

/** Words begin with a mark, what no token fits is spelled in bytes. */
export function unigramDocument(): JsonObject {
  const words = ['▁', '▁me', '▁Call', 'a', 'e', 'i', 'l', 'm', 'n', 's', 'll', 'in', 'C'];
  const specials = ['<pad>', '<s>', '</s>', '<unk>'];
  const mark = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
  return writeTokenizerJson({
    addedTokens: specials.map((token, id) => writeAddedToken(id, token, true)),
    normalizer: { type: 'NFKC' },
    preTokenizer: mark,
    postProcessor: {
      type: 'TemplateProcessing',
      single: [part('SpecialToken', '<s>', 0), part('Sequence', 'A', 0), part('SpecialToken', '</s>', 0)],
      pair: [part('Sequence', 'A', 0), part('SpecialToken', '</s>', 0), part('Sequence', 'B', 1)],
      special_tokens: Object.fromEntries(
        ['<s>', '</s>'].map((id, i) => [id, { id, ids: [i + 1], tokens: [id] }]),
      ),
    },
    decoder: { type: 'Sequence', decoders: [{ type: 'ByteFallback' }, mark] },
    model: {
      type: 'Unigram',
      unk_id: 3,
      byte_fallback: true,
      vocab: [
        ...specials.map((token): [string, number] => [token, 0]),
        ...BYTE_TOKENS.map((token): [string, number] => [token, 0]),
        ...words.map((token, i): [string, number] => [token, -2 - i / 4]),
      ],
    },
  });
}

/** As BERT has it; the file beside it names the roles. */
export function wordPieceDocument(): JsonObject {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...letters, ...letters.map((letter) => `##${letter}`)];
  return writeTokenizerJson({
    addedTokens: tokens.slice(0, 4).map((token, id) => writeAddedToken(id, token, true)),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    preTokenizer: { type: 'BertPreTokenizer' },
    postProcessor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: numbered(tokens),
    },
  });
}

function numbered(tokens: readonly string[]): JsonObject {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

function part(kind: 'SpecialToken' | 'Sequence', id: string, type: number): JsonValue {
  return { [kind]: { id, type_id: type } };
}

/** Ranks of all bytes and of a few words. */
export function rankFile(): string {
  const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte));
  const words = ['th', 'he', 'the', ' t', ' the', 'in', 'an', 'and', ' a', ' and', 'aa', 'aaa', 'aaaa'];
  return [...bytes, ...words.map((word) => Buffer.from(word, 'utf8'))]
    .map((token, rank) => `${token.toString('base64')} ${rank}\n`)
    .join('');
}
