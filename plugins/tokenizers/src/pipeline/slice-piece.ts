// Aligned texts and parts of them.
import type { AlignedText, Piece } from './aligned-text.js';

/** The text as it came in: every character stands where it is, the halves of a pair as one. */
export function alignText(text: string, withOffsets: boolean): Piece {
  if (!withOffsets) return { text, starts: undefined, ends: undefined, first: true };
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    starts[i] = i;
    ends[i] = i + 1;
    if (unit >= 0xdc00 && unit < 0xe000) {
      starts[i] = i - 1;
      ends[i - 1] = i + 1;
    }
  }
  return { text, starts, ends, first: true };
}

/** A part of a piece, from one unit up to another. */
export function slicePiece(piece: Piece, start: number, end: number): Piece {
  if (start === 0 && end === piece.text.length) return piece;
  const { starts, ends } = piece;
  return {
    text: piece.text.slice(start, end),
    starts: starts?.subarray(start, end),
    ends: ends?.subarray(start, end),
    first: starts === undefined ? piece.first && start === 0 : starts[start] === 0,
  };
}

/** A rewritten piece, which is first where it was before: rewriting moves no piece. */
export function withText(piece: Piece, text: AlignedText): Piece {
  if (text === piece) return piece;
  return { text: text.text, starts: text.starts, ends: text.ends, first: piece.first };
}
