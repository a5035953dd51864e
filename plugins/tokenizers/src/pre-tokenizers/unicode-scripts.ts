// Cutting where the script changes. Spaces and characters without a script go with what is before them; at the beginning they are lost,
// which is what the original does.
import type { Piece } from '../pipeline/aligned-text.js';
import { slicePiece } from '../pipeline/slice-piece.js';
import { scriptOf } from '../unicode/scripts.js';

export function splitAtScripts(piece: Piece): readonly Piece[] {
  const { text } = piece;
  const pieces: Piece[] = [];
  let begun = -1;
  let last = 0;
  for (let i = 0; i < text.length; ) {
    const point = text.codePointAt(i)!;
    const script = scriptOf(point);
    if (script !== 0) {
      if (script !== last) {
        if (begun >= 0) pieces.push(slicePiece(piece, begun, i));
        begun = i;
      }
      last = script;
    }
    i += point >= 0x10000 ? 2 : 1;
  }
  if (begun >= 0) pieces.push(slicePiece(piece, begun, text.length));
  return pieces;
}
