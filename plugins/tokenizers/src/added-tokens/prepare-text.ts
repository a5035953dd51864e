// The front half of a tokenizer: from a text to added tokens and the pieces that the model tokenizes, each with its place.
import type { Normalizer, Piece, PreTokenizer } from '../pipeline/aligned-text.js';
import { alignText, slicePiece, withText } from '../pipeline/slice-piece.js';
import { toWellFormed } from '../pipeline/well-formed.js';
import type { AddedTokenMatch, AddedTokens } from './create-added-tokens.js';

export interface TextParts {
  readonly added: AddedTokens;
  readonly normalizer: Normalizer;
  readonly preTokenizer: PreTokenizer;
}

export interface PrepareOptions {
  /** Whether pieces carry `starts` and `ends`. */
  readonly offsets: boolean;
  /** Whether special tokens that are written in the text become such tokens; other added tokens always do. */
  readonly parseSpecials: boolean;
}

/** An added token that stands in the text, with its place in the input in UTF-16 units: [0, 0) where no offsets were asked for. */
export interface FoundToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export type PreparedPart = FoundToken | Piece;

export function isFoundToken(part: PreparedPart): part is FoundToken {
  return 'id' in part;
}

/**
 * Added tokens that are looked for in the raw text, then per rest: the normalizer, the tokens that are looked for in normalized
 * text, the pre-tokenizer. Pieces are never empty. A lone surrogate becomes U+FFFD, as everywhere text leaves UTF-16.
 */
export function prepareText(
  { added, normalizer, preTokenizer }: TextParts,
  input: string,
  { offsets, parseSpecials }: PrepareOptions,
): readonly PreparedPart[] {
  const text = toWellFormed(input);
  // places tell whether a piece is first once the normalizer may have taken something away before it
  const whole = alignText(text, offsets || preTokenizer.readsFirst === true);
  const parts: PreparedPart[] = [];
  const preTokenize = (piece: Piece): void => {
    if (piece.text === '') return;
    for (const part of preTokenizer(piece)) parts.push(part);
  };
  const normalize = (piece: Piece): void => {
    if (piece.text === '') return;
    const rewritten = withText(piece, normalizer(piece));
    const found = added.findNormalized(rewritten.text, parseSpecials);
    // cutting finds anew what is first, so it is done also where the one part is the whole
    const settled = found === undefined ? settleFirst(rewritten) : rewritten;
    visitParts(settled, found, parts, preTokenize);
  };
  visitParts(whole, added.findRaw(text, parseSpecials), parts, normalize);
  return parts;
}

function settleFirst(piece: Piece): Piece {
  const { starts } = piece;
  if (starts === undefined || starts.length === 0) return piece;
  const first = starts[0] === 0;
  return first === piece.first ? piece : { ...piece, first };
}

function visitParts(
  piece: Piece,
  matches: readonly AddedTokenMatch[] | undefined,
  parts: PreparedPart[],
  visit: (piece: Piece) => void,
): void {
  if (matches === undefined) {
    visit(piece);
    return;
  }
  const { starts, ends } = piece;
  let done = 0;
  for (const { id, start, end } of matches) {
    if (done < start) visit(slicePiece(piece, done, start));
    // one of which others took every character is not there
    if (start < end) parts.push({ id, start: starts?.[start] ?? 0, end: ends?.[end - 1] ?? 0 });
    done = end;
  }
  if (done !== piece.text.length) visit(slicePiece(piece, done, piece.text.length));
}
