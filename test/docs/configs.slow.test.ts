// Configs in the README and the guide are valid, and the mistake that the README shows is reported in just those words.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CLI } from '../startup/measure-startup.js';
import { findBlocks, listPages } from './markdown-blocks.js';

describe('configs in the documentation', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'codex-ml-docs-'));
    mkdirSync(join(project, 'data'));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'reader', private: true }));
    writeFileSync(join(project, 'data', 'book.txt'), 'It was the best of times.\n'.repeat(200));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  function validate(config: string) {
    writeFileSync(join(project, 'codex-ml.config.yaml'), config);
    return spawnSync(process.execPath, [CLI, 'config', 'validate'], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
  }

  for (const { file, line, code } of listPages()
    .filter((page) => page === 'README.md' || page.startsWith('docs/guide/'))
    .flatMap(findBlocks)
    .filter(({ language }) => language === 'yaml')) {
    it(`are valid: ${file}:${line}`, function () {
      this.timeout(30_000);
      const { status, stdout, stderr } = validate(code);
      expect(status, stdout + stderr).to.equal(0);
    });
  }

  it('fail in the words that the README shows', function () {
    this.timeout(30_000);
    const blocks = findBlocks('README.md');
    const shown = blocks.find(({ code }) => code.startsWith('error['))?.code ?? '';
    const config = blocks.find(({ language }) => language === 'yaml')?.code ?? '';
    const broken = config.replace(
      /^model: .*$/m,
      / 5 \| (.*)/.exec(shown)?.[1] ?? 'the README shows no line 5',
    );
    const { status, stderr } = validate(broken);
    expect(stderr.trim()).to.equal(shown.trim());
    expect(status).to.equal(2);
  });
});
