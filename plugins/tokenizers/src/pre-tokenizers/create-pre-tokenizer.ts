// From the `pre_tokenizer` of a `tokenizer.json` to the function that does it.
import { codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import type { Piece, PreTokenizer } from '../pipeline/aligned-text.js';
import { expectArray, expectObject, readString } from '../pipeline/json-fields.js';
import { createByteLevel } from './byte-level.js';
import {
  createCharDelimiterSplit,
  createDigits,
  createPunctuation,
  splitAtSpaces,
  splitForBert,
} from './character-splits.js';
import { createFixedLength } from './fixed-length.js';
import { createMetaspace } from './metaspace.js';
import { createSplit, createWhitespace } from './split.js';
import { splitAtScripts } from './unicode-scripts.js';

type Create = (json: JsonObject, path: string) => PreTokenizer;

const CREATORS = new Map<string, Create>([
  ['Sequence', createSequence],
  ['BertPreTokenizer', () => splitForBert],
  ['ByteLevel', createByteLevel],
  ['Whitespace', createWhitespace],
  ['WhitespaceSplit', () => splitAtSpaces],
  ['Punctuation', createPunctuation],
  ['Digits', createDigits],
  ['Metaspace', createMetaspace],
  ['Split', createSplit],
  ['CharDelimiterSplit', createCharDelimiterSplit],
  ['UnicodeScripts', () => splitAtScripts],
  ['FixedLength', createFixedLength],
]);

/** The pre-tokenizer that cuts nothing. */
export const keepWhole: PreTokenizer = (piece) => (piece.text === '' ? [] : [piece]);

/**
 * @param json the value of `pre_tokenizer`; null leaves the text whole
 * @param path where it stands, for errors
 * @throws CML4110 … CML4113
 */
export function createPreTokenizer(json: JsonValue, path = 'pre_tokenizer'): PreTokenizer {
  if (json === null) return keepWhole;
  const fields = expectObject(json, path);
  const type = readString(fields, 'type', path);
  const create = CREATORS.get(type);
  if (create === undefined) {
    throw codexError('CML4111', { path: `${path}.type`, type, part: 'pre-tokenizer' });
  }
  return create(fields, path);
}

function createSequence(json: JsonObject, path: string): PreTokenizer {
  const place = `${path}.pretokenizers`;
  const preTokenizers = expectArray(json['pretokenizers'], place)
    .map((item, i) => createPreTokenizer(expectObject(item, `${place}[${i}]`), `${place}[${i}]`))
    .filter((preTokenizer) => preTokenizer !== keepWhole);
  if (preTokenizers.length === 0) return keepWhole;
  if (preTokenizers.length === 1) return preTokenizers[0]!;
  const preTokenize: PreTokenizer = (piece) => {
    let pieces: readonly Piece[] = [piece];
    for (const next of preTokenizers) pieces = pieces.flatMap((part) => next(part));
    return pieces;
  };
  return Object.assign(preTokenize, { readsFirst: preTokenizers.some(({ readsFirst }) => readsFirst) });
}
