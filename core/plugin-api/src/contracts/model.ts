// Language models: a forward pass in tfjs ops over named parameters.
import type { JsonObject } from '../json.js';
import type { Parameter, Tensor, Variable } from './tensors.js';

/** The sizes other parts need to know. */
export interface ModelShape {
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly context: number;
  readonly layers: number;
  readonly heads: number;
  /** Key and value heads; fewer than `heads` in grouped-query attention. */
  readonly kvHeads: number;
  readonly width: number;
}

/**
 * A random array that a training step needs, drawn on the host from a counter-based stream and fed as an input,
 * so that every engine sees the same numbers and a resumed run continues with them.
 */
export interface RandomInput {
  /** Site name, unique in the model, such as `blocks.0.attention.dropout`. */
  readonly site: string;
  /** Probability of a zero. The array holds 0 or 1 / (1 - rate). */
  readonly rate: number;
  /** Shape for a batch of `batch` rows of `length` tokens. */
  shape(batch: number, length: number): readonly number[];
}

/** Key/value cache of fixed size, written in place by the forward pass. */
export interface KvCache {
  readonly batch: number;
  /** Tokens that fit. */
  readonly capacity: number;
  /** Per layer: keys and values, each [batch, kvHeads, capacity, headWidth]. */
  readonly layers: readonly { readonly keys: Variable; readonly values: Variable }[];
  dispose(): void;
}

export interface ForwardPass {
  readonly training: boolean;
  /** Values of the model's random inputs, by site. Empty outside training. */
  readonly random: Readonly<Record<string, Tensor>>;
  /** With a cache: keys and values are written at `positions` and attention covers everything before. */
  readonly cache?: KvCache | undefined;
  /** int32 [batch]: position of each row's first token. Required with a cache; zeros otherwise. */
  readonly positions?: Tensor | undefined;
  /**
   * int32 [batch, length]: the document that each token belongs to, numbered from 1 within its row and ascending; 0 is padding.
   * A token attends to tokens of its own document only, and positions count from the document's first token. Only given to models
   * that say `separatesDocuments`, never together with a cache. Since 1.1.
   */
  readonly documents?: Tensor | undefined;
  /** int32 [batch]: compute logits only at this index of each row; the result is then [batch, 1, vocabularySize]. */
  readonly logitsAt?: Tensor | undefined;
}

export interface LanguageModel {
  /** Architecture name for `config.json`, such as `gpt2` or `llama`. */
  readonly architecture: string;
  readonly shape: ModelShape;
  readonly parameters: readonly Parameter[];
  readonly randomInputs: readonly RandomInput[];
  /** Whether `forward` heeds `documents`. Default false: the host then refuses to pack documents. Since 1.1. */
  readonly separatesDocuments?: boolean | undefined;
  /**
   * @param ids int32 [batch, length]
   * @returns logits float32 [batch, length, vocabularySize]; row t predicts token t + 1 and depends on tokens 0..t only
   */
  forward(ids: Tensor, pass: ForwardPass): Tensor;
  createCache(batch: number, capacity?: number): KvCache;
  /** Contents of `config.json`, in the field's usual keys. */
  exportConfig(): JsonObject;
}
