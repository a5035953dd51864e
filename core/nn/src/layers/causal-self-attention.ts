// Causal self-attention: multi-head or grouped-query, with or without rotary positions and a key/value cache.
import type { ForwardPass, Tensor } from '@codex-ml/plugin-api';
import { attend } from '../functional/attend.js';
import { attendCached, canAttendCached } from '../functional/attend-cached.js';
import { mergeHeads, splitHeads } from '../functional/heads.js';
import type { ModuleScope } from '../module-scope.js';
import { writeToCache } from '../sequence/kv-cache.js';
import type { SequencePlan } from '../sequence/plan-sequence.js';
import { dropoutMask } from './dropout.js';
import { linear } from './linear.js';
import type { Rotation } from './rotary-positions.js';

export interface CausalSelfAttentionOptions {
  readonly width: number;
  readonly heads: number;
  /** Key and value heads; `heads` must be a multiple. Default `heads`. */
  readonly kvHeads?: number;
  /** Index of the layer: which arrays of a cache are its own. */
  readonly layer: number;
  readonly bias?: boolean;
  /** Dropout of attention weights. Default 0. */
  readonly dropout?: number;
  /** Standard deviation of the initial query, key and value weights. */
  readonly std: number;
  /** The same for the output projection. */
  readonly outputStd: number;
}

/** What attention needs of the pass besides its input. */
export interface AttentionPass {
  readonly pass: ForwardPass;
  readonly plan: SequencePlan;
  readonly rotation?: Rotation | undefined;
}

/** [batch, length, width] -> [batch, length, width] */
export type SelfAttention = (x: Tensor, at: AttentionPass) => Tensor;

/**
 * Parameters below `query`, `key`, `value` and `output`. With a cache in the pass, keys and values are written at the
 * plan's slots and attention covers the whole capacity, masked; the result equals that of the whole sequence at once.
 */
export function causalSelfAttention(scope: ModuleScope, options: CausalSelfAttentionOptions): SelfAttention {
  const { width, heads, kvHeads = heads, layer, bias = true, std, outputStd } = options;
  const headWidth = width / heads;
  const kvWidth = kvHeads * headWidth;
  const query = linear(scope.child('query'), { inputs: width, outputs: width, bias, std });
  const key = linear(scope.child('key'), { inputs: width, outputs: kvWidth, bias, std });
  const value = linear(scope.child('value'), { inputs: width, outputs: kvWidth, bias, std });
  const output = linear(scope.child('output'), { inputs: width, outputs: width, bias, std: outputStd });
  const dropMask = dropoutMask(scope, 'dropout', {
    rate: options.dropout ?? 0,
    shape: (batch, length) => [batch, heads, length, length],
  });

  return (x, { pass, plan, rotation = (unrotated) => unrotated }) => {
    const queries = rotation(splitHeads(scope, query(x), heads)); // [batch, heads, length, headWidth]
    const freshKeys = rotation(splitHeads(scope, key(x), kvHeads)); // [batch, kvHeads, length, headWidth]
    const freshValues = splitHeads(scope, value(x), kvHeads);
    const stored = pass.cache?.layers[layer];
    const cached = stored !== undefined && plan.slots !== undefined;
    if (cached && pass.positions !== undefined && canAttendCached(scope, queries)) {
      const fresh = { queries, keys: freshKeys, values: freshValues };
      const single = attendCached(scope, { ...fresh, stored, positions: pass.positions });
      return output(mergeHeads(scope, single));
    }
    const mixed = attend(scope, {
      queries,
      keys: cached ? writeToCache(scope, stored.keys, freshKeys, plan.slots) : freshKeys,
      values: cached ? writeToCache(scope, stored.values, freshValues, plan.slots) : freshValues,
      mask: plan.maskFor(heads),
      dropMask: dropMask(pass),
    }); // [batch, heads, length, headWidth]
    return output(mergeHeads(scope, mixed)); // [batch, length, width]
  };
}
