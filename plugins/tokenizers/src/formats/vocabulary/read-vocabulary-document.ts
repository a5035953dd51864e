// The `tokenizer.json` document of a vocabulary that the user gives as files.
import { codexError, type JsonObject, type OptionsOf, type SpecialRole } from '@codex-ml/plugin-api';
import { BYTE_ALPHABET } from '../../byte-alphabet.js';
import { PLAIN_BPE } from '../../models/bpe/plain-bpe.js';
import { SPECIAL_ROLES } from '../../special-tokens.js';
import {
  dropsSpaces,
  type PreTokenizerChoice,
  WORD_END,
  writeDecoder,
  writeNormalizer,
  writePreTokenizer,
} from '../../training/text-steps.js';
import type { vocabularyOptions } from '../../vocabulary.options.js';
import {
  writeAddedToken,
  writeTemplate,
  writeTokenizerJson,
} from '../tokenizer-json/write-tokenizer-json.js';
import { readMergesFile, readVocabularyFile } from './read-vocabulary-file.js';

type VocabularyOptions = OptionsOf<typeof vocabularyOptions>;

/** Names in common use, looked for in this order. */
const NAMES: Readonly<Record<SpecialRole, readonly string[]>> = {
  pad: ['<pad>', '[PAD]', '<PAD>'],
  bos: ['<bos>', '<s>', '[BOS]', '<BOS>'],
  eos: ['<eos>', '</s>', '[EOS]', '<EOS>', '<|endoftext|>'],
  unk: ['<unk>', '[UNK]', '<UNK>'],
};

const PRE_TOKENIZERS = { words: 'whitespace-split', bpe: 'gpt2', wordpiece: 'bert' } as const;

/**
 * @param resolve makes a path of the options absolute
 * @throws CML4128 a special token that is not in the vocabulary, CML4144 … CML4147
 */
export async function readVocabularyDocument(
  options: VocabularyOptions,
  resolve: (path: string) => string,
): Promise<JsonObject> {
  const { path, merges: mergesPath } = options;
  const ids = await readVocabularyFile({ path: resolve(path), shown: path });
  const merges =
    mergesPath === undefined
      ? []
      : await readMergesFile({ path: resolve(mergesPath), shown: mergesPath }, ids);
  const kind = options.model !== 'auto' ? options.model : mergesPath === undefined ? 'words' : 'bpe';
  const byteLevel = kind === 'bpe' && (options.byteLevel ?? BYTE_ALPHABET.every((byte) => ids.has(byte)));
  const names = findNames(options, ids);
  if (names.unk === undefined && !byteLevel) {
    throw codexError('CML4147', { file: path, tried: NAMES.unk.join(', ') });
  }
  const preTokenizer: PreTokenizerChoice = options.preTokenizer ?? PRE_TOKENIZERS[kind];
  const text = { ...options, preTokenizer, byteLevel, splitDigits: false, byteFallback: false };
  const special = new Set([...Object.values(names), ...options.additionalSpecialTokens]);
  return writeTokenizerJson({
    addedTokens: [...special]
      .map((token) => writeAddedToken(idOf(token, ids), token, true))
      .sort((a, b) => Number(a['id']) - Number(b['id'])),
    normalizer: writeNormalizer(options.normalizer),
    preTokenizer: writePreTokenizer(text),
    postProcessor: writeTemplate(
      Object.fromEntries(Object.entries(names).map(([role, token]) => [role, idOf(token, ids)])),
      names,
    ),
    decoder: writeDecoderOf(kind, text, options.continuingPrefix),
    model: { ...writeModel(kind, text, names.unk, merges), vocab: Object.fromEntries(ids) },
  });
}

type RoleNames = Readonly<Partial<Record<SpecialRole, string>>>;

function findNames({ specials }: VocabularyOptions, ids: ReadonlyMap<string, number>): RoleNames {
  const names: Partial<Record<SpecialRole, string>> = {};
  for (const role of SPECIAL_ROLES) {
    const token = specials[role] ?? NAMES[role].find((name) => ids.has(name));
    if (token === undefined) continue;
    if (!ids.has(token)) throw codexError('CML4128', { role, token });
    names[role] = token;
  }
  return names;
}

function idOf(token: string, ids: ReadonlyMap<string, number>): number {
  const id = ids.get(token);
  if (id === undefined) throw codexError('CML4128', { role: 'additional special', token });
  return id;
}

type ModelKind = keyof typeof PRE_TOKENIZERS;

function writeModel(
  kind: ModelKind,
  text: VocabularyOptions & { readonly preTokenizer: PreTokenizerChoice; readonly byteLevel: boolean },
  unknown: string | undefined,
  merges: readonly (readonly [string, string])[],
): JsonObject {
  switch (kind) {
    case 'words':
      return { type: 'WordLevel', unk_token: unknown! };
    case 'wordpiece':
      return {
        type: 'WordPiece',
        unk_token: unknown!,
        continuing_subword_prefix: text.continuingPrefix,
        max_input_chars_per_word: text.maxWordLength,
      };
    case 'bpe':
      return {
        ...PLAIN_BPE,
        unk_token: text.byteLevel ? null : unknown!,
        end_of_word_suffix: !text.byteLevel && dropsSpaces(text.preTokenizer) ? WORD_END : null,
        merges,
      };
  }
}

function writeDecoderOf(
  kind: ModelKind,
  text: Parameters<typeof writeDecoder>[0],
  prefix: string,
): JsonObject | null {
  if (kind === 'wordpiece') return { type: 'WordPiece', prefix, cleanup: true };
  // words that came without spaces are put together with single ones
  if (kind === 'words' && text.preTokenizer !== 'metaspace') return null;
  return writeDecoder(text);
}
