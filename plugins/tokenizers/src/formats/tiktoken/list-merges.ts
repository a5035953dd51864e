// All pairs of tokens that make a token, by the rank of what they make: tiktoken merges any two that stand side by side and together
// are a token, the lowest rank first.
import type { RankedTokens } from './read-ranks.js';

/** @returns pairs of tokens, those of one token one behind the other, in the order of ranks */
export function listMerges(tokens: RankedTokens): [left: string, right: string][] {
  const known = new Set(tokens);
  const merges: [string, string][] = [];
  for (const token of tokens) {
    if (token === undefined) continue;
    for (let at = 1; at < token.length; at++) {
      const left = token.slice(0, at);
      const right = token.slice(at);
      if (known.has(left) && known.has(right)) merges.push([left, right]);
    }
  }
  return merges;
}
