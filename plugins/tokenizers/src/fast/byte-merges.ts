// The merges of a byte-level BPE model by bytes: what a word begins with, and what its symbols become.

import { BYTE_ALPHABET } from '../byte-alphabet.js';
import type { PairTable } from '../models/bpe/pair-table.js';
import { createPairTable } from '../models/bpe/pair-table.js';
import type { Merges } from '../models/bpe/read-merges.js';

/** Larger than every rank. */
export const NO_RANK = 0x7fffffff;

export interface ByteMerges {
  /** [256] id of each byte. */
  readonly byteIds: Int32Array;
  /** [65536] rank of the merge of two bytes, the first in the high bits, or `NO_RANK`. */
  readonly byteRanks: Int32Array;
  readonly pairs: PairTable;
  /** [merges] id that each merge makes. */
  readonly merged: Int32Array;
}

/** @returns undefined where some byte has no id: then text can be lost, which only the general path knows how to do */
export function createByteMerges(ids: ReadonlyMap<string, number>, merges: Merges): ByteMerges | undefined {
  const byteIds = Int32Array.from(BYTE_ALPHABET, (character) => ids.get(character) ?? -1);
  if (byteIds.includes(-1)) return undefined;
  const byteOfId = new Map(Array.from(byteIds, (id, byte) => [id, byte]));
  const byteRanks = new Int32Array(1 << 16).fill(NO_RANK);
  const { lefts, rights, merged } = merges;
  for (let rank = 0; rank < lefts.length; rank++) {
    const left = byteOfId.get(lefts[rank]!);
    const right = byteOfId.get(rights[rank]!);
    if (left !== undefined && right !== undefined) byteRanks[(left << 8) | right] = rank;
  }
  return { byteIds, byteRanks, pairs: createPairTable(lefts, rights), merged };
}
