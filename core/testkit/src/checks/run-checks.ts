// Runs checks without a test runner and reports every outcome. Checks of one subject run one after the other.
import { type CodexError, toCodexErrors } from '@codex-ml/plugin-api';
import { type Check, CheckFailure } from './check.js';

export type CheckOutcome =
  | { readonly name: string; readonly status: 'passed' }
  /** The claim does not hold. */
  | { readonly name: string; readonly status: 'failed'; readonly failure: CheckFailure }
  /** The plugin threw where it should not have. */
  | { readonly name: string; readonly status: 'threw'; readonly errors: readonly CodexError[] };

export interface CheckReport {
  readonly passed: number;
  readonly failed: number;
  readonly outcomes: readonly CheckOutcome[];
}

/**
 * Run all checks, also after a failure.
 * @param timeoutMs longest time for one check; one that hangs fails and the rest still run
 */
export async function runChecks(checks: readonly Check[], timeoutMs = 60_000): Promise<CheckReport> {
  const outcomes: CheckOutcome[] = [];
  for (const each of checks) outcomes.push(await runCheck(each, timeoutMs));
  const passed = outcomes.filter(({ status }) => status === 'passed').length;
  return { passed, failed: outcomes.length - passed, outcomes };
}

async function runCheck(subject: Check, timeoutMs: number): Promise<CheckOutcome> {
  const { name } = subject;
  try {
    await within(timeoutMs, subject);
    return { name, status: 'passed' };
  } catch (error) {
    if (CheckFailure.is(error)) return { name, status: 'failed', failure: error };
    return { name, status: 'threw', errors: toCodexErrors(error) };
  }
}

async function within(timeoutMs: number, subject: Check): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new CheckFailure({
          expected: `an end within ${timeoutMs} ms`,
          received: 'none',
          where: subject.name,
          remedy: 'look for a promise that never settles',
        }),
      );
    }, timeoutMs);
  });
  try {
    await Promise.race([subject.run(), expired]);
  } finally {
    clearTimeout(timer);
  }
}
