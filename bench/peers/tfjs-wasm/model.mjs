// The model of the peer `tfjs-wasm`: the same one as one would write it with stock tfjs-core ops, on the stock wasm kernels, with tfjs's own
// gradients and Adam. Of ours it borrows only the loader of those gradients, which the Node bundle of tfjs-core leaves out.
import '@tensorflow/tfjs-backend-wasm';
import { loadTfCore } from '@codex-ml/tfjs';
import * as tf from '@tensorflow/tfjs-core';

/**
 * @param initial weights by name, those that ours starts from
 * @returns `step({ ids, targets })`, which resolves to the loss
 */
export async function createTrainer(sizes, adamw, initial) {
  tf.env().set('PROD', true);
  await loadTfCore();
  await tf.setBackend('wasm');
  const variables = Object.fromEntries(
    Object.entries(initial).map(([name, { shape, data }]) => [
      name,
      tf.variable(tf.tensor(data, shape), true, name),
    ]),
  );
  const decayed = Object.values(variables).filter(({ rank }) => rank > 1);
  const { lr, beta1, beta2, eps, weightDecay } = adamw;
  const adam = tf.train.adam(lr, beta1, beta2, eps);
  return {
    async step({ ids, targets }) {
      const loss = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => lossOf(sizes, variables, ids, targets));
        for (const variable of decayed) variable.assign(tf.mul(variable, 1 - lr * weightDecay));
        adam.applyGradients(grads);
        return value;
      });
      const [number] = await loss.data();
      loss.dispose();
      return number;
    },
  };
}

/** Mean cross entropy over the batch, in nats. */
function lossOf(sizes, weights, ids, targets) {
  const { batch, context, vocabulary } = sizes;
  const logits = forward(sizes, weights, tf.tensor1d(ids, 'int32')); // [batch * context, vocabulary]
  const labels = tf.oneHot(tf.tensor1d(targets, 'int32'), vocabulary);
  const sum = tf.sum(tf.mul(tf.cast(labels, 'float32'), tf.logSoftmax(logits)));
  return tf.mul(sum, -1 / (batch * context));
}

function forward({ layers, heads, width, context, batch, vocabulary }, weights, ids) {
  const rows = batch * context;
  const table = weights['embedding.weight'];
  // The wasm backend has no UnsortedSegmentSum, which the gradient of gather needs; a product with one-hot rows does without.
  const tokens = tf.matMul(tf.cast(tf.oneHot(ids, vocabulary), 'float32'), table);
  const embedded = tf.add(tf.reshape(tokens, [batch, context, width]), weights['positions.weight']);
  const mask = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([context, context]), -1, 0)), -1e9);
  let x = tf.reshape(embedded, [rows, width]);
  for (let layer = 0; layer < layers; layer++) {
    const at = (name) => weights[`blocks.${layer}.${name}`];
    const linear = (input, name) => tf.add(tf.matMul(input, at(`${name}.weight`)), at(`${name}.bias`));
    const split = (input) =>
      tf.transpose(tf.reshape(input, [batch, context, heads, width / heads]), [0, 2, 1, 3]);

    const normed = layerNorm(x, at('attention-norm.weight'), at('attention-norm.bias'));
    const [query, key, value] = ['query', 'key', 'value'].map((part) =>
      split(linear(normed, `attention.${part}`)),
    );
    const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(width / heads));
    const mixed = tf.matMul(tf.softmax(tf.add(scores, mask)), value); // [batch, heads, context, headWidth]
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows, width]);
    x = tf.add(x, linear(joined, 'attention.output'));

    const hidden = linear(layerNorm(x, at('mlp-norm.weight'), at('mlp-norm.bias')), 'mlp.up');
    x = tf.add(x, linear(gelu(hidden), 'mlp.down'));
  }
  return tf.matMul(layerNorm(x, weights['norm.weight'], weights['norm.bias']), table, false, true);
}

function layerNorm(x, gain, offset) {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gain), offset);
}

/** The tanh approximation of GPT-2. */
function gelu(x) {
  const cubic = tf.mul(tf.mul(tf.mul(x, x), x), 0.044715);
  const bend = tf.tanh(tf.mul(tf.add(x, cubic), Math.sqrt(2 / Math.PI)));
  return tf.mul(tf.mul(x, 0.5), tf.add(bend, 1));
}
