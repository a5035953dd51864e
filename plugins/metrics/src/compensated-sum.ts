// Sums in float64 whose error does not grow with the number of terms (Neumaier 1974), and which merge. Plain JSON.

/** The sum is `sum + rest`; `rest` holds what rounding took away. A type, not an interface: it must be assignable to JsonValue. */
export type CompensatedSum = { readonly sum: number; readonly rest: number };

export const ZERO: CompensatedSum = Object.freeze({ sum: 0, rest: 0 });

/** Add `count` terms, `term(i)` each. */
export function addTerms(state: CompensatedSum, count: number, term: (i: number) => number): CompensatedSum {
  let { sum, rest } = state;
  for (let i = 0; i < count; i++) {
    const x = term(i);
    const next = sum + x;
    rest += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return { sum, rest };
}

/** The sum of two sums. */
export function mergeSums(a: CompensatedSum, b: CompensatedSum): CompensatedSum {
  return addTerms(a, 2, (i) => (i === 0 ? b.sum : b.rest));
}

/** The value as one number. */
export function total(state: CompensatedSum): number {
  return state.sum + state.rest;
}
