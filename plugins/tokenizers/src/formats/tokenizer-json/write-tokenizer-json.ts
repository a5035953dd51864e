// Writing `tokenizer.json`, the layout of Hugging Face's Rust library `tokenizers`, which loads what is written here.
import type { JsonObject, JsonValue, SpecialRole } from '@codex-ml/plugin-api';
import type { MergeOrder } from '../../models/bpe/read-merges.js';
import { type SentencePieceRules, writeRules } from '../../sentencepiece/sentencepiece-rules.js';
import { SPECIAL_ROLES, SPECIAL_TOKENS, type SpecialIds } from '../../special-tokens.js';

export interface TokenizerJsonParts {
  /** Entries of `added_tokens`: see `writeAddedToken`. */
  readonly addedTokens: readonly JsonObject[];
  readonly normalizer: JsonValue;
  readonly preTokenizer: JsonValue;
  readonly postProcessor: JsonValue;
  readonly decoder: JsonValue;
  /** With its vocabulary. */
  readonly model: JsonObject;
  /** What readers apply to every text; this project only where the caller asks. Default none. */
  readonly truncation?: JsonValue;
  readonly padding?: JsonValue;
  /** Where the layout has no place for something: see `SIDECAR`. */
  readonly sidecar?: Sidecar | undefined;
}

/** What the layout does not hold and a tokenizer still is: which tokens have which role, its chat template, and how it cuts text. */
export interface Sidecar {
  readonly specials?: Readonly<Partial<Record<SpecialRole, string>>> | undefined;
  readonly chatTemplate?: string | undefined;
  /** What ranks merges. Default `place`, which is what the layout means. */
  readonly mergeOrder?: MergeOrder | undefined;
  /** Of a SentencePiece model: what is exact where the layout only comes near. */
  readonly sentencePiece?: SentencePieceRules | undefined;
}

/** Key inside `model`, for the sidecar: the Rust library refuses keys it does not know beside `model` but not inside it. */
export const SIDECAR = 'codex_ml';

/**
 * Write the layout. Readers that follow it parse specials in any text; this project does so only where asked to.
 */
export function writeTokenizerJson(parts: TokenizerJsonParts): JsonObject {
  const sidecar = writeSidecar(parts.sidecar ?? {});
  return {
    version: '1.0',
    truncation: parts.truncation ?? null,
    padding: parts.padding ?? null,
    added_tokens: parts.addedTokens,
    normalizer: parts.normalizer,
    pre_tokenizer: parts.preTokenizer,
    post_processor: parts.postProcessor,
    decoder: parts.decoder,
    model: sidecar === undefined ? parts.model : { ...parts.model, [SIDECAR]: sidecar },
  };
}

/** The parts of a tokenizer whose only added tokens are the four specials; `model` without its vocabulary. */
export interface SimpleJsonParts
  extends Pick<TokenizerJsonParts, 'normalizer' | 'preTokenizer' | 'decoder' | 'model'> {
  readonly specials: SpecialIds;
  /** Token of each id. */
  readonly tokens: readonly string[];
}

export function writeSimpleJson({ specials, tokens, model, ...parts }: SimpleJsonParts): JsonObject {
  return writeTokenizerJson({
    ...parts,
    addedTokens: writeSpecials(specials),
    postProcessor: writeTemplate(specials),
    // fromEntries defines own properties, so that a token such as `__proto__` stays a token
    model: { ...model, vocab: Object.fromEntries(tokens.map((token, id) => [token, id])) },
  });
}

/** An entry of `added_tokens`. Special ones are looked for in the text as it is, others too unless `normalized` is set. */
export function writeAddedToken(id: number, content: string, special: boolean): JsonObject {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special };
}

/** Entries of `added_tokens` for the specials that a tokenizer has, by our names. */
export function writeSpecials(specials: SpecialIds): JsonObject[] {
  return SPECIAL_ROLES.filter((role) => specials[role] !== undefined).map((role) =>
    writeAddedToken(specials[role]!, SPECIAL_TOKENS[role], true),
  );
}

/**
 * A `post_processor` that puts bos before and eos behind each text, as far as a tokenizer has them.
 * @param names tokens of the roles; default our own
 */
export function writeTemplate(
  specials: SpecialIds,
  names: Readonly<Partial<Record<SpecialRole, string>>> = SPECIAL_TOKENS,
): JsonObject | null {
  const frame = (role: 'bos' | 'eos', type: number): JsonValue[] =>
    specials[role] === undefined ? [] : [{ SpecialToken: { id: names[role]!, type_id: type } }];
  const sequence = (id: string, type: number): JsonValue[] => [
    ...frame('bos', type),
    { Sequence: { id, type_id: type } },
    ...frame('eos', type),
  ];
  const used = (['bos', 'eos'] as const).filter((role) => specials[role] !== undefined);
  if (used.length === 0) return null;
  return {
    type: 'TemplateProcessing',
    single: sequence('A', 0),
    pair: [...sequence('A', 0), ...sequence('B', 1)],
    special_tokens: Object.fromEntries(
      used.map((role) => [
        names[role]!,
        { id: names[role]!, ids: [specials[role]!], tokens: [names[role]!] },
      ]),
    ),
  };
}

function writeSidecar(sidecar: Sidecar): JsonObject | undefined {
  const { specials = {}, chatTemplate, mergeOrder, sentencePiece } = sidecar;
  const roles = SPECIAL_ROLES.filter((role) => specials[role] !== undefined);
  const byToken = mergeOrder === 'token';
  const json = {
    ...(roles.length === 0
      ? {}
      : { specials: Object.fromEntries(roles.map((role) => [role, specials[role]!])) }),
    ...(chatTemplate === undefined ? {} : { chat_template: chatTemplate }),
    ...(byToken ? { merge_by: 'token' } : {}),
    ...(sentencePiece === undefined ? {} : { sentencepiece: writeRules(sentencePiece) }),
  };
  return Object.keys(json).length === 0 ? undefined : json;
}
