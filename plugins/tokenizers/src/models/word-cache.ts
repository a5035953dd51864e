// What a model made of a piece, kept for when the piece comes again: most text is made of few words.

/** Tokens of a piece: id, start and end of each, in UTF-16 units of the piece. */
export type CachedTokens = readonly number[];

const LONGEST_KEY = 40;
/** V8 keeps the whole text alive behind a slice of at least this length, so such keys are copied. */
const SLICED_FROM = 13;

export class WordCache {
  readonly #capacity: number;
  readonly #tokens = new Map<string, CachedTokens>();

  constructor(capacity = 1 << 16) {
    this.#capacity = capacity;
  }

  get(piece: string): CachedTokens | undefined {
    return piece.length > LONGEST_KEY ? undefined : this.#tokens.get(piece);
  }

  set(piece: string, tokens: CachedTokens): void {
    if (piece.length > LONGEST_KEY) return;
    // starting anew keeps what is used now, at the cost of one lookup for each word
    if (this.#tokens.size >= this.#capacity) this.#tokens.clear();
    this.#tokens.set(piece.length < SLICED_FROM ? piece : copy(piece), tokens);
  }
}

function copy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
