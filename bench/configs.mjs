// The models that are trained and decoded, and the optimizer's settings: the same for ours and for every peer.

/**
 * S: the baby GPT of nanoGPT's README. M: its larger one. L: GPT-2 with 124 M parameters. Q: the preset std/quickstart.
 * T: small enough to take 10,000 steps of. Embeddings are tied, linear layers and norms have biases, nothing drops out.
 */
export const CONFIGS = {
  S: { layers: 4, heads: 4, width: 128, context: 64, batch: 12, vocabulary: 65 },
  M: { layers: 6, heads: 6, width: 384, context: 256, batch: 8, vocabulary: 65 },
  L: { layers: 12, heads: 12, width: 768, context: 64, batch: 4, vocabulary: 50257 },
  Q: { layers: 2, heads: 4, width: 64, context: 64, batch: 16, vocabulary: 91 },
  T: { layers: 2, heads: 2, width: 32, context: 32, batch: 8, vocabulary: 65 },
};

export const ADAMW = { lr: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 };

export function describeConfig({ layers, heads, width, context, batch, vocabulary }) {
  return `${layers} layers, ${heads} heads, ${width} wide, context ${context}, batch ${batch}, vocabulary ${vocabulary}`;
}

/** Of the configs a bench offers those that were asked for, all by default. */
export function chooseConfigs(offered, asked = []) {
  return asked.length === 0 ? offered : offered.filter((name) => asked.includes(name));
}
