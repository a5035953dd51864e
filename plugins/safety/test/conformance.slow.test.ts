// Secret scanning under the conformance suite: with the shipped fixtures, and with a secret of every rule.
import fixtures from '@codex-ml/safety/dist/conformance.js';
import secrets from '@codex-ml/safety/dist/secrets.js';
import { describeConformance, describeFixtures } from '@codex-ml/testkit';
import { FAKE_SECRETS } from './fake-secrets.js';

describeFixtures(secrets, fixtures);
describeConformance(secrets, { title: 'with every rule', flagged: FAKE_SECRETS, longTextMs: 1000 });
describeConformance(secrets, {
  flagged: FAKE_SECRETS,
  options: { action: 'deny', enable: ['high-entropy'] },
  longTextMs: 1000,
  title: 'denying',
});
