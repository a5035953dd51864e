// Options that both metrics of this package have: they say how counts become a score.
import { z } from '@codex-ml/plugin-api';

export const scoreOptions = {
  order: z.int().min(1).max(9).default(4).describe('longest n-grams that are compared'),
  smoothing: z
    .enum(['none', 'floor', 'add-k', 'exponential'])
    .default('exponential')
    .describe('what a precision of zero becomes, which would make the score zero'),
  smoothValue: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'matches that `floor` gives an order without any; what `add-k` adds to counts of two words and more',
    ),
  effectiveOrder: z
    .boolean()
    .default(false)
    .describe('whether orders that no text is long enough for are left out, for single sentences'),
};
