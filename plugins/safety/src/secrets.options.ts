// Options of the `secrets` safety check.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { MARKER_PATTERN } from './redaction-marker.js';
import { OPT_IN_RULE_IDS, RULE_IDS } from './rule-ids.js';

export const secretsOptions = defineOptions({
  action: z
    .enum(['redact', 'deny'])
    .default('redact')
    .describe('what a secret does: it is replaced by a marker, or the whole text is refused'),
  stages: z
    .array(z.enum(['data', 'prompt', 'output', 'request']))
    .min(1)
    .default(['data', 'prompt', 'output', 'request'])
    .describe('which texts are looked at'),
  marker: z
    .string()
    .regex(
      MARKER_PATTERN,
      'must begin with an opening bracket that does not come again, and have 3 to 61 characters',
    )
    .default('[REDACTED:{rule}]')
    .describe('what stands in place of a secret; `{rule}` becomes the name of the rule'),
  disable: z.array(z.enum(RULE_IDS)).default([]).describe('rules to leave out'),
  enable: z
    .array(z.enum(OPT_IN_RULE_IDS))
    .default([])
    .describe('rules to add that are off by default, since they find much that is no secret'),
  entropy: z
    .number()
    .min(0)
    .max(8)
    .default(3)
    .describe('least entropy of a value that only its name makes suspicious, in bits per character'),
  allow: z
    .array(z.string().min(1))
    .default([])
    .describe('texts that are no secrets: literal, or a regular expression between slashes'),
});
