import secrets from '@codex-ml/safety/dist/secrets.js';
import { describeConformance } from '@codex-ml/testkit';
import { FAKE_SECRETS } from './fake-secrets.js';

describeConformance(secrets, { flagged: FAKE_SECRETS, longTextMs: 1000 });
describeConformance(secrets, {
  flagged: FAKE_SECRETS,
  options: { action: 'deny', enable: ['high-entropy'] },
  longTextMs: 1000,
  title: 'denying',
});
