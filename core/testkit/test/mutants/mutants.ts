// How a mutation test is written down: one sound subject and wrong ones, each with the check that must catch it.
import type { Check } from '@codex-ml/testkit';

export interface Mutant {
  /** What is wrong with it. */
  readonly flaw: string;
  /** Name of the check that must fail. */
  readonly caughtBy: string;
  readonly checks: () => readonly Check[];
}

export interface MutationTest {
  readonly kind: string;
  /** Passes every check. */
  readonly sound: () => readonly Check[];
  readonly mutants: readonly Mutant[];
  close?(): Promise<void>;
}
