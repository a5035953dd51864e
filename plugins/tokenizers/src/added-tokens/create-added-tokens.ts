// Finding added tokens in text: of those that begin first the longest, then on from its end.
import type { Normalizer } from '../pipeline/aligned-text.js';
import { isSpace, isWordAfter, isWordBefore } from '../regex/character-classes.js';
import type { AddedToken } from './added-token.js';
import { createTokenTrie, type TokenTrie } from './token-trie.js';

/** Where an added token stands in the text that was searched, in UTF-16 units, white space that it takes along included. */
export interface AddedTokenMatch {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export interface AddedTokens {
  readonly tokens: readonly AddedToken[];
  /** Matches of tokens that are looked for before normalization. Undefined where there are none, which is most often. */
  findRaw(text: string, parseSpecials: boolean): readonly AddedTokenMatch[] | undefined;
  /** Matches of tokens that are looked for in normalized text. */
  findNormalized(text: string, parseSpecials: boolean): readonly AddedTokenMatch[] | undefined;
  /** What decoding shows for a token: its normalized form where it is looked for in normalized text. */
  surface(id: number): string | undefined;
}

/**
 * @param normalizer gives the form in which tokens that are `normalized` are looked for
 * @param found ids of tokens that the model finds by itself; they are looked for here only where they are special
 */
export function createAddedTokens(
  list: readonly AddedToken[],
  normalizer: Normalizer,
  found?: ReadonlySet<number>,
): AddedTokens {
  // a token that is listed twice counts as it is listed last
  const tokens = [...new Map(list.map((token) => [token.content, token])).values()];
  const patternOf = (token: AddedToken): string =>
    token.normalized
      ? normalizer({ text: token.content, starts: undefined, ends: undefined }).text
      : token.content;
  const surfaces = new Map(tokens.map((token) => [token.id, patternOf(token)]));
  const build = (normalized: boolean): TokenTrie<AddedToken> =>
    createTokenTrie(
      tokens
        .filter(
          (token) => token.normalized === normalized && (token.special || found?.has(token.id) !== true),
        )
        .map((token) => [surfaces.get(token.id)!, token] as const),
    );
  const raw = build(false);
  const normalized = build(true);
  return {
    tokens,
    findRaw: (text, parseSpecials) => findMatches(raw, text, parseSpecials),
    findNormalized: (text, parseSpecials) => findMatches(normalized, text, parseSpecials),
    surface: (id) => surfaces.get(id),
  };
}

function findMatches(
  trie: TokenTrie<AddedToken>,
  text: string,
  parseSpecials: boolean,
): AddedTokenMatch[] | undefined {
  let matches: AddedTokenMatch[] | undefined;
  let done = 0;
  for (let at = trie.next(text, 0); at >= 0; ) {
    const found = trie.longestAt(text, at);
    if (found === undefined) {
      at = trie.next(text, at + 1);
      continue;
    }
    const { value: token, end: after } = found;
    // what is passed over is passed over whole: no other token is looked for inside of it
    const wanted = (parseSpecials || !token.special) && !(token.singleWord && touchesWord(text, at, after));
    if (wanted) {
      let start = at;
      if (token.stripLeft) while (start > 0 && isSpace(text.charCodeAt(start - 1))) start--;
      let end = after;
      if (token.stripRight) while (end < text.length && isSpace(text.charCodeAt(end))) end++;
      // white space that the token before took along stays with it
      if (token.stripLeft) start = Math.max(start, done);
      matches ??= [];
      matches.push({ id: token.id, start, end });
      done = end;
    }
    at = trie.next(text, after);
  }
  return matches;
}

function touchesWord(text: string, start: number, end: number): boolean {
  return isWordBefore(text, start) || isWordAfter(text, end);
}
