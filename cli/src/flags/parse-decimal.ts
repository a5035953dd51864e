// A flag that takes a decimal number within bounds.
import { Flags } from '@oclif/core';

export interface DecimalFlag {
  readonly summary: string;
  readonly default?: number;
  readonly min: number;
  readonly max?: number;
}

/** Like `Flags.integer`, for numbers with a fraction. A value outside the bounds is a usage error. */
export function parseDecimal({ summary, default: standard, min, max = Number.MAX_VALUE }: DecimalFlag) {
  const range = max === Number.MAX_VALUE ? `at least ${min}` : `between ${min} and ${max}`;
  return Flags.custom<number>({
    summary,
    ...(standard === undefined ? {} : { default: standard }),
    helpValue: '<number>',
    parse: async (input) => {
      const value = Number(input);
      if (input.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
        const { codexError } = await import('@codex-ml/plugin-api');
        throw codexError('CML1004', {
          problem: `expected a number ${range}, received ${JSON.stringify(input)}`,
        });
      }
      return value;
    },
  })();
}
