// Tokenizers: text to ids and back.
import type { JsonObject } from '../json.js';

export type SpecialRole = 'pad' | 'bos' | 'eos' | 'unk';

export interface EncodeOptions {
  /** Add bos/eos where the tokenizer has them. Default false. */
  readonly addSpecials?: boolean;
  /** Recognise special tokens written in the text. Default false: user text never becomes a special token. */
  readonly parseSpecials?: boolean;
  /** Cut to this many tokens. */
  readonly maxLength?: number;
  readonly truncationSide?: 'left' | 'right';
  /** Pad up to `maxLength` ('max') or, in a batch, to the longest row ('longest'). Needs a pad token. */
  readonly padding?: 'none' | 'longest' | 'max';
  readonly paddingSide?: 'left' | 'right';
  /** Compute `offsets`. Default false. */
  readonly offsets?: boolean;
}

export interface Encoding {
  readonly ids: Int32Array;
  /** 1 for tokens, 0 for padding. */
  readonly attentionMask: Uint8Array;
  /**
   * Start and end of each token in UTF-16 units of the input, two per token. Added specials and padding are [0, 0];
   * a special that `parseSpecials` found in the text has its place there.
   */
  readonly offsets?: Uint32Array | undefined;
}

export interface Tokenizer {
  readonly vocabularySize: number;
  readonly specials: Readonly<Partial<Record<SpecialRole, number>>>;
  encode(text: string, options?: EncodeOptions): Encoding;
  /** The same as encoding one by one, apart from padding to the longest. */
  encodeBatch(texts: readonly string[], options?: EncodeOptions): readonly Encoding[];
  decode(ids: Iterable<number>, options?: { readonly skipSpecials?: boolean }): string;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
  /** UTF-8 bytes of text that this id stands for; empty for specials. Bits-per-byte counts with it. */
  tokenBytes(id: number): Uint8Array;
  /** Contents of `tokenizer.json`. `load` of the same plugin restores an equal tokenizer. */
  save(): JsonObject;
}
