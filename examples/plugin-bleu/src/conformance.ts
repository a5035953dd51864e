// What the conformance suite of metrics needs to know: answers worked out by hand.
import type { TextObservation, TokenObservation } from '@codex-ml/plugin-api';

export function text(prediction: string, ...references: readonly string[]): TextObservation {
  return { kind: 'texts', prediction, references };
}

/** A batch of rows of one length; places without weight are padding. */
export function tokens(
  rows: readonly { readonly predictions: readonly number[]; readonly targets: readonly number[] }[],
  weights?: readonly number[],
): TokenObservation {
  const predictions = Int32Array.from(rows.flatMap((row) => row.predictions));
  const size = predictions.length;
  return {
    kind: 'tokens',
    rows: rows.length,
    length: size / rows.length,
    predictions,
    targets: Int32Array.from(rows.flatMap((row) => row.targets)),
    weights: weights === undefined ? new Float32Array(size).fill(1) : Float32Array.from(weights),
    nll: new Float32Array(size),
    bytes: new Int32Array(size).fill(1),
  };
}

export default [
  {
    kind: 'metric',
    id: 'bleu',
    known: [
      {
        name: 'a text that is its reference',
        observations: [text('the cat is on the mat', 'the cat is on the mat')],
        value: 100,
      },
      {
        // Precisions 5/6, 3/5, 1/4 and, for none of 3, one half.
        name: 'one word that differs, smoothed',
        observations: [text('the cat sat on the mat', 'the cat is on the mat')],
        value: 100 * ((5 / 6) * (3 / 5) * (1 / 4) * (0.5 / 3)) ** 0.25,
      },
      {
        // Four of five words in order: every n-gram matches, and the penalty is exp(1 - 5/4).
        name: 'a text that is too short',
        observations: [text('a b c d', 'a b c d e')],
        value: 100 * Math.exp(-1 / 4),
      },
      { name: 'a text with nothing in common', observations: [text('a b c d', 'e f g h')], value: 0 },
    ],
  },
  {
    kind: 'metric',
    id: 'bleu',
    title: 'of single words',
    options: { order: 1, smoothing: 'none', tokenize: 'whitespace' },
    known: [
      {
        // Papineni et al. 2002, example 2: `the` occurs at most twice in one reference.
        name: 'the the the the the the the',
        observations: [
          text('the the the the the the the', 'the cat is on the mat', 'there is a cat on the mat'),
        ],
        value: 100 * (2 / 7),
      },
    ],
  },
  {
    kind: 'metric',
    id: 'approx-bleu',
    options: { order: 2, smoothing: 'none' },
    known: [
      {
        // Words: 3 of 4. Pairs: 1-2 and 2-3 of 3.
        name: 'a last token that is wrong',
        observations: [tokens([{ predictions: [1, 2, 3, 9], targets: [1, 2, 3, 4] }])],
        value: 100 * ((3 / 4) * (2 / 3)) ** 0.5,
      },
      {
        name: 'a wrong token in padding',
        observations: [tokens([{ predictions: [1, 2, 3, 9], targets: [1, 2, 3, 4] }], [1, 1, 1, 0])],
        value: 100,
      },
      {
        name: 'padding alone',
        observations: [tokens([{ predictions: [1, 2], targets: [1, 2] }], [0, 0])],
        value: null,
      },
    ],
  },
] as const;
