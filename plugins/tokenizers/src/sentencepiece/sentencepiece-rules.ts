// What a SentencePiece model is beside its pieces: what its ids are for, and how it prepares text. It is kept in the sidecar of
// `tokenizer.json`, whose own parts only come near it.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import {
  expectArray,
  expectObject,
  readBoolean,
  readChoice,
  readInteger,
  readString,
  unexpected,
} from '../pipeline/json-fields.js';

const KINDS = ['unigram', 'bpe', 'word', 'char'] as const;

export interface TextRules {
  /** Put a space before each text, or behind it. */
  readonly addsSpace: boolean;
  /** Keep no space at the ends of a text, and of several in a row one. */
  readonly removesSpaces: boolean;
  /** Spaces become `▁`. */
  readonly escapesSpaces: boolean;
  readonly spaceIsSuffix: boolean;
}

export interface SentencePieceRules {
  readonly kind: (typeof KINDS)[number];
  readonly unknown: number;
  /** Ids that text never becomes, and decoding shows nothing for. */
  readonly control: readonly number[];
  /** Ids of pieces that are found before anything else. */
  readonly userDefined: readonly number[];
  /** Ids of pieces that are merged, and taken apart again. */
  readonly unused: readonly number[];
  /** Whether unknown characters are spelled in bytes. */
  readonly byteFallback: boolean;
  readonly text: TextRules;
  /** What decoding shows for the unknown piece. */
  readonly unknownSurface: string;
  /** Map of the characters of decoded text, in base64; undefined keeps them. */
  readonly decodedMap: string | undefined;
  /** [ids] scores of a BPE model. Those of unigrams are in its vocabulary; words and characters need none. */
  readonly scores: readonly number[] | undefined;
}

/** @throws CML4110 */
export function readRules(json: JsonObject, path: string): SentencePieceRules {
  const text = `${path}.text`;
  const fields = expectObject(json['text'], text);
  const kind = readChoice(json, 'kind', path, KINDS);
  return {
    kind,
    unknown: readInteger(json, 'unknown', path, 0),
    control: readNumbers(json['control'], `${path}.control`, isId),
    userDefined: readNumbers(json['user_defined'], `${path}.user_defined`, isId),
    unused: readNumbers(json['unused'], `${path}.unused`, isId),
    byteFallback: readBoolean(json, 'byte_fallback', path),
    text: {
      addsSpace: readBoolean(fields, 'adds_space', text),
      removesSpaces: readBoolean(fields, 'removes_spaces', text),
      escapesSpaces: readBoolean(fields, 'escapes_spaces', text),
      spaceIsSuffix: readBoolean(fields, 'space_is_suffix', text),
    },
    unknownSurface: readString(json, 'unknown_surface', path),
    decodedMap: json['decoded_map'] === undefined ? undefined : readString(json, 'decoded_map', path),
    scores: kind !== 'bpe' ? undefined : readNumbers(json['scores'], `${path}.scores`, () => true),
  };
}

export function writeRules(rules: SentencePieceRules): JsonObject {
  const { text } = rules;
  return {
    kind: rules.kind,
    unknown: rules.unknown,
    control: rules.control,
    user_defined: rules.userDefined,
    unused: rules.unused,
    byte_fallback: rules.byteFallback,
    text: {
      adds_space: text.addsSpace,
      removes_spaces: text.removesSpaces,
      escapes_spaces: text.escapesSpaces,
      space_is_suffix: text.spaceIsSuffix,
    },
    unknown_surface: rules.unknownSurface,
    ...(rules.decodedMap === undefined ? {} : { decoded_map: rules.decodedMap }),
    ...(rules.scores === undefined ? {} : { scores: rules.scores }),
  };
}

const isId = (value: number): boolean => Number.isInteger(value) && value >= 0;

function readNumbers(
  json: JsonValue | undefined,
  path: string,
  fits: (value: number) => boolean,
): readonly number[] {
  return expectArray(json, path).map((value, i) => {
    if (typeof value !== 'number' || !fits(value)) throw unexpected(`${path}[${i}]`, 'a number', value);
    return value;
  });
}
