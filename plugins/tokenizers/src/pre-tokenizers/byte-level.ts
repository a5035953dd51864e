// The pre-tokenizer of GPT-2: words with the space before them, spelled in the byte alphabet.
import type { JsonObject } from '@codex-ml/plugin-api';
import { toByteAlphabet } from '../normalizers/byte-level.js';
import { prepend } from '../normalizers/prepend.js';
import type { PreTokenizer } from '../pipeline/aligned-text.js';
import { readBoolean } from '../pipeline/json-fields.js';
import { withText } from '../pipeline/slice-piece.js';
import { createPattern } from '../regex/create-pattern.js';
import { splitAtMatches } from './split-behavior.js';

/** Cuts every text into words of one kind with at most one space before them. */
export const GPT2_PATTERN =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** `trim_offsets` belongs to the post-processor of the same name and is not looked at. */
export function createByteLevel(json: JsonObject, path: string): PreTokenizer {
  const prefixes = readBoolean(json, 'add_prefix_space', path);
  const findWords = readBoolean(json, 'use_regex', path, true)
    ? createPattern({ Regex: GPT2_PATTERN }, path)
    : undefined;
  return (piece) => {
    if (piece.text === '') return [];
    const prefixed = prefixes && !piece.text.startsWith(' ') ? withText(piece, prepend(' ', piece)) : piece;
    const words =
      findWords === undefined ? [prefixed] : splitAtMatches(prefixed, findWords(prefixed.text), 'Isolated');
    return words.map((word) => withText(word, toByteAlphabet(word)));
  };
}
