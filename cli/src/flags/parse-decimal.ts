// Flags that take a decimal number within bounds.
import { Flags } from '@oclif/core';

export interface DecimalBounds {
  readonly summary: string;
  readonly min: number;
  readonly max?: number;
}

/** Like `Flags.integer`, for numbers with a fraction. A value outside the bounds is a usage error. */
export function parseDecimal({ default: standard, ...bounds }: DecimalBounds & { readonly default: number }) {
  return Flags.custom<number>({ ...decimal(bounds), default: standard })();
}

/** The same without a default. */
export function optionalDecimal(bounds: DecimalBounds) {
  return Flags.custom<number>(decimal(bounds))();
}

function decimal({ summary, min, max = Number.MAX_VALUE }: DecimalBounds) {
  const range = max === Number.MAX_VALUE ? `at least ${min}` : `between ${min} and ${max}`;
  return {
    summary,
    helpValue: '<number>',
    // oclif puts no name of the flag before what a parser throws.
    parse: async (input: string, _context: unknown, { name }: { readonly name: string }): Promise<number> => {
      const value = Number(input);
      if (input.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
        const { codexError } = await import('@codex-ml/plugin-api');
        throw codexError('CML1004', {
          problem: `--${name}: expected a number ${range}, received ${JSON.stringify(input)}`,
        });
      }
      return value;
    },
  };
}
