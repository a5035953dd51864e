// What a Tokenizer is built from: text to tokens and back. Truncation, pairs, padding and batches are not its concern.
import type { DecodeStream, JsonObject } from '@codex-ml/plugin-api';
import type { PostProcessor } from './post-processors/post-processor.js';
import type { SpecialIds } from './special-tokens.js';
import type { TokenSink } from './token-sink.js';

export interface TokenizerParts {
  /** Id of the plugin, for errors. */
  readonly name: string;
  /** One more than the largest id, specials included. */
  readonly size: number;
  readonly specials: SpecialIds;
  /** Every special token by its text. */
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly chatTemplate?: string | undefined;
  readonly processor: PostProcessor;
  /** Whether `tokenize` heeds `random`. Default false. */
  readonly randomizes?: boolean | undefined;
  /** Append the tokens of a text, with their places in it. */
  tokenize(text: string, parseSpecials: boolean, sink: TokenSink, random?: () => number): void;
  /** Text of ids of the vocabulary. */
  decode(ids: readonly number[], skipSpecials: boolean): string;
  decodeStream(skipSpecials: boolean): DecodeStream;
  /** Token of an id, undefined where there is none. */
  token(id: number): string | undefined;
  id(token: string): number | undefined;
  /** UTF-8 bytes of an id of the vocabulary; empty for specials. */
  bytes(id: number): Uint8Array;
  /** Contents of `tokenizer.json`. */
  save(): JsonObject;
}
