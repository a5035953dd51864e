// Which `tokenizer.json` documents the fast path knows: byte-level BPE without chance, unknown tokens or affixes.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { type Merges, readMerges } from '../models/bpe/read-merges.js';
import { readVocabulary, type Vocabulary } from '../models/vocabulary.js';
import { createByteMerges } from './byte-merges.js';
import { type ByteTable, createByteTable } from './byte-table.js';
import type { FastEncoder } from './fast-encoder.js';
import { findCutting } from './find-cutting.js';
import { createTextEncoder } from './text-encoder.js';
import { createTextPreparation } from './text-preparation.js';
import { TokenLookup } from './token-lookup.js';
import { WordEncoder } from './word-encoder.js';
import type { WordTableLimits } from './word-table.js';

export interface FastEncoderParts {
  /** What was read of the document before. */
  readonly vocabulary?: Vocabulary;
  readonly merges?: Merges;
  readonly limits?: WordTableLimits;
}

/**
 * An encoder for the text of a document, or undefined where only the general path does what it asks for.
 * @throws CML4110 … CML4113 where vocabulary, merges or patterns are malformed
 */
export function findFastEncoder(document: JsonObject, parts: FastEncoderParts = {}): FastEncoder | undefined {
  const model = asObject(document['model']);
  if (model === undefined || !isPlainBpe(model)) return undefined;
  const normalizer = asObject(document['normalizer']);
  const composes = normalizer?.['type'] === 'NFC';
  if (normalizer !== undefined && !composes) return undefined;
  const cutting = findCutting(asObject(document['pre_tokenizer']));
  if (cutting === undefined) return undefined;

  const vocabulary = parts.vocabulary ?? readVocabulary(model['vocab'], 'model.vocab');
  const merges = createByteMerges(
    vocabulary.ids,
    parts.merges ?? readMerges(model['merges'], vocabulary, '', 'model.merges'),
  );
  if (merges === undefined) return undefined;

  let known: ByteTable | undefined;
  const byteTable = (): ByteTable => {
    known ??= createByteTable(vocabulary.tokens);
    return known;
  };
  const whole = model['ignore_merges'] === true ? new TokenLookup(byteTable()) : undefined;
  const encodeText = createTextEncoder({
    scan: cutting.scan,
    endsAtSpaces: cutting.endsAtSpaces,
    words: new WordEncoder({ merges, whole, limits: parts.limits }),
    tokenStarts: () => byteTable().starts,
  });
  const prepare = createTextPreparation({ composes, prefixSpace: cutting.prefixSpace });
  return Object.freeze({
    encodeInto: (text, at, sink) => {
      if (prepare === undefined) return encodeText(text, at, sink);
      const { text: prepared, origins } = prepare(text, sink.offsets !== undefined);
      encodeText(prepared, at, sink, origins);
    },
  } satisfies FastEncoder);
}

/** Whether a word becomes ids by its merges alone. An affix of no characters is none. */
function isPlainBpe(model: JsonObject): boolean {
  return (
    model['type'] === 'BPE' &&
    !isSet(model['dropout']) &&
    !isSet(model['unk_token']) &&
    !isSet(model['continuing_subword_prefix']) &&
    !isSet(model['end_of_word_suffix']) &&
    !isSet(model['byte_fallback'])
  );
}

function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0 && value !== false;
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
