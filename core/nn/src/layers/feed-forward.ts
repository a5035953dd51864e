// The feed-forward half of a transformer block: plain (MLP) and gated (SwiGLU).
import type { Activation } from '../functional/activations.js';
import { silu } from '../functional/activations.js';
import type { ModuleScope } from '../module-scope.js';
import { type Layer, linear } from './linear.js';

export interface FeedForwardOptions {
  readonly width: number;
  readonly hiddenWidth: number;
  readonly bias?: boolean;
  /** Standard deviation of the initial weights that read the stream. */
  readonly std: number;
  /** The same for the projection that writes to it. */
  readonly outputStd: number;
}

/** down(activation(up(x))), [..., width] -> [..., width]. Parameters below `up` and `down`. */
export function mlp(
  scope: ModuleScope,
  options: FeedForwardOptions & { readonly activation: Activation },
): Layer {
  const { width, hiddenWidth, bias = true, std, outputStd, activation } = options;
  const up = linear(scope.child('up'), { inputs: width, outputs: hiddenWidth, bias, std });
  const down = linear(scope.child('down'), { inputs: hiddenWidth, outputs: width, bias, std: outputStd });
  return (x) => down(activation(scope, up(x)));
}

/**
 * SwiGLU (Shazeer 2020): down(silu(gate(x)) · up(x)), [..., width] -> [..., width].
 * Parameters below `gate`, `up` and `down`; no bias by default.
 */
export function swiglu(scope: ModuleScope, options: FeedForwardOptions): Layer {
  const { width, hiddenWidth, bias = false, std, outputStd } = options;
  const gate = linear(scope.child('gate'), { inputs: width, outputs: hiddenWidth, bias, std });
  const up = linear(scope.child('up'), { inputs: width, outputs: hiddenWidth, bias, std });
  const down = linear(scope.child('down'), { inputs: hiddenWidth, outputs: width, bias, std: outputStd });
  return (x) => down(scope.tf.mul(silu(scope, gate(x)), up(x)));
}
