// One pre-norm transformer block: two residual branches, each normalised first. Knows no particular norm or feed-forward part.
import { type AttentionPass, dropout, type Layer, type ModuleScope, type SelfAttention } from '@codex-ml/nn';
import type { Tensor } from '@codex-ml/plugin-api';

export interface BlockParts {
  readonly width: number;
  /** Dropout of both branches. */
  readonly dropout: number;
  readonly attentionNorm: Layer;
  readonly attention: SelfAttention;
  readonly feedForwardNorm: Layer;
  readonly feedForward: Layer;
}

/** [batch, length, width] -> [batch, length, width] */
export type Block = (x: Tensor, at: AttentionPass) => Tensor;

/** Random inputs, when dropout is above 0: `attention-branch.dropout` and `mlp-branch.dropout`. */
export function decoderBlock(scope: ModuleScope, parts: BlockParts): Block {
  const { tf } = scope;
  const { attentionNorm, attention, feedForwardNorm, feedForward } = parts;
  const site = {
    rate: parts.dropout,
    shape: (batch: number, length: number) => [batch, length, parts.width],
  };
  const dropAttention = dropout(scope.child('attention-branch'), 'dropout', site);
  const dropFeedForward = dropout(scope.child('mlp-branch'), 'dropout', site);
  return (x, at) => {
    const attended = tf.add(x, dropAttention(attention(attentionNorm(x), at), at.pass));
    return tf.add(attended, dropFeedForward(feedForward(feedForwardNorm(attended)), at.pass));
  };
}
