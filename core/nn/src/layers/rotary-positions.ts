// Rotary position embeddings (Su et al. 2021) in the half-split layout of Llama: pair i is (x[i], x[i + headWidth/2]).
import { codexError, type Tensor } from '@codex-ml/plugin-api';
import { rotatePairs } from '../functional/rotate-pairs.js';
import type { SequencePlan } from '../sequence/plan-sequence.js';
import type { TensorOps } from '../tensor-ops.js';

export interface RotaryOptions {
  readonly headWidth: number;
  readonly context: number;
  /** Base of the frequencies. Default 10000. */
  readonly theta?: number;
}

/** Rotates queries or keys [batch, heads, length, headWidth] by their positions. */
export type Rotation = (x: Tensor) => Tensor;

/** Makes the rotation of one forward pass; all layers share it. */
export type RotaryPositions = (plan: SequencePlan) => Rotation;

/**
 * Position p turns pair i by the angle p · theta^(-2i / headWidth). Angles are computed on the host in double precision:
 * in float32 they would be off by whole degrees at long contexts.
 * @throws CML5210 when `headWidth` is odd
 */
export function rotaryPositions(
  ops: TensorOps,
  { headWidth, context, theta = 10000 }: RotaryOptions,
): RotaryPositions {
  const { tf } = ops;
  if (headWidth % 2 !== 0) throw codexError('CML5210', { headWidth });
  const { cosines, signedSines } = tabulate(headWidth, context, theta);
  return ({ positions, batch, length }) => {
    const rowsFor = (table: Float32Array): Tensor => {
      if (positions === undefined) {
        return tf.tensor2d(table.subarray(0, length * headWidth), [length, headWidth]);
      }
      const rows = tf.gather(tf.tensor2d(table, [context, headWidth]), tf.reshape(positions, [-1]));
      return tf.reshape(rows, [batch, 1, length, headWidth]);
    };
    const [passCosines, passSines] = [rowsFor(cosines), rowsFor(signedSines)];
    return (x) => rotatePairs(ops, x, passCosines, passSines);
  };
}

/** Tables [context, headWidth]: both halves alike, the first half of the sines negated. */
function tabulate(
  headWidth: number,
  context: number,
  theta: number,
): { cosines: Float32Array; signedSines: Float32Array } {
  const cosines = new Float32Array(context * headWidth);
  const signedSines = new Float32Array(context * headWidth);
  const half = headWidth / 2;
  for (let position = 0; position < context; position += 1) {
    for (let pair = 0; pair < half; pair += 1) {
      const angle = position * theta ** ((-2 * pair) / headWidth);
      const place = position * headWidth + pair;
      cosines[place] = cosines[place + half] = Math.cos(angle);
      signedSines[place + half] = Math.sin(angle);
      signedSines[place] = -Math.sin(angle);
    }
  }
  return { cosines, signedSines };
}
