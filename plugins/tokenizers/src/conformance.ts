// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.
import { byteLevelDocument, unigramDocument, wordPieceDocument } from './conformance-documents.js';

const every = { specials: ['pad', 'bos', 'eos'] };

export default [
  { kind: 'tokenizer', id: 'byte', lossless: 'always' },
  { kind: 'tokenizer', id: 'byte', title: 'with every special', lossless: 'always', options: every },
  { kind: 'tokenizer', id: 'byte', title: 'without specials', lossless: 'always', options: { specials: [] } },
  { kind: 'tokenizer', id: 'char', lossless: 'trained' },
  { kind: 'tokenizer', id: 'char', title: 'with every special', lossless: 'trained', options: every },
  { kind: 'tokenizer', id: 'whitespace', lossless: 'never' },
  {
    kind: 'tokenizer',
    id: 'whitespace',
    title: 'lower case, with every special',
    lossless: 'never',
    options: { ...every, lowercase: true },
  },
  {
    kind: 'tokenizer',
    id: 'whitespace',
    title: 'with few words',
    lossless: 'never',
    options: { maxVocabulary: 12 },
  },
  {
    kind: 'tokenizer',
    id: 'tokenizer-json',
    title: 'byte-level BPE',
    lossless: 'always',
    files: { 'tokenizer.json': JSON.stringify(byteLevelDocument()) },
    options: { path: 'tokenizer.json', specials: { pad: '<|pad|>', eos: '<|end|>' } },
  },
  {
    kind: 'tokenizer',
    id: 'tokenizer-json',
    title: 'unigrams',
    lossless: 'never',
    files: { 'model/tokenizer.json': JSON.stringify(unigramDocument()) },
    options: { path: 'model' },
  },
  {
    kind: 'tokenizer',
    id: 'tokenizer-json',
    title: 'word pieces',
    lossless: 'never',
    files: {
      'model/tokenizer.json': JSON.stringify(wordPieceDocument()),
      'model/tokenizer_config.json': JSON.stringify({ pad_token: '[PAD]', unk_token: { content: '[UNK]' } }),
    },
    options: { path: 'model' },
  },
] as const;
