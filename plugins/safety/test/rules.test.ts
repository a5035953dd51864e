// Every rule finds what it should, wholly, and leaves alone what only looks like it.
import { RULE_IDS } from '@codex-ml/safety/dist/rule-ids.js';
import { expect } from 'chai';
import { FAKE_SECRETS, noise } from './fake-secrets.js';
import { inspect } from './inspect.js';

describe('rules for secrets', () => {
  for (const [index, { rule, secret, text }] of FAKE_SECRETS.entries()) {
    it(`${rule} takes out the whole secret and nothing else (case ${index + 1})`, async () => {
      const verdict = await inspect(text);
      const start = text.indexOf(secret);
      expect(verdict.text).to.equal(text.replace(secret, () => `[REDACTED:${rule}]`));
      expect(verdict.action).to.equal('redact');
      expect(verdict.findings.map(({ severity: _, ...finding }) => finding)).to.deep.equal([
        { rule: `secrets/${rule}`, start, end: start + secret.length },
      ]);
    });
  }

  it('have a positive case each', () => {
    const covered = new Set(FAKE_SECRETS.map((fake) => fake.rule));
    expect(RULE_IDS.filter((id) => !covered.has(id))).to.deep.equal(['high-entropy']); // off by default, tested below
  });

  it('leave alone what only looks like a secret', async () => {
    const harmless = [
      ['AK', 'IA', noise(17, 'ABCDEF')].join(''), // too long
      ['xAK', 'IA', noise(16, 'ABCDEF')].join(''),
      ['AI', 'za', noise(30)].join(''),
      ['gh', 'p_', noise(20)].join(''),
      'xoxo-with-love-from-nantucket and xoxb-short1',
      'the sk-fading-circle-container-of-the-spinner style, a desk-and-chair',
      'class="sk-proj-card-with-a-long-name-of-words"',
      'eyJ is how a header begins, as in eyJabc.def.ghi',
      '-----BEGIN CERTIFICATE-----\nMIIabc\n-----END CERTIFICATE-----',
      '-----BEGIN PUBLIC KEY-----',
      'https://example.com:8080/path?user=a@b.example',
      'http://user:password@host, postgres://postgres:postgres@localhost/x, redis://$USER:$PASS@cache',
      'mailto:someone@example.com and ftp://anonymous@host/',
      'Authorization: Bearer <token> or Authorization: Bearer $TOKEN',
      'the bearer of this letter, bearer bonds and Bearer authentication',
      'hooks.slack.com/services/',
      '//registry.npmjs.org/:_authToken=$' + '{NPM_TOKEN}',
      'hf_transfer_is_a_package_name and npm_config_registry and ops_eyes',
      'dapi is short for data interface; SG.x; glpat-short',
    ];
    for (const text of harmless)
      expect(await inspect(text), text).to.deep.equal({ action: 'allow', text, findings: [] });
  });

  it('leave alone assignments of what is no password', async () => {
    const harmless = [
      'the password: swordfish was whispered', // prose: letters alone
      'password: string;\npassword?: string | undefined',
      'password = getPassword("x1")\npassword=getPassword(1)',
      'password: user.password1, password = args.password',
      'connect(user=user, password=password)',
      'password: "$' + '{DB_PASSWORD}", password: $DB_PASSWORD, PASSWORD=$(cat file)',
      'password: {{ vault_password1 }}\npassword: !vault1 |',
      'password: "<your password 1>", password = "[hidden1]"',
      'password: "Enter your 8 digit password"',
      'password: "", password: "***********", password=xxxxxxxxxx',
      'password: "changeme", "password": "password", password: null',
      '<input name="password" type="password" value="">',
      'type: "password", name: "x1"',
      'passwordless: login123! and password_hash: Abc123!x',
      'PWD and cwd: /home/user1',
      '<b>password</b> <password></password>',
      'password:\n  minimum: 12',
    ];
    for (const text of harmless)
      expect(await inspect(text), text).to.deep.equal({ action: 'allow', text, findings: [] });
  });

  it('leave alone assignments of what is no key', async () => {
    const harmless = [
      'api_key: str = None',
      'api_key = os.environ["API_KEY_1"]',
      'secretKey: config.v2.secretKey',
      'the secret: nobody knew it in 1851',
      'token: nextToken2, token = tokenizer.encode(text1)',
      'token: "a long sentence with 12 words in it"',
      'api_key: "1111111111111111", api_key: "aaaa1aaaa1aaaa1a"', // hardly any entropy
      'tokens: 1000000, secretary: abcdef123456789',
      'token=short1',
    ];
    for (const text of harmless)
      expect(await inspect(text), text).to.deep.equal({ action: 'allow', text, findings: [] });
  });

  it('take a private key that is cut off as far as it goes', async () => {
    const header = ['-----BEGIN EC PRIV', 'ATE KEY-----'].join('');
    const lines = `Proc-Type: 4,ENCRYPTED\n\n${noise(64)}\n${noise(64)}\n${noise(20)}==`;
    const { text } = await inspect(`a ${header}\n${lines}\nand so it ends`);
    expect(text).to.equal('a [REDACTED:private-key]\nand so it ends');
    const twice = await inspect(`${header}\n${noise(64)}\n${header}\n${noise(64)}\n.`);
    expect(twice.text).to.equal('[REDACTED:private-key]\n[REDACTED:private-key]\n.');
  });

  it('find random values of any name where high-entropy is enabled', async () => {
    const text = `blob = "${noise(40)}"\nsha: ${noise(40, 'abcdef0123456789')}\n`;
    expect((await inspect(text)).action).to.equal('allow');
    expect((await inspect(text, { enable: ['high-entropy'] })).text).to.equal(
      text.replace(noise(40), '[REDACTED:high-entropy]'),
    );
  });
});
