// What differs between the tokenizers: how ordinary text becomes ids and back. Specials, truncation and padding are not its concern.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { SpecialIds } from './special-tokens.js';
import type { TokenSink } from './token-sink.js';

export interface TokenModel {
  /** Id of the plugin, for errors. */
  readonly name: string;
  /** Number of ids, specials included. */
  readonly size: number;
  readonly specials: SpecialIds;
  /** What `decode` puts between runs of text and specials. */
  readonly separator: string;
  /** Append the tokens of `text`, which begins at `at` in the input; it has no specials. */
  encodeInto(text: string, at: number, sink: TokenSink): void;
  /** Text of ids none of which is a special. */
  decodeRun(ids: readonly number[]): string;
  /** Token of an id, undefined for specials and ids that do not exist. */
  token(id: number): string | undefined;
  /** Id of a token that is not a special. */
  id(token: string): number | undefined;
  /** UTF-8 bytes of an id that is not a special. */
  bytes(id: number): Uint8Array;
  /** Contents of `tokenizer.json`. */
  save(): JsonObject;
}
