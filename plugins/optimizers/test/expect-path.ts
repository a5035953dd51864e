// Compares a path in float32 with a reference, to 1e-5 of the larger of the value and 1.
import { expect } from 'chai';

export function expectPosition(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).to.equal(expected.length);
  actual.forEach((value, i) => {
    expect(value).to.be.closeTo(expected[i]!, 1e-5 * Math.max(1, Math.abs(expected[i]!)));
  });
}

/** `golden` holds positions by step, counted from 1. */
export function expectPath(
  path: readonly (readonly number[])[],
  golden: Readonly<Record<number, readonly number[]>>,
): void {
  for (const [step, expected] of Object.entries(golden)) expectPosition(path[Number(step) - 1]!, expected);
}
