// Options of the `mixture` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { componentSchema } from './mixture/component-options.js';

export const mixtureOptions = defineOptions({
  components: z
    .record(
      z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'a name of letters, digits, `.`, `_` and `-`'),
      componentSchema,
    )
    .refine((components) => Object.keys(components).length > 0, { message: 'at least one component' })
    .describe(
      'datasets by names of your choice, each with `use`, its `weight` (default 1) and its own options: `{ code: { use: jsonl, path: code.jsonl, weight: 3 } }`',
    ),
  stop: z
    .enum(['first-exhausted', 'all-exhausted', 'once'])
    .default('first-exhausted')
    .describe(
      'where training ends: when a component has no more samples; when each has ended once, shorter ones beginning anew; or when each sample came once',
    ),
  limit: z.int().min(1).optional().describe('most samples of each split; the first ones are taken'),
});
