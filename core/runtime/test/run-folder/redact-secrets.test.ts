import { createRedactor } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';

const folders = { home: '/home/someone', working: '/home/someone/project' };

describe('createRedactor', () => {
  const redact = createRedactor(
    {
      WANDB_API_KEY: 'abc-123-def',
      OUTER_SECRET: 'xx-abc-123-def-yy',
      HOME: '/home/someone',
      DB_PASSWORD: 'no',
    },
    folders,
  );

  const cases: Record<string, [string, string]> = {
    'values of secret variables': ['key abc-123-def!', 'key [redacted]!'],
    'a secret that holds another': ['xx-abc-123-def-yy', '[redacted]'],
    'credentials in URLs': ['see postgres://me:pass@db:5432/x', 'see postgres://[redacted]@db:5432/x'],
    'authorization headers': ['Authorization: Bearer eyJhbGciOi.abc', 'Authorization: Bearer [redacted]'],
    'assignments of secrets': ['{"apiKey": "s3cr3t!", "a": 1}', '{"apiKey": "[redacted]", "a": 1}'],
    'tokens of known services': [`got ghp_${'a1'.repeat(15)} there`, 'got [redacted] there'],
    'the working folder and home': [
      'at /home/someone/project/a.js and /home/someone/.npmrc',
      'at ./a.js and ~/.npmrc',
    ],
  };
  for (const [what, [input, expected]] of Object.entries(cases)) {
    it(`replaces ${what}`, () => {
      expect(redact(input)).to.equal(expected);
    });
  }

  it('leaves ordinary text as it is', () => {
    const text = 'loss 3.2 at step 100: no tokens left, expected 65 tokens, see https://example.org/a@b';
    expect(redact(text)).to.equal(text);
  });

  it('does not take the root folder for a home', () => {
    expect(createRedactor({}, { home: '/', working: '/' })('/usr/lib')).to.equal('/usr/lib');
  });
});
