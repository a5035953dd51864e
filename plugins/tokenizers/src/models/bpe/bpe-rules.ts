// What a BPE model was read to be.
import type { Vocabulary } from '../vocabulary.js';
import type { Merges } from './read-merges.js';

export interface BpeRules {
  readonly vocabulary: Vocabulary;
  readonly merges: Merges;
  readonly unknown: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
  readonly fuseUnknown: boolean;
  readonly byteFallback: boolean;
  readonly ignoreMerges: boolean;
  /** Probability with which a merge is passed over at each step, where there is randomness. */
  readonly dropout: number;
}
