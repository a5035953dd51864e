// From the `normalizer` of a `tokenizer.json` to the function that does it.
import { codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import type { Normalizer } from '../pipeline/aligned-text.js';
import { expectArray, expectObject, readString } from '../pipeline/json-fields.js';
import { createBertNormalizer } from './bert.js';
import { toByteAlphabet } from './byte-level.js';
import { lowercase } from './lowercase.js';
import { cleanNmt } from './nmt.js';
import { createPrecompiled } from './precompiled.js';
import { createPrepend } from './prepend.js';
import { createReplace } from './replace.js';
import { createStrip, stripMarks } from './strip.js';
import { createUnicodeNormalizer } from './unicode-forms.js';

type Create = (json: JsonObject, path: string) => Normalizer;

const CREATORS = new Map<string, Create>([
  ['Sequence', createSequence],
  ['NFC', () => createUnicodeNormalizer('NFC')],
  ['NFD', () => createUnicodeNormalizer('NFD')],
  ['NFKC', () => createUnicodeNormalizer('NFKC')],
  ['NFKD', () => createUnicodeNormalizer('NFKD')],
  ['Lowercase', () => lowercase],
  ['Strip', createStrip],
  ['StripAccents', () => stripMarks],
  ['Replace', createReplace],
  ['Prepend', createPrepend],
  ['BertNormalizer', createBertNormalizer],
  ['Precompiled', createPrecompiled],
  ['Nmt', () => cleanNmt],
  ['ByteLevel', () => toByteAlphabet],
]);

/** The normalizer that changes nothing. */
export const keepText: Normalizer = (text) => text;

/**
 * @param json the value of `normalizer`; null keeps every text as it is
 * @param path where it stands, for errors
 * @throws CML4110 … CML4114
 */
export function createNormalizer(json: JsonValue, path = 'normalizer'): Normalizer {
  if (json === null) return keepText;
  const fields = expectObject(json, path);
  const type = readString(fields, 'type', path);
  const create = CREATORS.get(type);
  if (create === undefined) throw codexError('CML4111', { path: `${path}.type`, type, part: 'normalizer' });
  return create(fields, path);
}

function createSequence(json: JsonObject, path: string): Normalizer {
  const place = `${path}.normalizers`;
  const normalizers = expectArray(json['normalizers'], place)
    .map((item, i) => createNormalizer(expectObject(item, `${place}[${i}]`), `${place}[${i}]`))
    .filter((normalizer) => normalizer !== keepText);
  if (normalizers.length === 0) return keepText;
  if (normalizers.length === 1) return normalizers[0]!;
  return (text) => normalizers.reduce((done, normalize) => normalize(done), text);
}
