// Taking white space away at the ends of a text, and marks from anywhere in it.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { readBoolean } from '../pipeline/json-fields.js';
import { isSpace } from '../regex/character-classes.js';
import { isCombiningMark, isNonspacingMark } from '../unicode/old-categories.js';
import { mapCharacters } from './map-characters.js';

export function createStrip(json: JsonObject, path: string): Normalizer {
  const left = readBoolean(json, 'strip_left', path);
  const right = readBoolean(json, 'strip_right', path);
  return (input) => {
    const { text, starts, ends } = input;
    let start = 0;
    let end = text.length;
    if (left) while (start < end && isSpace(text.charCodeAt(start))) start++;
    if (right) while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
    if (end - start === text.length) return input;
    return {
      text: text.slice(start, end),
      starts: starts?.subarray(start, end),
      ends: ends?.subarray(start, end),
    };
  };
}

/** Without combining marks, with or without width. */
export function stripMarks(input: AlignedText): AlignedText {
  return mapCharacters(input, (point) => (point >= 0x300 && isCombiningMark(point) ? '' : undefined));
}

/** Without marks that take no room. */
export function stripNonspacingMarks(input: AlignedText): AlignedText {
  return mapCharacters(input, (point) => (point >= 0x300 && isNonspacingMark(point) ? '' : undefined));
}
