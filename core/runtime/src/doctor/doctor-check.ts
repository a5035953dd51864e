// The result of one check of `doctor`.

/**
 * - `ok`: as it should be
 * - `warn`: works, but less well or less reproducibly than it could
 * - `fail`: nothing will run like this
 */
export type CheckStatus = 'ok' | 'warn' | 'fail';

export interface DoctorCheck {
  /** Kebab-case name of the check, and what it looked at: `engine std/tfjs`. */
  readonly name: string;
  readonly status: CheckStatus;
  /** One sentence in lower case without a full stop. */
  readonly message: string;
  /** What to do; none where the status is `ok`. */
  readonly hints: readonly string[];
}

export function passed(name: string, message: string): DoctorCheck {
  return { name, status: 'ok', message, hints: [] };
}

export function warned(name: string, message: string, ...hints: readonly string[]): DoctorCheck {
  return { name, status: 'warn', message, hints };
}

export function failed(name: string, message: string, ...hints: readonly string[]): DoctorCheck {
  return { name, status: 'fail', message, hints };
}
