// Text on its way through normalizers and pre-tokenizers, with the places in the input that it came from.

export interface AlignedText {
  readonly text: string;
  /** [text.length] where in the input unit i began, in UTF-16 units; undefined where nobody asked for offsets. */
  readonly starts: Uint32Array | undefined;
  /** [text.length] where in the input unit i ended; undefined together with `starts`. */
  readonly ends: Uint32Array | undefined;
}

/** A part of the text that a model tokenizes by itself. */
export interface Piece extends AlignedText {
  /** Whether it begins where the input begins: some pre-tokenizers treat the first word apart. */
  readonly first: boolean;
}

/** Rewrites text. */
export type Normalizer = (text: AlignedText) => AlignedText;

/** Cuts a piece into pieces, and may rewrite them. Nothing of the piece is lost but what the pre-tokenizer is there to remove. */
export interface PreTokenizer {
  (piece: Piece): readonly Piece[];
  /** Whether `first` of the pieces changes what it does; `prepareText` then keeps places even where nobody asked for offsets. */
  readonly readsFirst?: boolean;
}

/** Receives a token of a piece: its id and its place in the piece, in UTF-16 units. */
export type EmitToken = (id: number, start: number, end: number) => void;

/** A vocabulary with its way of cutting pieces: BPE, Unigram, WordPiece, words. */
export interface SubwordModel {
  /** Number of ids of the model itself: one more than its largest id. */
  readonly size: number;
  /** @param random numbers from 0 to 1, 1 not among them, for models that pass over merges at random; without it nothing is random */
  tokenize(text: string, emit: EmitToken, random?: () => number): void;
  id(token: string): number | undefined;
  token(id: number): string | undefined;
}

/** Tokens, as the model and the added tokens spell them, to the strings that `decode` joins. */
export type Decoder = (tokens: readonly string[]) => readonly string[];
