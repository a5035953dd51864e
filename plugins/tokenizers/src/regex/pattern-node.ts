// A regular expression as a tree, between the dialect it was written in and the one it is run in.
import type { CodePointSet } from './code-point-set.js';

export type PatternNode =
  | SetNode
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'look';
      readonly behind: boolean;
      readonly negative: boolean;
      readonly body: PatternNode;
    }
  | { readonly kind: 'atomic'; readonly body: PatternNode; readonly position: number }
  | RepeatNode
  /** A test of the place that JavaScript writes as `source`. */
  | { readonly kind: 'place'; readonly source: string };

/** One character of a set. */
export interface SetNode {
  readonly kind: 'set';
  readonly set: CodePointSet;
  /** The character that was written, where it was written by itself and its case makes no difference. */
  readonly literal?: number;
}

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly body: PatternNode;
  readonly min: number;
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
  readonly position: number;
}
