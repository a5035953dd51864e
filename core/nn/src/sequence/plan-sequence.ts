// What all layers of one forward pass share about places in the sequence: positions, the causal mask, where a cache is written.
import { codexError, type ForwardPass, type Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { causalMask, MASKED } from './causal-mask.js';
import { documentMask, findDocumentPlaces } from './document-places.js';

/** Where the pass writes into a cache. */
export interface CacheSlots {
  readonly capacity: number;
  /** [batch, capacity, length]: 1 where a token of the pass goes to a slot, else 0 */
  readonly placement: Tensor;
  /** [batch, 1, capacity, 1]: 0 for slots that are written, 1 for those that keep their content */
  readonly kept: Tensor;
}

export interface SequencePlan {
  readonly batch: number;
  readonly length: number;
  /**
   * int32 [batch, length]: absolute position of each token; absent where rows simply count from 0. Padding behind a row's last
   * token may reach past the context: its position is the last one there is, and no cache slot takes it. In rows of several
   * documents each counts from 0.
   */
  readonly positions: Tensor | undefined;
  /**
   * Added to attention scores: [length, length]; with a cache [batch, 1, length, capacity]; with documents
   * [batch, 1, length, length]
   */
  readonly mask: Tensor;
  /** The same numbers in the shape that is fastest to add to the scores of `heads` heads on this engine. */
  maskFor(heads: number): Tensor;
  readonly slots: CacheSlots | undefined;
}

/**
 * Work out places once per pass; every layer then uses the same tensors. Only tensor ops on `positions`: their values are
 * never read, so that the pass can be traced. The same goes for `documents`.
 * @param ids int32 [batch, length]
 * @param context longest sequence of the model
 * @throws CML5205 when `length` exceeds the context or the cache, CML5206 when a cache comes without positions,
 * CML5207 when the cache was made for another batch size, CML5220 when `documents` come with a cache or positions, CML5221 when
 * they are not of the shape of `ids`
 */
export function planSequence(ops: TensorOps, ids: Tensor, pass: ForwardPass, context: number): SequencePlan {
  const { tf } = ops;
  const [batch, length] = ids.shape as [number, number];
  const limit = Math.min(context, pass.cache?.capacity ?? context);
  if (length > limit) throw codexError('CML5205', { length, limit });
  if (pass.cache !== undefined && pass.positions === undefined) throw codexError('CML5206', {});
  if (pass.cache !== undefined && pass.cache.batch !== batch) {
    throw codexError('CML5207', { expected: pass.cache.batch, received: batch });
  }
  if (pass.documents !== undefined) return planDocuments(ops, pass.documents, pass, [batch, length]);
  if (pass.positions === undefined) {
    return {
      batch,
      length,
      positions: undefined,
      ...sameForAllHeads(causalMask(ops, length)),
      slots: undefined,
    };
  }
  const positions = tf.add(
    tf.reshape(pass.positions, [batch, 1]),
    tf.reshape(tf.range(0, length, 1, 'int32'), [1, length]),
  ); // int32 [batch, length]
  const inTable = tf.minimum(positions, tf.scalar(context - 1, 'int32')); // int32 [batch, length]
  if (pass.cache === undefined) {
    return {
      batch,
      length,
      positions: inTable,
      ...sameForAllHeads(causalMask(ops, length)),
      slots: undefined,
    };
  }
  const { capacity } = pass.cache;
  const slotNumbers = tf.range(0, capacity, 1, 'int32');
  const placement = tf.cast(
    tf.equal(tf.reshape(slotNumbers, [1, capacity, 1]), tf.reshape(positions, [batch, 1, length])),
    'float32',
  ); // [batch, capacity, length]
  const written = tf.sum(placement, 2); // [batch, capacity]
  const future = tf.cast(
    tf.greater(tf.reshape(slotNumbers, [1, 1, capacity]), tf.reshape(positions, [batch, length, 1])),
    'float32',
  ); // [batch, length, capacity]
  return {
    batch,
    length,
    positions: inTable,
    ...sameForAllHeads(tf.reshape(tf.mul(future, MASKED), [batch, 1, length, capacity])),
    slots: { capacity, placement, kept: tf.reshape(tf.sub(1, written), [batch, 1, capacity, 1]) },
  };
}

function sameForAllHeads(mask: Tensor): Pick<SequencePlan, 'mask' | 'maskFor'> {
  return { mask, maskFor: () => mask };
}

function planDocuments(
  ops: TensorOps,
  documents: Tensor,
  { cache, positions: given }: ForwardPass,
  [batch, length]: readonly [number, number],
): SequencePlan {
  if (cache !== undefined || given !== undefined) throw codexError('CML5220', {});
  if (documents.shape[0] !== batch || documents.shape[1] !== length || documents.rank !== 2) {
    throw codexError('CML5221', {
      expected: `[${batch}, ${length}]`,
      received: `[${documents.shape.join(', ')}]`,
    });
  }
  const { firsts, positions } = findDocumentPlaces(ops, documents);
  const mask = documentMask(ops, firsts, 1);
  // Loops of compiled engines read one number for each score, or repeat whole arrays, but not parts of them for each head.
  const repeated = new Map<number, Tensor>([[1, mask]]);
  const maskFor = (heads: number): Tensor => {
    if (!ops.features.has('compiled')) return mask;
    const made = repeated.get(heads) ?? documentMask(ops, firsts, heads);
    repeated.set(heads, made);
    return made;
  };
  return { batch, length, positions, mask, maskFor, slots: undefined };
}
