// The `tokenizer.json` document of a file of ranks.
import { readFile } from 'node:fs/promises';
import { codexError, type JsonObject, type OptionsOf } from '@codex-ml/plugin-api';
import { BYTE_ALPHABET } from '../../byte-alphabet.js';
import { PLAIN_BPE } from '../../models/bpe/plain-bpe.js';
import type { tiktokenOptions } from '../../tiktoken.options.js';
import { writeAddedToken, writeTokenizerJson } from '../tokenizer-json/write-tokenizer-json.js';
import { ENCODING_NAMES, ENCODINGS, findEncoding, PATTERNS } from './encodings.js';
import { listMerges } from './list-merges.js';
import { readRanks } from './read-ranks.js';

type TiktokenOptions = OptionsOf<typeof tiktokenOptions>;

/** Ranks with what belongs to them, as some packages keep them. */
interface PackedEncoding {
  readonly pat_str?: unknown;
  readonly special_tokens?: unknown;
  readonly bpe_ranks?: unknown;
}

/**
 * @param resolve makes a path of the options absolute
 * @throws CML4155 … CML4158
 */
export async function readTiktokenDocument(
  options: TiktokenOptions,
  resolve: (path: string) => string,
): Promise<JsonObject> {
  const { path } = options;
  const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw codexError('CML4126', { path }, { cause });
  });
  const packed = text.startsWith('{') ? parsePacked(text, path) : undefined;
  const tokens = readRanks(packed?.ranks ?? text, path);
  const count = tokens.reduce((sum, token) => (token === undefined ? sum : sum + 1), 0);
  const name = options.encoding ?? findEncoding(path, count);
  const encoding = name === undefined ? undefined : ENCODINGS[name];
  const pattern = patternOf(options) ?? packed?.pattern ?? encoding?.pattern;
  if (pattern === undefined) {
    const hints = [`published encodings: ${ENCODING_NAMES.join(', ')}`];
    throw codexError('CML4157', { file: path }, { hints });
  }
  const specialTokens = options.specialTokens ?? packed?.specialTokens ?? encoding?.specialTokens ?? {};
  for (const [token, id] of Object.entries(specialTokens)) {
    if (tokens[id] !== undefined) throw codexError('CML4158', { file: path, token, id });
  }
  const spelled = new Map<string, string>();
  for (const token of tokens) if (token !== undefined) spelled.set(token, spell(token));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  return writeTokenizerJson({
    addedTokens: Object.entries(specialTokens)
      .sort(([, a], [, b]) => a - b)
      .map(([token, id]) => writeAddedToken(id, token, true)),
    normalizer: null,
    preTokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
        byteLevel,
      ],
    },
    postProcessor: null,
    decoder: byteLevel,
    model: {
      ...PLAIN_BPE,
      ignore_merges: true,
      vocab: Object.fromEntries([
        ...tokens.flatMap((token, id) => (token === undefined ? [] : [[spelled.get(token)!, id]])),
        ...Object.entries(specialTokens),
      ]),
      merges: listMerges(tokens).map(([left, right]) => [spelled.get(left)!, spelled.get(right)!]),
    },
    sidecar: { mergeOrder: 'token' },
  });
}

/** Bytes in the byte alphabet. */
function spell(bytes: string): string {
  let token = '';
  for (let i = 0; i < bytes.length; i++) token += BYTE_ALPHABET[bytes.charCodeAt(i)]!;
  return token;
}

function patternOf({ pattern }: TiktokenOptions): string | undefined {
  if (pattern === undefined) return undefined;
  return Object.hasOwn(PATTERNS, pattern) ? PATTERNS[pattern as keyof typeof PATTERNS] : pattern;
}

function parsePacked(text: string, file: string) {
  let packed: PackedEncoding;
  try {
    packed = JSON.parse(text) as PackedEncoding;
  } catch (cause) {
    throw codexError('CML4155', { file, problem: (cause as Error).message }, { cause });
  }
  const { pat_str: pattern, special_tokens: specialTokens, bpe_ranks: ranks } = packed;
  const specialsFit =
    typeof specialTokens === 'object' &&
    specialTokens !== null &&
    Object.values(specialTokens).every((id) => Number.isInteger(id) && (id as number) >= 0);
  if (typeof pattern !== 'string' || typeof ranks !== 'string' || !specialsFit) {
    throw codexError('CML4155', { file, problem: 'expected `pat_str`, `special_tokens` and `bpe_ranks`' });
  }
  return { pattern, ranks, specialTokens: specialTokens as Readonly<Record<string, number>> };
}
