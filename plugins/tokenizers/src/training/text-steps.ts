// Names of options to the parts of a `tokenizer.json` that come before and behind the model: how text becomes words and words text.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { GPT2_PATTERN, LLAMA3_PATTERN, O200K_PATTERN, QWEN2_PATTERN } from '../fast/scanners/find-scanner.js';
import { DROPPING_PRE_TOKENIZERS, type NormalizerName, type PreTokenizerName } from '../training-options.js';

export type PreTokenizerChoice = PreTokenizerName | { readonly pattern: string };

/** The visible space of `metaspace`. */
export const METASPACE = '\u2581';
/** What tokens that end a word end with, where the words alone tell where spaces belong. */
export const WORD_END = '</w>';

export interface TextChoices {
  readonly normalizer: readonly NormalizerName[];
  readonly preTokenizer: PreTokenizerChoice;
  readonly splitDigits: boolean;
  readonly prefixSpace: boolean;
  readonly byteLevel: boolean;
  readonly byteFallback: boolean;
}

const NORMALIZERS: Readonly<Record<NormalizerName, JsonObject>> = {
  nfc: { type: 'NFC' },
  nfd: { type: 'NFD' },
  nfkc: { type: 'NFKC' },
  nfkd: { type: 'NFKD' },
  nmt: { type: 'Nmt' },
  lowercase: { type: 'Lowercase' },
  'strip-accents': { type: 'StripAccents' },
  strip: { type: 'Strip', strip_left: true, strip_right: true },
  bert: writeBert(true),
  'bert-cased': writeBert(false),
};

export function writeNormalizer(names: readonly NormalizerName[]): JsonObject | null {
  const steps = names.map((name) => NORMALIZERS[name]);
  if (steps.length === 0) return null;
  return steps.length === 1 ? steps[0]! : { type: 'Sequence', normalizers: steps };
}

export function writePreTokenizer(
  choices: Omit<TextChoices, 'normalizer' | 'byteFallback'>,
): JsonObject | null {
  const { preTokenizer, splitDigits, prefixSpace, byteLevel } = choices;
  const digits: JsonObject[] = splitDigits ? [{ type: 'Digits', individual_digits: true }] : [];
  const bytes = (cut: boolean): JsonObject[] =>
    byteLevel ? [writeByteLevel({ prefixSpace: cut && prefixSpace, cut })] : [];
  const steps = (): JsonObject[] => {
    if (preTokenizer === 'gpt2' && byteLevel) return [...digits, ...bytes(true)];
    // the space before a text is put there first
    if (preTokenizer === 'metaspace') return [writeMetaspace(prefixSpace), ...digits];
    return [...digits, ...writeCut(preTokenizer), ...bytes(false)];
  };
  const list = steps();
  if (list.length === 0) return null;
  return list.length === 1 ? list[0]! : { type: 'Sequence', pretokenizers: list };
}

/** What puts tokens together again, for models whose tokens say by themselves where spaces belong. */
export function writeDecoder(choices: Omit<TextChoices, 'normalizer' | 'splitDigits'>): JsonObject {
  const { preTokenizer, prefixSpace, byteLevel, byteFallback } = choices;
  if (byteLevel) return writeByteLevel({ prefixSpace: false, cut: false });
  if (dropsSpaces(preTokenizer)) return { type: 'BPEDecoder', suffix: WORD_END };
  if (preTokenizer !== 'metaspace') {
    return byteFallback
      ? { type: 'Sequence', decoders: [{ type: 'ByteFallback' }, { type: 'Fuse' }] }
      : { type: 'Fuse' };
  }
  if (!byteFallback) return writeMetaspace(prefixSpace);
  const decoders: JsonObject[] = [
    { type: 'Replace', pattern: { String: METASPACE }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
  ];
  if (prefixSpace) decoders.push({ type: 'Strip', content: ' ', start: 1, stop: 0 });
  return { type: 'Sequence', decoders };
}

/** Whether words come without the white space between them. */
export function dropsSpaces(preTokenizer: PreTokenizerChoice): boolean {
  return (DROPPING_PRE_TOKENIZERS as readonly JsonValue[]).includes(preTokenizer);
}

function writeCut(preTokenizer: PreTokenizerChoice): JsonObject[] {
  if (typeof preTokenizer !== 'string') return [writeSplit(preTokenizer.pattern)];
  switch (preTokenizer) {
    case 'gpt2':
      return [writeSplit(GPT2_PATTERN)];
    case 'cl100k':
      return [writeSplit(LLAMA3_PATTERN)];
    case 'qwen2':
      return [writeSplit(QWEN2_PATTERN)];
    case 'o200k':
      return [writeSplit(O200K_PATTERN)];
    case 'bert':
      return [{ type: 'BertPreTokenizer' }];
    case 'whitespace':
      return [{ type: 'Whitespace' }];
    case 'whitespace-split':
      return [{ type: 'WhitespaceSplit' }];
    default:
      return [];
  }
}

function writeSplit(pattern: string): JsonObject {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}

export function writeByteLevel(how: { readonly prefixSpace: boolean; readonly cut: boolean }): JsonObject {
  return { type: 'ByteLevel', add_prefix_space: how.prefixSpace, trim_offsets: false, use_regex: how.cut };
}

function writeMetaspace(prefixSpace: boolean): JsonObject {
  return {
    type: 'Metaspace',
    replacement: METASPACE,
    prepend_scheme: prefixSpace ? 'always' : 'never',
    split: true,
  };
}

function writeBert(lowercase: boolean): JsonObject {
  return {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase,
  };
}
