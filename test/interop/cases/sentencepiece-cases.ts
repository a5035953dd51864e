// SentencePiece models and texts on which ours and Google's library are compared, and how ours answers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import sentencepiece from '@codex-ml/tokenizers/dist/sentencepiece.js';
import { ROOT } from '../../architecture/repository.js';
import { HOSTILE_TEXTS } from '../../tokenizers/hostile-texts.js';

export interface DecodedIds {
  readonly ids: readonly number[];
  readonly decoded: string;
}

export interface SentencePieceAnswer {
  readonly size: number;
  /** Ids of pad, bos, eos and unk; -1 for one that the model has not. */
  readonly roles: readonly number[];
  readonly texts: readonly DecodedIds[];
  /** Ids that were drawn at random, and what they decode to. */
  readonly idLists: readonly DecodedIds[];
}

export interface SentencePieceCase {
  readonly name: string;
  /** Of the trainer. */
  readonly options: Readonly<Record<string, unknown>>;
}

const SYMBOLS = ['<sep>', '<sepa>', 'aba', 'fox jumps', '日本', '▁Hello', ' x'];

/** For decoded text: parts of words, spaces, across tokens, longer ones first, and what is left out. */
const DECODED_RULES = {
  ab: 'X',
  aba: 'Y',
  'he ': 'HE_',
  ' ': '\u00a0',
  q: '',
  '▁': '~',
  日本: 'JP',
  '⁇': '??',
};

/** Models of which a file is committed. */
export const SENTENCEPIECE_CASES: readonly SentencePieceCase[] = [
  {
    name: 'unigram-nfkc',
    options: { model_type: 'unigram', vocab_size: 800, rules: 'nmt_nfkc of few', character_coverage: 0.995 },
  },
  {
    name: 'unigram-identity',
    options: {
      model_type: 'unigram',
      vocab_size: 600,
      normalization_rule_name: 'identity',
      add_dummy_prefix: false,
      remove_extra_whitespaces: false,
      split_by_whitespace: false,
      pad_id: 3,
      unk_surface: '?',
    },
  },
  {
    name: 'unigram-symbols',
    options: {
      model_type: 'unigram',
      vocab_size: 700,
      byte_fallback: true,
      normalization_rule_name: 'identity',
      character_coverage: 0.99,
      user_defined_symbols: SYMBOLS,
      control_symbols: ['<ctl>', 'quick'],
    },
  },
  {
    name: 'unigram-suffix',
    options: {
      model_type: 'unigram',
      vocab_size: 500,
      normalization_rule_name: 'identity',
      character_coverage: 0.98,
      treat_whitespace_as_suffix: true,
    },
  },
  {
    name: 'bpe-bytes',
    options: {
      model_type: 'bpe',
      vocab_size: 800,
      byte_fallback: true,
      normalization_rule_name: 'identity',
      remove_extra_whitespaces: false,
      split_digits: true,
      allow_whitespace_only_pieces: true,
      character_coverage: 0.98,
    },
  },
  {
    name: 'bpe-symbols',
    options: {
      model_type: 'bpe',
      vocab_size: 800,
      rules: 'nmt_nfkc of few',
      character_coverage: 0.98,
      user_defined_symbols: SYMBOLS,
      control_symbols: ['<ctl>'],
      bos_id: -1,
      eos_id: 1,
      unk_id: 2,
      pad_id: 0,
    },
  },
  {
    name: 'char-symbols',
    options: {
      model_type: 'char',
      vocab_size: 300,
      rules: 'nmt_nfkc of few',
      character_coverage: 0.98,
      user_defined_symbols: SYMBOLS,
      control_symbols: ['<ctl>'],
      decoded_rules: DECODED_RULES,
    },
  },
  {
    name: 'char-bytes',
    options: {
      model_type: 'char',
      vocab_size: 400,
      byte_fallback: true,
      normalization_rule_name: 'identity',
      remove_extra_whitespaces: false,
      treat_whitespace_as_suffix: true,
      character_coverage: 0.98,
    },
  },
  {
    name: 'word-identity',
    options: {
      model_type: 'word',
      vocab_size: 400,
      normalization_rule_name: 'identity',
      add_dummy_prefix: false,
      remove_extra_whitespaces: false,
      user_defined_symbols: SYMBOLS,
    },
  },
  {
    name: 'word-bytes',
    options: {
      model_type: 'word',
      vocab_size: 600,
      byte_fallback: true,
      rules: 'nmt_nfkc of few',
      decoded_rules: DECODED_RULES,
      unk_surface: '?',
    },
  },
];

/** The whole character map takes 230 KB, so its models are not committed. */
export const LARGE_CASES: readonly SentencePieceCase[] = ['nmt_nfkc', 'nmt_nfkc_cf', 'nfkc'].map((rule) => ({
  name: rule,
  options: { model_type: 'unigram', vocab_size: 700, normalization_rule_name: rule },
}));

/** Without halves of surrogate pairs, which UTF-8 does not have. */
export const SENTENCEPIECE_TEXTS: readonly string[] = [
  ...HOSTILE_TEXTS.map((text) => Buffer.from(text, 'utf8').toString('utf8')),
  '▁',
  'a▁',
  '▁▁a ▁ b',
  '  a  b  \n c ',
  'は\u3099 か\u3099か\u309a ｶﾞ ﾊﾟ が',
  'A\u030aA\u0308\u0301 o\u0302\u0309',
  '<sep>a<sep> b <sep> <sep>',
  '  <sepa> <sep  <sepa<sep>sep>',
  'ababa aababab cabac fox jumps fox  jumps',
  'Hello ▁Hello  Hello x xx  x ',
  '<ctl> quick the quick',
  '日本日本語日日本',
  '①②③ ½ ㌔ ﬀ ǆ ﷺ',
  'no\u00a0break\u3000wide\u2009thin\u00adsoft\u200b\ufeff',
  'unknown \u{1F9FF}\u{13080}\u{13081} \u{13082}x\u{13083}',
  `${'ab '.repeat(60)}${'a'.repeat(70)}`,
  '0123456789 007 3.14',
  'The tokens of a text are learned from a corpus of other texts.',
];

const FOLDER = join(ROOT, 'test', 'interop', 'golden', 'sentencepiece');

/** What models are trained on: guides of this project as they once were, so that models stay the same, and the texts. */
export function readCorpus(): readonly string[] {
  const guides = readFileSync(join(FOLDER, 'corpus.txt'), 'utf8');
  return [guides, ...SENTENCEPIECE_TEXTS, ...SENTENCEPIECE_TEXTS];
}

export function modelPath(name: string): string {
  return join(FOLDER, `${name}.model`);
}

/** Ours, of the model file. */
export async function openModel(path: string): Promise<Tokenizer> {
  async function* corpus(): AsyncGenerator<string> {}
  return sentencepiece.train({
    options: sentencepiece.options.parse({ path }),
    ctx: testContext(),
    corpus: corpus(),
  });
}

/** A tokenizer that is made from what the other writes. */
export async function saveAndLoad(tokenizer: Tokenizer): Promise<Tokenizer> {
  const data = JSON.parse(JSON.stringify(tokenizer.save())) as JsonObject;
  return sentencepiece.load({
    options: sentencepiece.options.parse({ path: 'unused' }),
    ctx: testContext(),
    data,
  });
}

/** What ours says to the same texts and lists of ids. Control pieces are left out, as the library does. */
export function answerOf(tokenizer: Tokenizer, idLists: readonly DecodedIds[]): SentencePieceAnswer {
  const { pad = -1, bos = -1, eos = -1, unk = -1 } = tokenizer.specials;
  const decode = (ids: readonly number[]): DecodedIds => ({
    ids,
    decoded: tokenizer.decode(ids, { skipSpecials: true }),
  });
  return {
    size: tokenizer.vocabularySize,
    roles: [pad, bos, eos, unk],
    texts: SENTENCEPIECE_TEXTS.map((text) => decode([...tokenizer.encode(text).ids])),
    idLists: idLists.map(({ ids }) => decode(ids)),
  };
}
