// The smallest sound model: token table, position table, one attention head without projections, a gain. And its flaws.
import type { KvCache, LanguageModel, RngStream, Tensor, TfCore } from '@codex-ml/plugin-api';

export interface ModelFlaws {
  readonly seesLater?: boolean;
  readonly forgetsEarlier?: boolean;
  readonly mixesRows?: boolean;
  readonly flatLogits?: boolean;
  readonly ignoresLogitsAt?: boolean;
  readonly ignoresRandom?: boolean;
  readonly changesInTraining?: boolean;
  readonly ignoresPositions?: boolean;
  readonly sharesPositions?: boolean;
  readonly ownRandomness?: boolean;
  readonly unusedParameter?: boolean;
  readonly keepsTensors?: boolean;
  readonly decaysVectors?: boolean;
  readonly fixedCapacity?: boolean;
  readonly constantLogits?: boolean;
  readonly leaksDocuments?: boolean;
  /** Other documents are hidden, but not altogether. */
  readonly dimsDocuments?: boolean;
  readonly countsOnInDocuments?: boolean;
  readonly leavesPaddingBlind?: boolean;
}

const [WIDTH, CONTEXT] = [6, 8];
let models = 0;

export function createTinyModel(
  tf: TfCore,
  rng: RngStream,
  vocabularySize: number,
  flaws: ModelFlaws,
): LanguageModel {
  const stream = flaws.ownRandomness ? rng.fork(`model ${++models}`) : rng;
  const make = (name: string, shape: number[], mean = 0) => {
    const data = stream.fork(name).fillNormal(new Float32Array(shape.reduce((a, b) => a * b)), mean, 0.5);
    const variable = tf.tidy(() => tf.variable(tf.tensor(data, shape, 'float32')));
    return { name, variable, decay: shape.length > 1 || Boolean(flaws.decaysVectors), trainable: true };
  };
  const table = make('table', [vocabularySize, WIDTH]);
  const places = make('places', [CONTEXT, WIDTH]);
  const gain = make('gain', [WIDTH], 1);
  const unused = flaws.unusedParameter ? [make('unused', [2, 2])] : [];

  /** int32 [batch, length]: position of every token. */
  function positionsOf(batch: number, length: number, first: Tensor | undefined): Tensor {
    const steps = tf.reshape(tf.range(0, length, 1, 'int32'), [1, length]);
    if (first === undefined || flaws.ignoresPositions) return tf.tile(steps, [batch, 1]);
    const own = flaws.sharesPositions ? tf.tile(tf.slice(first, [0], [1]), [batch]) : first;
    return tf.add(tf.reshape(own, [batch, 1]), steps);
  }

  /** float32 [batch, length, length]: 1 where a token sees another as far as documents go; padding sees itself. */
  function alike(documents: Tensor): Tensor {
    const [batch, length] = documents.shape as [number, number];
    const query = tf.reshape(documents, [batch, length, 1]);
    const same = tf.cast(tf.equal(query, tf.reshape(documents, [batch, 1, length])), 'float32');
    const filled = tf.cast(tf.greater(query, tf.scalar(0, 'int32')), 'float32');
    return tf.add(tf.mul(same, filled), tf.mul(tf.eye(length), tf.sub(1, filled)));
  }

  /** int32 [batch, length]: tokens before each one in its document. */
  function positionsIn(documents: Tensor): Tensor {
    const length = documents.shape[1]!;
    const steps = tf.range(0, length, 1, 'int32');
    const before = tf.cast(tf.less(steps, tf.reshape(steps, [length, 1])), 'float32');
    return tf.cast(tf.sum(tf.mul(alike(documents), before), 2), 'int32');
  }

  /** Added to scores [batch, length, length]. */
  function documentMask(documents: Tensor): Tensor {
    const hidden = flaws.leaksDocuments ? 0 : flaws.dimsDocuments ? 5 : 1e9;
    const mask = tf.mul(tf.sub(alike(documents), 1), hidden);
    if (!flaws.leavesPaddingBlind) return mask;
    const [batch, length] = documents.shape as [number, number];
    const padding = tf.equal(tf.reshape(documents, [batch, length, 1]), tf.scalar(0, 'int32'));
    return tf.add(mask, tf.where(padding, tf.scalar(Number.NEGATIVE_INFINITY), tf.scalar(0)));
  }

  /** Keys [batch, capacity, width], with x [batch, length, width] written at its positions. */
  function remember(x: Tensor, positions: Tensor, cache: KvCache | undefined): Tensor {
    if (cache === undefined) return x;
    const [batch, length] = positions.shape as [number, number];
    const slots = tf.range(0, cache.capacity, 1, 'int32');
    const place = tf.cast(tf.equal(tf.reshape(positions, [batch, length, 1]), slots), 'float32'); // [batch, length, capacity]
    const written = tf.reshape(tf.sum(place, 1), [batch, cache.capacity, 1]);
    const old = tf.reshape(cache.layers[0]!.keys, [batch, cache.capacity, WIDTH]);
    const all = tf.add(tf.mul(old, tf.sub(1, written)), tf.matMul(place, x, true, false));
    cache.layers[0]!.keys.assign(tf.reshape(all, [batch, 1, cache.capacity, WIDTH]));
    return all;
  }

  function attend(
    x: Tensor,
    positions: Tensor,
    cache: KvCache | undefined,
    documents: Tensor | undefined,
  ): Tensor {
    const keys = remember(x, positions, cache); // [batch, seen, width]
    const [batch, length] = positions.shape as [number, number];
    const seen = keys.shape[1]!;
    const later = tf.greater(tf.range(0, seen, 1, 'int32'), tf.reshape(positions, [batch, length, 1]));
    const causal: Tensor = tf.mul(tf.cast(later, 'float32'), flaws.seesLater ? 0 : -1e9);
    const mask = documents === undefined ? causal : tf.add(causal, documentMask(documents));
    return tf.matMul(tf.softmax(tf.add(tf.matMul(x, keys, false, true), mask)), keys);
  }

  return {
    architecture: 'tiny',
    shape: { vocabularySize, context: CONTEXT, layers: 1, heads: 1, kvHeads: 1, width: WIDTH },
    parameters: [table, places, gain, ...unused],
    separatesDocuments: true,
    randomInputs: [{ site: 'output', rate: 0.1, shape: (batch, length) => [batch, length, WIDTH] }],
    forward(ids, { training, random, cache, positions: first, documents, logitsAt }) {
      const [batch, length] = ids.shape as [number, number];
      const positions = positionsOf(batch, length, first);
      const counted =
        documents === undefined || flaws.countsOnInDocuments ? positions : positionsIn(documents);
      const embedded = tf.add(tf.gather(table.variable, ids), tf.gather(places.variable, counted));
      let x: Tensor = flaws.forgetsEarlier
        ? embedded
        : tf.add(embedded, attend(embedded, positions, cache, documents));
      if (flaws.mixesRows) x = tf.add(x, tf.mean(x, 0, true));
      x = tf.mul(x, gain.variable);
      if (training && !flaws.ignoresRandom) x = tf.mul(x, random['output']!);
      if (training && flaws.changesInTraining) x = tf.mul(x, 1.1);
      if (logitsAt !== undefined && !flaws.ignoresLogitsAt) {
        const here = tf.equal(tf.reshape(logitsAt, [batch, 1, 1]), tf.range(0, length, 1, 'int32')); // [batch, 1, length]
        x = tf.matMul(tf.cast(here, 'float32'), x);
      }
      if (flaws.keepsTensors) tf.keep(tf.clone(x));
      const flat = tf.matMul(tf.reshape(x, [-1, WIDTH]), table.variable, false, true);
      if (flaws.flatLogits) return flat;
      const logits = tf.reshape(flat, [batch, -1, vocabularySize]);
      return flaws.constantLogits ? tf.mul(logits, 1e-4) : logits;
    },
    createCache(batch, asked = CONTEXT) {
      const capacity = flaws.fixedCapacity ? CONTEXT : asked;
      const zeros = () => tf.tidy(() => tf.variable(tf.zeros([batch, 1, capacity, WIDTH]), false));
      const [keys, values] = [zeros(), zeros()];
      return {
        batch,
        capacity,
        layers: [{ keys, values }],
        dispose() {
          keys.dispose();
          values.dispose();
        },
      };
    },
    exportConfig: () => ({ model_type: 'tiny', vocab_size: vocabularySize }),
  };
}
