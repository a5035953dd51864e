// Which tokens of a text carry loss, given which parts of it do.
import type { EncodedText } from './encode-rendering.js';
import type { TextRange } from './render-conversation.js';

/**
 * 1 for each token that shares a character with one of the ranges, which are ascending: a part of such a token is what the model has
 * to write. In byte-level vocabularies the first token of a part is often one that begins with the space before it.
 */
export function learnedTokens({ ids, offsets }: EncodedText, parts: readonly TextRange[]): Uint8Array {
  const ranges = parts.filter(([start, end]) => end > start);
  const mask = new Uint8Array(ids.length);
  let at = 0;
  for (let token = 0; token < ids.length; token++) {
    const [start, end] = [offsets[2 * token]!, offsets[2 * token + 1]!];
    while (at < ranges.length && ranges[at]![1] <= start) at++;
    if (at < ranges.length && Math.max(end, start + 1) > ranges[at]![0]) mask[token] = 1;
  }
  return mask;
}
