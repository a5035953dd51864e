// Tokens that were added to a vocabulary by hand, as `added_tokens` of a `tokenizer.json` lists them.
import type { JsonValue } from '@codex-ml/plugin-api';
import {
  expectArray,
  expectObject,
  readBoolean,
  readInteger,
  readString,
  unexpected,
} from '../pipeline/json-fields.js';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it is left alone where a letter, digit or underscore touches it. */
  readonly singleWord: boolean;
  /** Whether it takes the white space before it along. */
  readonly stripLeft: boolean;
  /** Whether it takes the white space after it along. */
  readonly stripRight: boolean;
  /** Whether it is looked for after normalization, in its own normalized form. */
  readonly normalized: boolean;
  /** Whether it steers the model; text becomes such a token only where that was asked for. */
  readonly special: boolean;
}

/**
 * Read `added_tokens`, in the order of the file.
 * @throws CML4110
 */
export function readAddedTokens(json: JsonValue | undefined, path = 'added_tokens'): readonly AddedToken[] {
  if (json === undefined || json === null) return [];
  return expectArray(json, path).map((item, i) => {
    const place = `${path}[${i}]`;
    const fields = expectObject(item, place);
    const content = readString(fields, 'content', place);
    if (content === '') throw unexpected(`${place}.content`, 'a text that is not empty', content);
    return {
      id: readInteger(fields, 'id', place, 0),
      content,
      singleWord: readBoolean(fields, 'single_word', place, false),
      stripLeft: readBoolean(fields, 'lstrip', place, false),
      stripRight: readBoolean(fields, 'rstrip', place, false),
      normalized: readBoolean(fields, 'normalized', place, false),
      special: readBoolean(fields, 'special', place, false),
    };
  });
}
