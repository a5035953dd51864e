// Registers checks with a test runner of mocha's shape. The runner comes in as an argument or from globalThis.
import { type Check, CheckFailure } from './check.js';

/** The two functions that mocha, vitest, jest and node:test share. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/** One `describe` with one `it` per check. */
export function describeChecks(
  title: string,
  checks: readonly Check[],
  { describe, it }: TestRunner = runnerOfProcess(),
): void {
  describe(title, () => {
    for (const { name, run } of checks) it(name, run);
  });
}

function runnerOfProcess(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  if (describe !== undefined && it !== undefined) return { describe, it };
  throw new CheckFailure({
    expected: 'global functions `describe` and `it`',
    received: 'none',
    where: 'globalThis',
    remedy: 'run under mocha, or pass `{ describe, it }` of your test runner as the last argument',
  });
}
