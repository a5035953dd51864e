// The merges of a BPE model, from texts `a b` or pairs `[a, b]` to ids.
import type { JsonValue } from '@codex-ml/plugin-api';
import { expectArray, unexpected } from '../../pipeline/json-fields.js';
import type { Vocabulary } from '../vocabulary.js';

export interface Merges {
  /** [merges] ids of the left parts, in the order of ranks. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  /** [merges] rank of each; undefined where it is its place. */
  readonly ranks: Int32Array | undefined;
  /** [ranks] ids of what they make. */
  readonly merged: Int32Array;
}

/**
 * What ranks a merge: its place in the list, as in the Rust library, or the token it makes, as in tiktoken and SentencePiece. There
 * all pairs that make one token stand one behind the other, and have one rank.
 */
export type MergeOrder = 'place' | 'token';

/**
 * @param prefix of tokens that continue a word; a merge drops that of its right part
 * @throws CML4110 malformed merges, and merges of or to tokens that are not in the vocabulary
 */
export function readMerges(
  json: JsonValue | undefined,
  vocabulary: Vocabulary,
  prefix: string,
  path: string,
  order: MergeOrder = 'place',
): Merges {
  const list = expectArray(json, path);
  // a file of merges begins with its version, which some converters took along
  const written = list.filter((entry) => typeof entry !== 'string' || !entry.startsWith('#version'));
  const lefts = new Int32Array(written.length);
  const rights = new Int32Array(written.length);
  const merged = new Int32Array(written.length);
  const idOf = (token: string, i: number): number => {
    const id = vocabulary.ids.get(token);
    if (id === undefined) throw unexpected(`${path}[${i}]`, 'tokens of the vocabulary', token);
    return id;
  };
  for (const [i, entry] of written.entries()) {
    const parts = typeof entry === 'string' ? entry.split(' ') : entry;
    if (!Array.isArray(parts) || parts.length !== 2) throw malformed(path, i, entry);
    const [left, right] = parts as readonly JsonValue[];
    if (typeof left !== 'string' || typeof right !== 'string') throw malformed(path, i, entry);
    lefts[i] = idOf(left, i);
    rights[i] = idOf(right, i);
    merged[i] = idOf(left + right.slice(prefix.length), i);
  }
  return order === 'place'
    ? { lefts, rights, ranks: undefined, merged }
    : { lefts, rights, ...rankByToken(merged, path) };
}

function rankByToken(made: Int32Array, path: string): Pick<Merges, 'ranks' | 'merged'> {
  const ranks = new Int32Array(made.length);
  const merged: number[] = [];
  const seen = new Set<number>();
  for (const [i, id] of made.entries()) {
    if (i === 0 || made[i - 1] !== id) {
      if (seen.has(id)) throw unexpected(`${path}[${i}]`, 'all pairs of a token one behind the other', id);
      seen.add(id);
      merged.push(id);
    }
    ranks[i] = merged.length - 1;
  }
  return { ranks, merged: Int32Array.from(merged) };
}

/** Back to pairs of tokens. */
export function writeMerges(
  { lefts, rights }: Merges,
  tokens: readonly (string | undefined)[],
): [string, string][] {
  return Array.from(lefts, (left, i) => [tokens[left]!, tokens[rights[i]!]!]);
}

function malformed(path: string, i: number, entry: JsonValue) {
  return unexpected(`${path}[${i}]`, 'two tokens, as a list or with one space between them', entry);
}
