// What a tokenizer is made of, as far as it can be seen from outside and in what it saves.
import { codexError, type JsonObject, type JsonValue, type Tokenizer } from '@codex-ml/plugin-api';
import { tokenizerFingerprint } from './tokenizer-fingerprint.js';

export interface KnownToken {
  readonly id: number;
  readonly token: string;
  /** UTF-8 bytes of text it stands for; 0 for specials. */
  readonly bytes: number;
}

export interface TokenizerDetails {
  readonly vocabularySize: number;
  /** SHA-256 of what it saves, hex. */
  readonly fingerprint: string;
  readonly specials: Readonly<Record<string, KnownToken>>;
  /** Special tokens without a role. */
  readonly otherSpecials: readonly KnownToken[];
  /** Types of the parts of its tokenizer.json, in the order in which they work; null for one it has not. */
  readonly parts: Readonly<Record<string, string | null>>;
  readonly chatTemplate: boolean;
  /** Tokens that stand for the most text, longest first; equal ones by id. */
  readonly longest: readonly KnownToken[];
}

const PARTS = ['normalizer', 'pre_tokenizer', 'model', 'post_processor', 'decoder'] as const;
const LONGEST = 5;

export function inspectTokenizer(tokenizer: Tokenizer): TokenizerDetails {
  const { specials, vocabularySize } = tokenizer;
  const saved = tokenizer.save();
  const withRole = new Set(Object.values(specials));
  const all = Array.from({ length: vocabularySize }, (_, id) => id).filter(
    (id) => tokenizer.idToToken(id) !== undefined,
  );
  const size = new Map(all.map((id) => [id, tokenizer.tokenBytes(id).length]));
  return {
    vocabularySize,
    fingerprint: tokenizerFingerprint(tokenizer),
    specials: Object.fromEntries(
      Object.entries(specials).map(([role, id]) => [role, describe(tokenizer, id)]),
    ),
    otherSpecials: [...(tokenizer.specialTokens?.values() ?? [])]
      .filter((id) => !withRole.has(id))
      .sort((a, b) => a - b)
      .map((id) => describe(tokenizer, id)),
    parts: Object.fromEntries(PARTS.map((part) => [part, typeOf(saved[part])])),
    chatTemplate: tokenizer.chatTemplate !== undefined,
    longest: all
      .sort((a, b) => size.get(b)! - size.get(a)! || a - b)
      .slice(0, LONGEST)
      .map((id) => describe(tokenizer, id)),
  };
}

/** @throws CML4175 for what is not in the vocabulary */
export function lookUpTokens(
  tokenizer: Tokenizer,
  ids: readonly number[],
  tokens: readonly string[],
): KnownToken[] {
  const found = tokens.map((token) => {
    const id = tokenizer.tokenToId(token);
    if (id === undefined) throw codexError('CML4175', { what: JSON.stringify(token) });
    return id;
  });
  return [...ids, ...found].map((id) => {
    if (id >= tokenizer.vocabularySize || tokenizer.idToToken(id) === undefined) {
      throw codexError('CML4175', { what: `of id ${id}` });
    }
    return describe(tokenizer, id);
  });
}

function describe(tokenizer: Tokenizer, id: number): KnownToken {
  return { id, token: tokenizer.idToToken(id) ?? '', bytes: tokenizer.tokenBytes(id).length };
}

/** The type of a part; those of a sequence, joined. */
function typeOf(part: JsonValue | undefined): string | null {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return null;
  const { type, ...rest } = part as JsonObject;
  if (type !== 'Sequence') return typeof type === 'string' ? type : null;
  const list = Object.values(rest).find((value) => Array.isArray(value)) as readonly JsonValue[] | undefined;
  return (list ?? []).map((each) => typeOf(each) ?? '?').join(' + ');
}
