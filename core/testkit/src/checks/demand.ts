// Small demands that throw a CheckFailure. They compare and format; what is compared is the suites' business.
import { isDeepStrictEqual } from 'node:util';
import { CodexError } from '@codex-ml/plugin-api';
import { CheckFailure } from './check.js';
import { show } from './show.js';

/** Where a demand stands and what to do when it is not met. */
export interface Context {
  readonly where: string;
  readonly remedy: string;
}

/** Demand that a condition holds; `expected` and `received` say it in words. */
export function demand(
  condition: boolean,
  context: Context & { readonly expected: string; readonly received: unknown },
): asserts condition {
  if (condition) return;
  const { expected, received, where, remedy } = context;
  throw new CheckFailure({
    expected,
    received: typeof received === 'string' ? received : show(received),
    where,
    remedy,
  });
}

/** Demand deep equality, typed arrays and -0 included. */
export function demandEqual(received: unknown, expected: unknown, context: Context): void {
  if (isDeepStrictEqual(received, expected)) return;
  throw new CheckFailure({ expected: show(expected), received: show(received), ...context });
}

/** Demand that numbers agree within `absolute + relative * |expected|`, element by element. */
export function demandClose(
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  context: Context & { readonly relative: number; readonly absolute: number },
): void {
  const { relative, absolute, where, remedy } = context;
  if (received.length !== expected.length) {
    throw new CheckFailure({
      expected: `${expected.length} numbers`,
      received: `${received.length} numbers`,
      where,
      remedy,
    });
  }
  for (let i = 0; i < expected.length; i++) {
    const seen = received[i]!;
    const wanted = expected[i]!;
    if (Object.is(seen, wanted)) continue;
    // Written so that NaN fails.
    if (Math.abs(seen - wanted) <= absolute + relative * Math.abs(wanted)) continue;
    throw new CheckFailure({
      expected: `${wanted} at index ${i}, within ${absolute} + ${relative} of it`,
      received: String(seen),
      where,
      remedy,
    });
  }
}

/** Demand that every number is finite. */
export function demandFinite(values: ArrayLike<number>, context: Context): void {
  for (let i = 0; i < values.length; i++) {
    demand(Number.isFinite(values[i]), {
      ...context,
      expected: 'finite numbers',
      received: `${values[i]} at index ${i}`,
    });
  }
}

/** Demand that `action` fails with a CodexError, synchronously or by rejecting. Returns the error. */
export async function demandRefusal(action: () => unknown, context: Context): Promise<CodexError> {
  let outcome: unknown;
  try {
    outcome = await action();
  } catch (error) {
    demand(CodexError.is(error), {
      ...context,
      expected: 'a CodexError',
      received: error instanceof Error ? `${error.name}: ${error.message}` : show(error),
    });
    return error;
  }
  throw new CheckFailure({ expected: 'a CodexError', received: `the result ${show(outcome)}`, ...context });
}
