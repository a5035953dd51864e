// A check: one sentence about behaviour and a function that fails by throwing. Knows no test runner.

/** What every check is: a claim and its proof. */
export interface Check {
  /** A sentence without full stop whose subject is the plugin, such as `gives batches the same ids as single texts`. */
  readonly name: string;
  /** Rejects with a {@link CheckFailure} where the claim does not hold, or with whatever the plugin threw. */
  run(): Promise<void>;
}

export interface FailureDetails {
  readonly expected: string;
  readonly received: string;
  /** Call or input at fault, such as `encode("a\u0000b")`. */
  readonly where: string;
  /** What the author of the plugin can do. */
  readonly remedy: string;
}

const FAILURE_BRAND: unique symbol = Symbol.for('codex-ml.check-failure');

/** A claim that does not hold: what was expected, what was seen, where, and how to mend it. */
export class CheckFailure extends Error {
  readonly [FAILURE_BRAND] = true;
  readonly expected: string;
  readonly received: string;
  readonly where: string;
  readonly remedy: string;

  constructor({ expected, received, where, remedy }: FailureDetails, options?: { readonly cause?: unknown }) {
    super(`${where}: expected ${expected}, received ${received}; ${remedy}`, options);
    this.name = 'CheckFailure';
    this.expected = expected;
    this.received = received;
    this.where = where;
    this.remedy = remedy;
  }

  static is(value: unknown): value is CheckFailure {
    return typeof value === 'object' && value !== null && FAILURE_BRAND in value;
  }
}

/** A check from a name and a body. */
export function check(name: string, run: () => void | Promise<void>): Check {
  return { name, run: async () => run() };
}
