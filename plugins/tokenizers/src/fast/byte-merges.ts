// The merges of a byte-level BPE model by bytes: what a word begins with, and what its symbols become.

import { BYTE_ALPHABET } from '../byte-alphabet.js';
import type { PairTable } from '../models/bpe/pair-table.js';
import { createPairTable } from '../models/bpe/pair-table.js';
import type { Merges } from '../models/bpe/read-merges.js';

/** A key of a merge is its rank with so many bits behind for a place in the word. */
export const PLACE_BITS = 6;
/** From here on keys are those of no merge. */
export const NO_KEY = 0x7fffffff & (-1 << PLACE_BITS);
const MOST_MERGES = NO_KEY >> PLACE_BITS;

export interface ByteMerges {
  /** [256] id of each byte. */
  readonly byteIds: Int32Array;
  /** [65536] key of the merge of two bytes, the first in the high bits of the index, at place 0. */
  readonly byteKeys: Int32Array;
  readonly pairs: PairTable;
  /** [ranks] id that each merge makes. */
  readonly merged: Int32Array;
}

/**
 * @returns undefined where some byte has no id: then text can be lost, which only the general path knows how to do; and where there
 * are more merges than keys
 */
export function createByteMerges(ids: ReadonlyMap<string, number>, merges: Merges): ByteMerges | undefined {
  const byteIds = Int32Array.from(BYTE_ALPHABET, (character) => ids.get(character) ?? -1);
  if (byteIds.includes(-1) || merges.merged.length >= MOST_MERGES) return undefined;
  const byteOfId = new Map(Array.from(byteIds, (id, byte) => [id, byte]));
  const byteKeys = new Int32Array(1 << 16).fill(NO_KEY);
  const { lefts, rights, ranks, merged } = merges;
  for (let place = 0; place < lefts.length; place++) {
    const left = byteOfId.get(lefts[place]!);
    const right = byteOfId.get(rights[place]!);
    if (left === undefined || right === undefined) continue;
    byteKeys[(left << 8) | right] = (ranks?.[place] ?? place) << PLACE_BITS;
  }
  return { byteIds, byteKeys, pairs: createPairTable(lefts, rights, ranks), merged };
}
