// Cutting into pieces of so many characters.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { Piece, PreTokenizer } from '../pipeline/aligned-text.js';
import { readInteger } from '../pipeline/json-fields.js';
import { slicePiece } from '../pipeline/slice-piece.js';

const DEFAULT_LENGTH = 5;

export function createFixedLength(json: JsonObject, path: string): PreTokenizer {
  const length = readInteger(json, 'length', path, 1, DEFAULT_LENGTH);
  return (piece) => {
    const { text } = piece;
    const pieces: Piece[] = [];
    let begun = 0;
    let count = 0;
    for (let i = 0; i < text.length; ) {
      i += text.codePointAt(i)! >= 0x10000 ? 2 : 1;
      if (++count < length && i < text.length) continue;
      pieces.push(slicePiece(piece, begun, i));
      begun = i;
      count = 0;
    }
    return pieces;
  };
}
