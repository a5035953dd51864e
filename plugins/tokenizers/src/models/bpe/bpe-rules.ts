// What a BPE model was read to be.
import type { Vocabulary } from '../vocabulary.js';
import type { DropoutRandom } from '../vocabulary-model.js';
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
  readonly drop: { readonly rate: number; readonly random: DropoutRandom } | undefined;
}
