// Every function with a hand-written gradient, in two sizes, beside the same function in double precision.
import {
  affine,
  attend,
  causalMask,
  crossEntropy,
  geluErf,
  geluTanh,
  mergeHeads,
  normalizeLayer,
  normalizeRms,
  projectOntoRows,
  reluSquared,
  rotatePairs,
  silu,
  splitHeads,
  type TensorOps,
  takeRows,
} from '@codex-ml/nn';
import type { Tensor } from '@codex-ml/plugin-api';
import type { Numbers } from './reference.js';
import * as reference from './reference.js';

type Named<T> = Readonly<Record<string, T>>;
type Shapes = Named<readonly number[]>;

export interface GradientCase {
  readonly small: Shapes;
  /** At least 4096 numbers in the arrays that pass through: engines may compute those in another way. */
  readonly large: Shapes;
  compute(ops: TensorOps, at: Named<Tensor>): Tensor;
  reference(at: Named<Numbers>): Numbers;
}

const EPSILON = 1e-5;

/** Every seventh target is ignored. */
const targetsOf = (count: number, vocabulary: number): number[] =>
  Array.from({ length: count }, (_, i) => (i % 7 === 1 ? -100 : (i * 5 + 3) % vocabulary));
const weightOf = (i: number): number => [1, 0.5, 2, 0][i % 4]!;
/** Repeats some rows and leaves others out. */
const indicesOf = (rows: number): number[] => Array.from({ length: rows }, (_, i) => (i * i + 2) % rows);
const dropOf = (index: number): number => [2, 0, 1, 1.25, 2][index % 5]!;
const angleOf = (row: number, i: number) => ({
  cosine: Math.fround(Math.cos(row * 0.7 + i)),
  sine: Math.fround(Math.sin(row * 0.7 + i)),
});

function elementwise(
  compute: (ops: TensorOps, x: Tensor) => Tensor,
  formula: (x: number) => number,
): GradientCase {
  return {
    small: { x: [24] },
    large: { x: [12, 8, 64] },
    compute: (ops, { x }) => compute(ops, x!),
    reference: ({ x }) => reference.elementwise(x!, formula),
  };
}

function attention(heads: number, kvHeads: number, dropout: boolean): GradientCase {
  const shapes = (batch: number, length: number, width: number): Shapes => ({
    queries: [batch, heads, length, width],
    keys: [batch, kvHeads, length, width],
    values: [batch, kvHeads, length, width],
  });
  return {
    small: shapes(2, 3, 2),
    large: shapes(6, 20, 16),
    compute(ops, { queries, keys, values }) {
      const [batch, , length] = queries!.shape as [number, number, number];
      const shape = [batch, heads, length, length];
      const drop = Float32Array.from({ length: batch * heads * length * length }, (_, i) => dropOf(i));
      const dropMask = dropout ? ops.tf.tensor(drop, shape) : undefined;
      const mask = causalMask(ops, length);
      return attend(ops, { queries: queries!, keys: keys!, values: values!, mask, dropMask });
    },
    reference: ({ queries, keys, values }) =>
      reference.attend({
        ...{ queries: queries!, keys: keys!, values: values! },
        drop: dropout ? dropOf : undefined,
      }),
  };
}

/** @param own whether each row of the batch has angles of its own */
function rotation(own: boolean): GradientCase {
  return {
    small: { x: [2, 2, 3, 4] },
    large: { x: [3, 4, 24, 16] },
    compute(ops, { x }) {
      const [batch, , length, width] = x!.shape as [number, number, number, number];
      const rows = own ? batch * length : length;
      const numbers = (kind: 'cosine' | 'sine', sign: (i: number) => number): Tensor =>
        ops.tf.tensor(
          Float32Array.from({ length: rows * width }, (_, index) => {
            const [row, i] = [Math.floor(index / width), index % width];
            return sign(i) * angleOf(row, i % (width / 2))[kind];
          }),
          own ? [batch, 1, length, width] : [length, width],
        );
      return rotatePairs(
        ops,
        x!,
        numbers('cosine', () => 1),
        numbers('sine', (i) => (i < width / 2 ? -1 : 1)),
      );
    },
    reference({ x }) {
      const [, heads, length] = x!.shape as [number, number, number];
      return reference.rotatePairs(x!, (row, i) => {
        const batch = Math.floor(row / (heads * length));
        return angleOf((own ? batch * length : 0) + (row % length), i);
      });
    },
  };
}

const logitShapes = () => ({ small: { logits: [2, 3, 5] }, large: { logits: [8, 12, 50] } });

export const GRADIENT_CASES: Named<GradientCase> = {
  'affine with bias': {
    small: { x: [2, 3, 4], weight: [4, 5], bias: [5] },
    large: { x: [4, 24, 48], weight: [48, 96], bias: [96] },
    compute: (ops, { x, weight, bias }) => affine(ops, x!, weight!, bias),
    reference: ({ x, weight, bias }) => reference.affine(x!, weight!, bias),
  },
  'affine without bias': {
    small: { x: [3, 4], weight: [4, 2] },
    large: { x: [100, 48], weight: [48, 90] },
    compute: (ops, { x, weight }) => affine(ops, x!, weight!),
    reference: ({ x, weight }) => reference.affine(x!, weight!),
  },
  'the tied head': {
    small: { x: [2, 3, 4], table: [5, 4] },
    large: { x: [4, 24, 48], table: [90, 48] },
    compute: (ops, { x, table }) => projectOntoRows(ops, x!, table!),
    reference: ({ x, table }) => reference.projectOntoRows(x!, table!),
  },
  'the embedding lookup with repeated and with unused rows': {
    small: { table: [5, 3] },
    large: { table: [90, 48] },
    compute: (ops, { table }) => takeRows(ops, table!, ops.tf.tensor1d(indicesOf(table!.shape[0]), 'int32')),
    reference: ({ table }) => reference.takeRows(table!, indicesOf(table!.shape[0]!)),
  },
  'layer normalisation': {
    small: { x: [2, 2, 6], gain: [6], offset: [6] },
    large: { x: [4, 24, 50], gain: [50], offset: [50] },
    compute: (ops, { x, gain, offset }) => normalizeLayer(ops, x!, gain!, offset, EPSILON),
    reference: ({ x, gain, offset }) => reference.normalizeLayer(x!, gain!, offset, EPSILON),
  },
  'layer normalisation without offset': {
    small: { x: [3, 6], gain: [6] },
    large: { x: [90, 50], gain: [50] },
    compute: (ops, { x, gain }) => normalizeLayer(ops, x!, gain!, undefined, EPSILON),
    reference: ({ x, gain }) => reference.normalizeLayer(x!, gain!, undefined, EPSILON),
  },
  'root mean square normalisation': {
    small: { x: [2, 2, 6], gain: [6] },
    large: { x: [4, 24, 50], gain: [50] },
    compute: (ops, { x, gain }) => normalizeRms(ops, x!, gain!, EPSILON),
    reference: ({ x, gain }) => reference.normalizeRms(x!, gain!, EPSILON),
  },
  'GELU (tanh)': elementwise(geluTanh, reference.geluTanh),
  'GELU (erf)': elementwise(geluErf, reference.geluErf),
  SiLU: elementwise(silu, reference.silu),
  'ReLU²': elementwise(reluSquared, reference.reluSquared),
  'rotation of pairs': rotation(false),
  'rotation of pairs by angles of each row': rotation(true),
  attention: attention(2, 2, false),
  'attention with dropout': attention(2, 2, true),
  'grouped-query attention': attention(4, 2, false),
  'grouped-query attention with dropout': attention(4, 1, true),
  'cross-entropy, weighted, with ignored targets': {
    ...logitShapes(),
    compute(ops, { logits }) {
      const [rows, length, vocabulary] = logits!.shape as [number, number, number];
      const targets = ops.tf.tensor(targetsOf(rows * length, vocabulary), [rows, length], 'int32');
      const weights = Float32Array.from({ length: rows * length }, (_, i) => weightOf(i));
      return crossEntropy(ops, logits!, targets, ops.tf.tensor(weights, [rows, length])).sum;
    },
    reference({ logits }) {
      const [rows, length, vocabulary] = logits!.shape as [number, number, number];
      const nll = reference.tokenNll(logits!, targetsOf(rows * length, vocabulary));
      const total = nll.data.reduce((rest, each, i) => rest + each * weightOf(i), 0);
      return { shape: [], data: Float64Array.of(total) };
    },
  },
  'cross-entropy of each token': {
    ...logitShapes(),
    compute(ops, { logits }) {
      const [rows, length, vocabulary] = logits!.shape as [number, number, number];
      const targets = ops.tf.tensor(targetsOf(rows * length, vocabulary), [rows, length], 'int32');
      return crossEntropy(ops, logits!, targets).nll;
    },
    reference({ logits }) {
      const [rows, length, vocabulary] = logits!.shape as [number, number, number];
      return reference.tokenNll(logits!, targetsOf(rows * length, vocabulary));
    },
  },
  'splitting into heads': {
    small: { x: [2, 3, 8] },
    large: { x: [4, 24, 48] },
    compute: (ops, { x }) => splitHeads(ops, x!, 4),
    reference: ({ x }) => reference.splitHeads(x!, 4),
  },
  'merging heads': {
    small: { x: [2, 4, 3, 2] },
    large: { x: [4, 4, 24, 12] },
    compute: (ops, { x }) => mergeHeads(ops, x!),
    reference: ({ x }) => reference.mergeHeads(x!),
  },
};
