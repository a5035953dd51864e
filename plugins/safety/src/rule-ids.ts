// Names of all rules: ours, and the providers that secretlint's preset recognises. Light: the options are made of these names.

/** Rules of this package, by priority: where findings of equal severity overlap, the first names the whole. */
export const OWN_RULE_IDS = [
  'private-key',
  'aws-access-key-id',
  'aws-secret-access-key',
  'google-api-key',
  'google-oauth-secret',
  'github-token',
  'slack-token',
  'slack-webhook',
  'anthropic-key',
  'openai-key',
  'npmrc-credential',
  'jwt',
  'authorization-header',
  'connection-string',
  'password-assignment',
  'key-assignment',
  'high-entropy',
] as const;

/** Rules that are secretlint's alone. */
export const SECRETLINT_RULE_IDS = [
  '1password',
  'cloudflare',
  'databricks',
  'docker',
  'figma',
  'gitlab',
  'grafana',
  'groq',
  'hashicorp-vault',
  'huggingface',
  'linear',
  'notion',
  'npm',
  'sendgrid',
  'shopify',
  'stripe',
  'tailscale',
  'vercel',
] as const;

/** Rules that must be enabled by name: they find much that is no secret. */
export const OPT_IN_RULE_IDS = ['high-entropy'] as const;

export const RULE_IDS = [...OWN_RULE_IDS, ...SECRETLINT_RULE_IDS] as const;

export type OwnRuleId = (typeof OWN_RULE_IDS)[number];
export type RuleId = (typeof RULE_IDS)[number];
