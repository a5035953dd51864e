// A small byte-level BPE document for tests, learned the plain way, and the plain way to use it.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { BYTE_ALPHABET } from '@codex-ml/tokenizers/dist/byte-alphabet.js';

const CORPUS =
  "The cat's cat sat there; then they're there. They'll théâtre 中文中文 中文字符 😀😀😀 1999 2000 200 aaaaaaaa bbbb    if\n    else\n\n";
const MERGES = 100;

export function spell(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) => BYTE_ALPHABET[byte]!).join('');
}

export function createDocument(parts: JsonObject = {}, model: JsonObject = {}): JsonObject {
  const merges = learnMerges(spell(CORPUS).match(/Ġ?[^ĠĊ]+|[ĠĊ]+/g)!);
  const tokens = [...new Set([...BYTE_ALPHABET, ...merges.map(([left, right]) => left + right)])];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    ...parts,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges as unknown as JsonValue,
      ...model,
    },
  };
}

/** Tokens of one word: the merge of the lowest rank, leftmost first, until none is left. */
export function mergePlainly(word: string, document: JsonObject): string[] {
  const { merges } = document['model'] as { readonly merges: readonly (readonly [string, string])[] };
  const ranks = new Map(merges.map((pair, rank) => [pair.join(' '), rank]));
  const symbols = [...spell(word)];
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const rank = ranks.get(`${symbols[i]} ${symbols[i + 1]}`);
      if (rank !== undefined && rank < least) [least, at] = [rank, i];
    }
    if (at < 0) return symbols;
    symbols.splice(at, 2, symbols[at]! + symbols[at + 1]!);
  }
}

/** The most frequent pair each time, of equals the one that came first. */
function learnMerges(words: readonly string[]): [string, string][] {
  let split = words.map((word) => [...word]);
  const merges: [string, string][] = [];
  while (merges.length < MERGES) {
    const counts = new Map<string, number>();
    for (const symbols of split) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair = `${symbols[i]} ${symbols[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const best = [...counts].sort(([, left], [, right]) => right - left)[0];
    if (best === undefined) break;
    const [left, right] = best[0].split(' ') as [string, string];
    merges.push([left, right]);
    split = split.map((symbols) => apply(symbols, left, right));
  }
  return merges;
}

function apply(symbols: readonly string[], left: string, right: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const joins = symbols[i] === left && symbols[i + 1] === right;
    merged.push(joins ? left + right : symbols[i]!);
    if (joins) i++;
  }
  return merged;
}
