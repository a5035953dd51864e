// Pre-tokenizers that cut at characters of a kind: white space, punctuation, digits, a delimiter.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { PreTokenizer } from '../pipeline/aligned-text.js';
import { readBoolean, readCharacter, readChoice } from '../pipeline/json-fields.js';
import { isSpace } from '../regex/character-classes.js';
import { ofCategory } from '../regex/character-properties.js';
import { isIn, setOf, uniteAll } from '../regex/code-point-set.js';
import { isPunctuation } from '../unicode/old-categories.js';
import { findCharacters } from './find-characters.js';
import { SPLIT_BEHAVIORS, splitAtMatches } from './split-behavior.js';

const findSpaces = findCharacters(isSpace);
const findPunctuation = findCharacters(isPunctuation);

/** At white space, which goes. */
export const splitAtSpaces: PreTokenizer = (piece) =>
  splitAtMatches(piece, findSpaces(piece.text), 'Removed');

/** At white space, which goes, and around every punctuation character. */
export const splitForBert: PreTokenizer = (piece) =>
  splitAtSpaces(piece).flatMap((word) => splitAtMatches(word, findPunctuation(word.text), 'Isolated'));

export function createPunctuation(json: JsonObject, path: string): PreTokenizer {
  const behavior = readChoice(json, 'behavior', path, SPLIT_BEHAVIORS, 'Isolated');
  return (piece) => splitAtMatches(piece, findPunctuation(piece.text), behavior);
}

export function createCharDelimiterSplit(json: JsonObject, path: string): PreTokenizer {
  const delimiter = readCharacter(json, 'delimiter', path).codePointAt(0)!;
  const findDelimiter = findCharacters((point) => point === delimiter);
  return (piece) => splitAtMatches(piece, findDelimiter(piece.text), 'Removed');
}

export function createDigits(json: JsonObject, path: string): PreTokenizer {
  const behavior = readBoolean(json, 'individual_digits', path) ? 'Isolated' : 'Contiguous';
  // Rust's own table is of Unicode 17, which has these more
  const numbers = uniteAll([ofCategory('N'), setOf([0x11de0, 0x11de9], [0x16ff4, 0x16ff6])]);
  const findNumbers = findCharacters((point) =>
    point < 0x80 ? point >= 0x30 && point <= 0x39 : isIn(numbers, point),
  );
  return (piece) => splitAtMatches(piece, findNumbers(piece.text), behavior);
}
