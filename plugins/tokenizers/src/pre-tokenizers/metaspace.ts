// The pre-tokenizer of SentencePiece models: spaces become a visible character, with which words begin.
import type { JsonObject } from '@codex-ml/plugin-api';
import { prepend } from '../normalizers/prepend.js';
import { replaceMatches } from '../normalizers/replace.js';
import type { PreTokenizer } from '../pipeline/aligned-text.js';
import { readBoolean, readCharacter, readChoice, unexpected } from '../pipeline/json-fields.js';
import { withText } from '../pipeline/slice-piece.js';
import { createPattern } from '../regex/create-pattern.js';
import { splitAtMatches } from './split-behavior.js';

const SCHEMES = ['always', 'first', 'never'] as const;

export function createMetaspace(json: JsonObject, path: string): PreTokenizer {
  const replacement = readCharacter(json, 'replacement', path);
  const scheme = readScheme(json, path);
  const splits = json['split'] === null ? true : readBoolean(json, 'split', path, true);
  const findSpaces = createPattern({ String: ' ' }, path);
  const findReplacements = createPattern({ String: replacement }, path);
  const preTokenize: PreTokenizer = (piece) => {
    if (piece.text === '') return [];
    let text = replaceMatches(piece, findSpaces(piece.text), replacement);
    const wanted = scheme === 'always' || (scheme === 'first' && piece.first);
    if (wanted && !text.text.startsWith(replacement)) text = prepend(replacement, text);
    const done = withText(piece, text);
    return splits ? splitAtMatches(done, findReplacements(done.text), 'MergedWithNext') : [done];
  };
  return Object.assign(preTokenize, { readsFirst: scheme === 'first' });
}

/** Older files say `add_prefix_space`, which must not contradict `prepend_scheme`. */
function readScheme(json: JsonObject, path: string): (typeof SCHEMES)[number] {
  const prefixes =
    json['add_prefix_space'] === undefined || json['add_prefix_space'] === null
      ? undefined
      : readBoolean(json, 'add_prefix_space', path);
  const scheme = readChoice(json, 'prepend_scheme', path, SCHEMES, prefixes === false ? 'never' : 'always');
  if (prefixes === false && scheme !== 'never') {
    throw unexpected(`${path}.prepend_scheme`, '`never`, for `add_prefix_space` is `false`,', scheme);
  }
  return scheme;
}
