import { SECRETLINT_RULE_IDS } from '@codex-ml/safety/dist/rule-ids.js';
import {
  DISABLED_SECRETLINT_RULES,
  SECRETLINT_ANCHOR,
  scanWithSecretlint,
} from '@codex-ml/safety/dist/scan-with-secretlint.js';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { expect } from 'chai';
import { FAKE_SECRETS } from './fake-secrets.js';

describe('scanWithSecretlint', () => {
  it('knows every rule of the preset: as one of its own, as shared with ours, or as left out', () => {
    const preset = rules.map((rule) => rule.meta.id.replace('@secretlint/secretlint-rule-', ''));
    const shared = ['anthropic', 'github', 'openai'];
    expect([...SECRETLINT_RULE_IDS, ...DISABLED_SECRETLINT_RULES, ...shared].sort()).to.deep.equal(
      preset.sort(),
    );
  });

  it('has an anchor in every text in which the preset finds something', async () => {
    for (const { rule, text } of FAKE_SECRETS) {
      const found = await scanWithSecretlint(text);
      if (found.length > 0) expect(SECRETLINT_ANCHOR.test(text), `${rule}: ${text}`).to.equal(true);
      if ((SECRETLINT_RULE_IDS as readonly string[]).includes(rule)) expect(found, rule).to.have.length(1);
    }
  });

  it('keeps no marks of the profiler', async () => {
    const before = performance.getEntriesByType('mark').length;
    for (let i = 0; i < 5; i++) await scanWithSecretlint(FAKE_SECRETS[0]!.text);
    expect(performance.getEntriesByType('mark').length).to.equal(before);
  });
});
