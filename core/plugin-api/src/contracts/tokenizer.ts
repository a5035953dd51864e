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
  /**
   * Keep what `maxLength` cuts off, as `overflow`: windows of the text of which each repeats the last `stride` tokens of the one
   * before. Default: what is cut off is dropped. Since 1.1.
   */
  readonly stride?: number;
  /** A second text, for tasks that compare two: encoded behind the first, as the tokenizer joins pairs. Since 1.1. */
  readonly pair?: string;
  /** Which text of a pair gives way to `maxLength`: token by token the longer one, or always the same. Default `longest-first`. Since 1.1. */
  readonly truncation?: 'longest-first' | 'only-first' | 'only-second';
  /** Pad up to `maxLength` ('max') or, in a batch, to the longest row ('longest'). Needs a pad token. */
  readonly padding?: 'none' | 'longest' | 'max';
  readonly paddingSide?: 'left' | 'right';
  /** Round the padded length up to a multiple of this. Since 1.1. */
  readonly padToMultipleOf?: number;
  /** Compute `offsets`. Default false. */
  readonly offsets?: boolean;
  /**
   * Numbers from 0 up to 1, 1 not among them, for tokenizers that encode at random in training, as BPE-dropout does. The same numbers
   * give the same ids; without it encoding is deterministic. Since 1.1.
   */
  readonly random?: () => number;
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
  /** 0 for the first text and 1 for the second of a pair, as the tokenizer numbers its parts. Since 1.1. */
  readonly typeIds?: Uint8Array | undefined;
  /** 1 for specials that were added and for padding. Since 1.1. */
  readonly specialsMask?: Uint8Array | undefined;
  /** Further windows of a text that was cut, in order; only with `stride`. Since 1.1. */
  readonly overflow?: readonly Encoding[] | undefined;
}

/** Decodes tokens one by one, as they are generated. Since 1.1. */
export interface DecodeStream {
  /** Text that is certain now: never part of a character. All texts joined, with that of `end`, equal `decode` of all ids. */
  push(id: number): string;
  /** What is left: bytes that no character came of appear as U+FFFD. */
  end(): string;
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
  /** Every special token by its text, those without a role too. Default: those of `specials`. Since 1.1. */
  readonly specialTokens?: ReadonlyMap<string, number> | undefined;
  /** Jinja source of the chat template that the tokenizer came with. Since 1.1. */
  readonly chatTemplate?: string | undefined;
  /** Whether `encode` heeds `random`. The host then draws for samples of the training split, and for nothing else. Default false. Since 1.1. */
  readonly randomizes?: boolean | undefined;
  /** A decoder for one text. Default: the host decodes again what is not certain yet. Since 1.1. */
  decodeStream?(options?: { readonly skipSpecials?: boolean }): DecodeStream;
  /** Contents of `tokenizer.json`. `load` of the same plugin restores an equal tokenizer. */
  save(): JsonObject;
}
