// Tokens that take the first ids, whatever the corpus: the specials by role, further special tokens, bytes to fall back on.
import type { JsonObject, SpecialRole } from '@codex-ml/plugin-api';
import {
  writeAddedToken,
  writeSpecials,
  writeTemplate,
} from '../formats/tokenizer-json/write-tokenizer-json.js';
import { BYTE_TOKENS } from '../models/vocabulary-model.js';
import { assignSpecialIds, listSpecialTokens, type SpecialIds } from '../special-tokens.js';

export interface ReservedTokens {
  /** Token of each id. */
  readonly tokens: readonly string[];
  readonly specials: SpecialIds;
  /** How many of them are special; the others are bytes. */
  readonly special: number;
  /** `added_tokens` of the document. */
  readonly addedTokens: readonly JsonObject[];
  /** `post_processor` of the document. */
  readonly postProcessor: JsonObject | null;
}

export interface ReservedChoices {
  readonly specials: readonly SpecialRole[];
  readonly additionalSpecialTokens: readonly string[];
  /** Whether there is a token for what the vocabulary cannot spell. */
  readonly unknown: boolean;
  readonly byteFallback: boolean;
}

export function reserveTokens(choices: ReservedChoices): ReservedTokens {
  const specials = assignSpecialIds(choices.unknown ? [...choices.specials, 'unk'] : choices.specials);
  const names = listSpecialTokens(specials);
  const further = [...new Set(choices.additionalSpecialTokens)].filter((token) => !names.includes(token));
  const tokens = [...names, ...further];
  return {
    tokens: choices.byteFallback ? [...tokens, ...BYTE_TOKENS] : tokens,
    specials,
    special: tokens.length,
    addedTokens: [
      ...writeSpecials(specials),
      ...further.map((token, i) => writeAddedToken(names.length + i, token, true)),
    ],
    postProcessor: writeTemplate(specials),
  };
}
