import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { collectEnvironment, findGitState } from '@codex-ml/runtime/provenance';
import { expect } from 'chai';
import { inTemporaryFolder } from '../checkpoint/sample-checkpoint.js';
import { rejection } from '../data/fake-dataset.js';

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    return await work();
  } finally {
    process.env['PATH'] = before;
  }
}

describe('collectEnvironment', () => {
  it('records runtime, machine, versions, lockfile and commit of a project', () =>
    inTemporaryFolder(async (root) => {
      const project = join(root, 'packages', 'mine');
      await mkdir(join(project, 'node_modules', 'near'), { recursive: true });
      await mkdir(join(root, 'node_modules', '@scope', 'far'), { recursive: true });
      await writeFile(join(project, 'node_modules', 'near', 'package.json'), '{"version":"1.2.3"}');
      await writeFile(join(root, 'node_modules', '@scope', 'far', 'package.json'), '{"version":"4.5.6"}');
      const manifest = { dependencies: { near: '^1', '@scope/far': '*' }, devDependencies: { absent: '^9' } };
      await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
      await writeFile(join(root, 'package-lock.json'), '{}');
      git(root, 'init', '-q');
      await writeFile(join(root, '.gitignore'), 'node_modules\n');
      git(root, 'add', '.');
      git(root, 'commit', '-q', '-m', 'first');

      const { environment, problems } = await collectEnvironment({
        projectRoot: project,
        variables: { CODEX_ML_TRAIN__STEPS: '5', CODEX_ML_A: 'value', OTHER: 'x', CODEX_ML_UNSET: undefined },
      });
      expect(problems).to.deep.equal([]);
      expect(environment).to.deep.include({
        format: 1,
        node: process.versions.node,
        platform: process.platform,
        arch: process.arch,
        dependencies: { '@scope/far': '4.5.6', absent: null, near: '1.2.3' },
        lockfile: { name: 'package-lock.json', sha256: createHash('sha256').update('{}').digest('hex') },
        git: { commit: git(root, 'rev-parse', 'HEAD').trim(), dirty: false },
        variables: ['CODEX_ML_A', 'CODEX_ML_TRAIN__STEPS'],
      });
      expect(environment['host']).to.include.keys('@codex-ml/runtime', '@codex-ml/plugin-api');
      expect(environment['cpu']).to.have.property('cores').that.is.greaterThan(0);
      expect(environment['memoryBytes']).to.be.greaterThan(0);
      expect(environment['timeZone']).to.be.a('string');
      expect(environment['locale']).to.be.a('string');

      const text = JSON.stringify(environment);
      for (const word of [root, homedir(), process.cwd(), '"value"']) expect(text).to.not.contain(word);
      // Names this short could be part of a version or of a model name.
      for (const word of [hostname(), userInfo().username].filter((name) => name.length > 5)) {
        expect(text).to.not.contain(word);
      }
    }));

  it('does without project files, lockfile and git', () =>
    inTemporaryFolder(async (root) => {
      const { environment, problems } = await collectEnvironment({ projectRoot: root, variables: {} });
      expect(problems).to.deep.equal([]);
      expect(environment).to.deep.include({ dependencies: {}, lockfile: null, git: null, variables: [] });
    }));

  it('returns what it could not find out as problems that name no path', () =>
    inTemporaryFolder(async (root) => {
      await writeFile(join(root, 'package.json'), '{');
      await mkdir(join(root, 'package-lock.json'));
      const { environment, problems } = await collectEnvironment({ projectRoot: root });
      expect(environment).to.deep.include({ dependencies: null, lockfile: null });
      expect(problems.map((problem) => problem.message)).to.deep.equal([
        'the environment record lacks `dependencies`: SyntaxError',
        'the environment record lacks `lockfile`: EISDIR',
      ]);
      expect(problems[0]).to.include({ code: 'CML6206' });
    }));
});

describe('findGitState', () => {
  it('sees changes and new files as dirty, and no commit as nothing', () =>
    inTemporaryFolder(async (root) => {
      git(root, 'init', '-q');
      expect(await findGitState(root, 5000)).to.equal(null);
      await writeFile(join(root, 'a'), '1');
      git(root, 'add', 'a');
      git(root, 'commit', '-q', '-m', 'first');
      expect(await findGitState(root, 5000)).to.include({ dirty: false });
      await writeFile(join(root, 'b'), '1');
      expect(await findGitState(root, 5000)).to.include({ dirty: true });
    }));

  it('is nothing where git is not installed', () =>
    inTemporaryFolder(async (root) => {
      expect(await withPath(root, () => findGitState(root, 5000))).to.equal(null);
    }));

  it('raises when git does not answer in time', () =>
    inTemporaryFolder(async (root) => {
      await writeFile(join(root, 'git'), '#!/bin/sh\nexec sleep 30\n');
      await chmod(join(root, 'git'), 0o755);
      const path = `${root}:${dirname('/bin/sleep')}`;
      const error = await rejection(withPath(path, () => findGitState(root, 100)));
      expect(error).to.include({ killed: true });
    }));
});
