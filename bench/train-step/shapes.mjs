// What is trained: the two shapes, the optimizer's settings and one fixed batch.

/** S: the baby GPT of nanoGPT's README on Shakespeare characters. Q: the preset std/quickstart on Moby-Dick. */
export const SHAPES = {
  S: { layers: 4, heads: 4, width: 128, context: 64, batch: 12, vocabulary: 65 },
  Q: { layers: 2, heads: 4, width: 64, context: 64, batch: 16, vocabulary: 91 },
};

export const ADAMW = { lr: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 };

/** Ids and targets, [batch * context] each: a fixed walk through the vocabulary, which can be learnt. */
export function fixedBatch({ batch, context, vocabulary }) {
  const ids = new Int32Array(batch * context);
  const targets = new Int32Array(batch * context);
  for (let row = 0; row < batch; row++) {
    let token = (7 * row) % vocabulary;
    for (let place = 0; place < context; place++) {
      const next = (token * 5 + place + 3) % vocabulary;
      ids[row * context + place] = token;
      targets[row * context + place] = next;
      token = next;
    }
  }
  return { ids, targets };
}

export function describeShape({ layers, heads, width, context, batch, vocabulary }) {
  return `${layers} layers, ${heads} heads, ${width} wide, context ${context}, batch ${batch}, vocabulary ${vocabulary}`;
}
