// What happens to the tokens of one or two texts before they become an encoding: specials between them, places trimmed.

/** Tokens of a text, or specials that were put beside it. */
export interface TokenRow {
  readonly ids: Int32Array;
  /** Two per id, in UTF-16 units of the text; undefined where nobody asked for offsets. */
  readonly offsets: Uint32Array | undefined;
  /** The number that all these tokens have in `typeIds`. */
  readonly type: number;
  /** Whether a post-processor added these tokens. */
  readonly added: boolean;
  /** What was encoded; empty for added tokens. */
  readonly text: string;
}

export interface PostProcessor {
  /** How many tokens it adds to one text, or to a pair. */
  added(pair: boolean): number;
  /** From a row, or the two of a pair, to the rows of the encoding in order. */
  process(rows: readonly TokenRow[], addSpecials: boolean): readonly TokenRow[];
}

/** How the vocabulary spells a token; undefined for added tokens, which are spelled as they stand in the text. */
export type SpellToken = (id: number) => string | undefined;

export const KEEP_ROWS: PostProcessor = Object.freeze({
  added: () => 0,
  process: (rows: readonly TokenRow[]) => rows,
});

export function addedRow(ids: readonly number[], type: number, withOffsets: boolean): TokenRow {
  return {
    ids: Int32Array.from(ids),
    offsets: withOffsets ? new Uint32Array(2 * ids.length) : undefined,
    type,
    added: true,
    text: '',
  };
}
