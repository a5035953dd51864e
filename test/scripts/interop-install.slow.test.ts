// What the install scripts of test/interop say of a machine on which something is missing, before they install anything.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';

describe('the install scripts of test/interop', function () {
  this.timeout(30_000);
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'codex-ml-interop-'));
    const scripts = join(project, 'test', 'interop');
    mkdirSync(scripts, { recursive: true });
    for (const name of ['install.mjs', 'install-tensorflow.mjs', 'install-steps.mjs', 'requirements.txt']) {
      cpSync(join(ROOT, 'test', 'interop', name), join(scripts, name));
    }
    mkdirSync(join(project, 'bin'));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  /** A program of that name which is on the machine and answers with these lines. */
  function place(name: string, ...answer: readonly string[]): string {
    const path = join(project, 'bin', name);
    writeFileSync(path, ['#!/bin/sh', ...answer.map((line) => `echo '${line}'`), ''].join('\n'));
    chmodSync(path, 0o755);
    return path;
  }

  function run(script: string, env: Readonly<Record<string, string>> = {}) {
    const path = join(project, 'test', 'interop', script);
    const { status, stdout, stderr } = spawnSync(process.execPath, [path], {
      encoding: 'utf8',
      env: { PATH: join(project, 'bin'), ...env },
    });
    return { status, stdout, lines: stderr.trimEnd().split('\n') };
  }

  it('say that Python is not there, and leave nothing', () => {
    const { status, stdout, lines } = run('install.mjs');
    expect({ status, stdout, lines }).to.deep.equal({
      status: 1,
      stdout: '',
      lines: [
        'The Python peers could not be installed: `python3` is not installed; Python 3.11 or newer is needed.',
      ],
    });
    expect(existsSync(join(project, 'node_modules'))).to.equal(false);
  });

  it('say that Python is too old, or lacks a module of its own', () => {
    place('python3', '3 9');
    expect(run('install.mjs').lines[0]).to.contain('`python3` is Python 3.9; 3.11 or newer is needed.');
    place('python3', '3 12 ensurepip');
    expect(run('install.mjs').lines[0]).to.contain(
      '`python3` has no ensurepip (Debian: python3-venv, python3-pip).',
    );
  });

  it('name everything that is missing at once', () => {
    const { status, lines } = run('install-tensorflow.mjs');
    expect(status).to.equal(1);
    for (const name of ['npm', 'g++', 'python3']) {
      expect(
        lines.filter((line) => line.includes(`\`${name}\` is not installed`)),
        name,
      ).to.have.length(1);
    }
  });

  it('say which step ended with what', () => {
    place('python3', '3 12');
    const { status, lines } = run('install.mjs');
    expect(status).to.equal(1);
    expect(lines[0]).to.match(/^Installing the Python peers/);
    expect(lines.at(-1)).to.match(/could not be installed: `.*python -m pip install` is not installed\.$/);
  });

  describe('with CODEX_ML_INTEROP_PYTHON', () => {
    const pinned = [
      ...readFileSync(join(ROOT, 'test', 'interop', 'requirements.txt'), 'utf8').matchAll(/^(\S+)==(\S+)$/gm),
    ];

    it('take that interpreter, and tell versions other than the pinned ones', () => {
      const versions = pinned.map(
        ([, name, version]) => `${name} ${name === 'torch' ? '2.0.1+cpu' : `${version}+cpu`}`,
      );
      const python = place('other', ...versions);
      const { status, stdout, lines } = run('install.mjs', { CODEX_ML_INTEROP_PYTHON: python });
      expect(status).to.equal(0);
      expect(stdout).to.equal(`${python}\n`);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(
        /^CODEX_ML_INTEROP_PYTHON has torch 2\.0\.1\+cpu; answers were written with \d/,
      );
    });

    it('say which peers it lacks', () => {
      const python = place(
        'other',
        ...pinned.map(([, name, version]) => (name === 'numpy' ? name : `${name} ${version}`)),
      );
      const { status, lines } = run('install.mjs', { CODEX_ML_INTEROP_PYTHON: python });
      expect(status).to.equal(1);
      expect(lines).to.deep.equal([
        `CODEX_ML_INTEROP_PYTHON is ${python}, which has no numpy; test/interop/requirements.txt lists what it needs.`,
      ]);
    });

    it('say that it does not run', () => {
      const python = join(project, 'bin', 'nothing');
      const { status, lines } = run('install.mjs', { CODEX_ML_INTEROP_PYTHON: python });
      expect(status).to.equal(1);
      expect(lines).to.deep.equal([`CODEX_ML_INTEROP_PYTHON is ${python}, which is no Python that runs.`]);
    });
  });
});
