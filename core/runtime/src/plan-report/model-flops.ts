// Floating-point operations of an update by the model's sizes alone: matrix products, counted exactly, and nothing else.
import type { ModelShape } from '@codex-ml/plugin-api';
import type { ParameterCounts } from './group-parameters.js';

export interface ModelFlops {
  readonly forward: number;
  readonly backward: number;
  /** Both together, for one update. */
  readonly perStep: number;
  /** The share of the products of attention, which grow with the context. */
  readonly attention: number;
}

/** What is counted, for the reader. */
export const FLOPS_FORMULA =
  'per token: 6 x multiplied weights (2 forward, 4 backward; 4 for frozen ones) + 12 x layers x width x context for attention';

/** Where the formula is from. */
export const FLOPS_SOURCE =
  'Kaplan et al. 2020 (arXiv:2001.08361) section 2.1; Chowdhery et al. 2022 (PaLM, arXiv:2204.02311) appendix B';

/**
 * A multiplication and an addition count as two. For each token:
 * - forward: 2 per weight that it is multiplied with, and in each layer 2 · context · width for the scores and as many for
 *   the weighted values. Attention counts in full, as is the custom: a causal kernel that leaves out the masked half does less
 * - backward: each product again for the gradient of its input and again for that of its weights; frozen weights need none
 *
 * Embedding look-ups, norms, activations, softmax, rotary positions and the optimizer are left out: they are no products.
 * @param tokens per update
 */
export function modelFlops(
  { multiplied, multipliedTrainable }: ParameterCounts,
  { layers, width, context }: ModelShape,
  tokens: number,
): ModelFlops {
  const attentionForward = 4 * layers * width * context * tokens;
  const forward = 2 * multiplied * tokens + attentionForward;
  const backward = 2 * (multiplied + multipliedTrainable) * tokens + 2 * attentionForward;
  return { forward, backward, perStep: forward + backward, attention: 3 * attentionForward };
}
