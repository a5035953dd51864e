// One token per word between white space, from a fixed vocabulary; other words become `<unk>`. Decoding joins with single spaces.
import type { JsonObject } from '@codex-ml/plugin-api';
import { malformed, readSimpleJson } from './formats/tokenizer-json/read-simple-json.js';
import { writeSimpleJson } from './formats/tokenizer-json/write-tokenizer-json.js';
import { findSpecialRole, type SpecialIds } from './special-tokens.js';
import { splitWords } from './split-words.js';
import type { TokenModel } from './token-model.js';
import { push, reserve, type TokenSink } from './token-sink.js';

/** How a word is looked up. Lower case goes character by character: a final sigma is a sigma. */
export function normaliseWord(word: string, lowercase: boolean): string {
  const wellFormed = word.replace(/\p{Surrogate}/gu, '\ufffd');
  return lowercase ? wellFormed.replaceAll('Σ', 'σ').toLowerCase() : wellFormed;
}

/** @param tokens token of each id: specials, `<unk>` among them, and words */
export function createWhitespaceModel(
  tokens: readonly string[],
  specials: SpecialIds,
  lowercase: boolean,
): TokenModel {
  const unknown = specials.unk!;
  const idOfWord = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    if (findSpecialRole(token) === undefined) idOfWord.set(token, id);
  }
  const encoder = new TextEncoder();

  const encodeInto = (text: string, at: number, sink: TokenSink): void => {
    splitWords(text, (start, end) => {
      const word = normaliseWord(text.slice(start, end), lowercase);
      reserve(sink, 1);
      push(sink, idOfWord.get(word) ?? unknown, at + start, at + end);
    });
  };

  return {
    name: 'whitespace',
    size: tokens.length,
    specials,
    separator: ' ',
    encodeInto,
    decodeRun: (ids) => ids.map((id) => tokens[id]).join(' '),
    token: (id) => tokens[id],
    id: (token) => idOfWord.get(token),
    // the space that decoding puts before a word belongs to it, so that bytes are counted and streamed with it
    bytes: (id) => encoder.encode(` ${tokens[id]!}`),
    save: () =>
      writeSimpleJson({
        specials,
        tokens,
        normalizer: lowercase ? { type: 'Lowercase' } : null,
        preTokenizer: { type: 'WhitespaceSplit' },
        decoder: null,
        model: { type: 'WordLevel', unk_token: '<unk>' },
      }),
  };
}

/** @throws CML4106 */
export function loadWhitespaceModel(data: JsonObject): TokenModel {
  const { tokens, specials, normalizerType } = readSimpleJson(data, {
    modelType: 'WordLevel',
    preTokenizerType: 'WhitespaceSplit',
  });
  if (specials.unk === undefined) throw malformed('added_tokens', 'expected `<unk>` among them');
  if (normalizerType !== null && normalizerType !== 'Lowercase') {
    throw malformed('normalizer.type', `expected "Lowercase" or no normalizer, received "${normalizerType}"`);
  }
  return createWhitespaceModel(tokens, specials, normalizerType === 'Lowercase');
}
