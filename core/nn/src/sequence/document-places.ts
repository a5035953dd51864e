// Rows that hold several documents: where each token's document begins, by arithmetic on their numbers. Values are never read.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { causalMask, MASKED } from './causal-mask.js';

export interface DocumentPlaces {
  /** float32 [batch, length]: place in the row of the first token that each token sees; padding sees only itself. */
  readonly firsts: Tensor;
  /** int32 [batch, length]: how far each token is behind it. */
  readonly positions: Tensor;
}

/** @param documents int32 [batch, length], each in [0, length]: ascending within a row, 0 for padding */
export function findDocumentPlaces({ tf }: TensorOps, documents: Tensor): DocumentPlaces {
  const [batch, length] = documents.shape as [number, number];
  const places = tf.reshape(tf.range(0, length, 1, 'float32'), [1, length]);
  const before = tf.concat(
    [tf.fill([batch, 1], -1, 'int32'), tf.slice(documents, 0, [batch, length - 1])],
    1,
  );
  const begins = tf.cast(tf.notEqual(documents, before), 'float32'); // [batch, length]: 1 where a document begins
  // One table of beginnings for each row, by number of document. Of its tokens only the first adds something.
  const columns = length + 1;
  const rowStarts = tf.reshape(tf.range(0, batch * columns, columns, 'int32'), [batch, 1]);
  const slots = tf.reshape(tf.add(documents, rowStarts), [-1]); // int32 [batch · length]
  const table: Tensor = tf.scatterND(tf.reshape(slots, [-1, 1]), tf.reshape(tf.mul(begins, places), [-1]), [
    batch * columns,
  ]);
  const found = tf.reshape(tf.gather(table, slots), [batch, length]);
  const padding = tf.cast(tf.equal(documents, tf.scalar(0, 'int32')), 'float32');
  const firsts = tf.add(found, tf.mul(padding, tf.sub(places, found)));
  return { firsts, positions: tf.cast(tf.sub(places, firsts), 'int32') };
}

/**
 * What to add to scores so that each token sees its own document up to itself: 0, or {@link MASKED} and lower.
 * @param firsts float32 [batch, length]
 * @param heads copies of each row's mask, side by side
 * @returns [batch, heads, length, length]
 */
export function documentMask(ops: TensorOps, firsts: Tensor, heads: number): Tensor {
  const { tf } = ops;
  const [batch, length] = firsts.shape as [number, number];
  const single = tf.reshape(firsts, [batch, 1, length, 1]);
  const perHead = heads === 1 ? single : tf.tile(single, [1, heads, 1, 1]);
  const behind = tf.minimum(tf.sub(tf.range(0, length, 1, 'float32'), perHead), 0); // below 0 for keys of other documents
  return tf.add(tf.mul(behind, -MASKED), causalMask(ops, length));
}
