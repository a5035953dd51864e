// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.

const tiny = { layers: 2, heads: 2, width: 8, context: 12 };
// Large initial weights: with the usual ones a tiny model hardly tells one token from another.
const loud = { ...tiny, initStd: 0.5 };

export default [
  { kind: 'model', id: 'gpt', title: 'plain', options: loud },
  {
    kind: 'model',
    id: 'gpt',
    title: 'with dropout, untied and without biases',
    options: { ...loud, dropout: 0.2, tieEmbeddings: false, bias: false, activation: 'relu-squared' },
  },
  { kind: 'model', id: 'llama', title: 'plain', options: loud },
  { kind: 'model', id: 'llama', title: 'with grouped queries', options: { ...loud, heads: 4, kvHeads: 2 } },
] as const;
