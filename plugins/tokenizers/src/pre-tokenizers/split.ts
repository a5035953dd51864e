// Pre-tokenizers that cut by patterns.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { PreTokenizer } from '../pipeline/aligned-text.js';
import { readBoolean, readChoice } from '../pipeline/json-fields.js';
import { slicePiece } from '../pipeline/slice-piece.js';
import { rustWord } from '../regex/character-classes.js';
import { WHITE_SPACE } from '../regex/character-properties.js';
import { complement, uniteAll, writeSet } from '../regex/code-point-set.js';
import { createPattern } from '../regex/create-pattern.js';
import { SPLIT_BEHAVIORS, splitAtMatches } from './split-behavior.js';

export function createSplit(json: JsonObject, path: string): PreTokenizer {
  const findMatches = createPattern(json['pattern'], `${path}.pattern`);
  const behavior = readChoice(json, 'behavior', path, SPLIT_BEHAVIORS);
  const invert = readBoolean(json, 'invert', path);
  return (piece) => splitAtMatches(piece, findMatches(piece.text), behavior, invert);
}

/** Words, and signs that are neither word nor white space; `\w+|[^\w\s]+` of Rust's `regex`. */
export function createWhitespace(): PreTokenizer {
  const word = rustWord();
  const sign = complement(uniteAll([word, WHITE_SPACE]));
  const parts = new RegExp(`${writeSet(word)}+|${writeSet(sign)}+`, 'gu');
  return (piece) =>
    Array.from(piece.text.matchAll(parts), ({ 0: part, index }) =>
      slicePiece(piece, index, index + part.length),
    );
}
