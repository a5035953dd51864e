// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.

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
] as const;
