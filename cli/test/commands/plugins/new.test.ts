import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LICENSES } from '@codex-ml/testkit/scaffold';
import { expect } from 'chai';
import { LICENSE_NAMES } from '../../../dist/commands/plugins/new.js';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

describe('codex-ml plugins new', () => {
  it('writes a package, and says what comes next', async () => {
    const cwd = makeProject();
    const { code, stdout, stderr } = await runCli(['plugins', 'new', 'metric', 'acme/bleu'], { cwd });
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.equal(
      'wrote 14 files to codex-ml-acme-bleu: metric acme/bleu, package codex-ml-acme-bleu\n\n' +
        'next:\n  cd codex-ml-acme-bleu\n  npm install\n  npm test\n',
    );
    const json = JSON.parse(readFileSync(join(cwd, 'codex-ml-acme-bleu', 'package.json'), 'utf8')) as object;
    expect(json).to.have.nested.property('codexMl.namespace', 'acme');
  });

  it('takes folder, namespace, licence and holder from flags', async () => {
    const cwd = makeProject();
    const flags = ['--folder', 'own', '--namespace', 'acme', '--license', 'ISC', '--author', 'Ishmael'];
    const made = await runJson<object>(['plugins', 'new', 'safety', 'codex-ml-whales', ...flags], { cwd });
    expect(made).to.include({ kind: 'safety', id: 'acme/whales', package: 'codex-ml-whales', folder: 'own' });
    expect(readFileSync(join(cwd, 'own', 'LICENSE'), 'utf8')).to.match(
      /^ISC License\n\nCopyright.*Ishmael\n/,
    );
  });

  it('exits with 2 for a name, a folder or a kind that it cannot take', async () => {
    const cwd = makeProject({ files: { 'full/file': '' } });
    for (const [args, problem] of [
      [['metric', 'Bleu'], 'error[CML3411]: a plugin package cannot be named `Bleu`'],
      [['metric', 'bleu', '--folder', 'full'], 'error[CML3412]: `full` is not empty'],
      [['metric', 'acme/perplexity'], 'error[CML3414]: the short name `perplexity` would be ambiguous'],
      [['metrics', 'bleu'], 'error[CML1004]'],
    ] as const) {
      const { code, stderr } = await runCli(['plugins', 'new', ...args], { cwd });
      expect([code, stderr.slice(0, problem.length)]).to.deep.equal([2, problem]);
    }
  });

  it('offers the licences that there are texts of', () => {
    expect(LICENSE_NAMES).to.deep.equal(LICENSES);
  });
});
