// All rules of this package, in order of priority.
import { OWN_RULE_IDS } from '../rule-ids.js';
import type { SecretRule } from '../secret-rule.js';
import { highEntropy, keyAssignment, passwordAssignment } from './assignment-rules.js';
import * as patterns from './pattern-rules.js';
import { privateKey } from './private-key.js';

const RULES: Readonly<Record<(typeof OWN_RULE_IDS)[number], SecretRule>> = {
  'private-key': privateKey,
  'aws-access-key-id': patterns.awsAccessKeyId,
  'aws-secret-access-key': patterns.awsSecretAccessKey,
  'google-api-key': patterns.googleApiKey,
  'google-oauth-secret': patterns.googleOauthSecret,
  'github-token': patterns.githubToken,
  'slack-token': patterns.slackToken,
  'slack-webhook': patterns.slackWebhook,
  'anthropic-key': patterns.anthropicKey,
  'openai-key': patterns.openaiKey,
  'npmrc-credential': patterns.npmrcCredential,
  jwt: patterns.jwt,
  'authorization-header': patterns.authorizationHeader,
  'connection-string': patterns.connectionString,
  'password-assignment': passwordAssignment,
  'key-assignment': keyAssignment,
  'high-entropy': highEntropy,
};

export const OWN_RULES: readonly SecretRule[] = OWN_RULE_IDS.map((id) => RULES[id]);
