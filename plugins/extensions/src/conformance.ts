// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.

export default [
  { kind: 'extension', id: 'ema' },
  {
    kind: 'extension',
    id: 'ema',
    title: 'short and without warmup',
    options: { decay: 0.5, warmup: false, validate: false },
  },
  { kind: 'extension', id: 'clean-text' },
  {
    kind: 'extension',
    id: 'clean-text',
    title: 'dropping short samples',
    options: { unicode: 'NFKC', minimum: 3 },
  },
  { kind: 'extension', id: 'prompt-limit', options: { characters: 100 } },
] as const;
