// The last line and the exit code of `npm test`, on a workspace of one package whose tests are made up.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module", "workspaces": ["core/*"] }',
  'package-lock.json': '{ "packages": {} }',
  'node_modules/.package-lock.json': '{ "packages": {} }',
  'tsconfig.json': '{ "references": [{ "path": "core/one" }] }',
  'tsconfig.base.json': '{}',
  'core/one/package.json': '{ "name": "one" }',
  'core/one/test/one.test.ts': '',
  'core/one/dist/index.js': '',
  'core/one/dist-test/left-over.test.js': "it('of a deleted source', () => { throw 1; });",
};

const PASSES = "it('passes', () => {});";

describe('the test runner', function () {
  this.timeout(30_000);
  let workspace: string;

  before(() => {
    workspace = mkdtempSync(join(tmpdir(), 'codex-ml-runner-'));
    cpSync(join(ROOT, 'scripts'), join(workspace, 'scripts'), { recursive: true });
    for (const [file, text] of Object.entries(FILES)) place(file, text);
    symlinkSync(join(ROOT, 'node_modules', 'mocha'), join(workspace, 'node_modules', 'mocha'));
    markBuilt();
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  /** The build belongs to the sources as they are now. */
  function markBuilt(): void {
    const mark = "import('./scripts/ensure-ready.mjs').then(({ markBuilt }) => markBuilt())";
    expect(spawnSync(process.execPath, ['-e', mark], { cwd: workspace }).status).to.equal(0);
  }

  function place(file: string, text: string): void {
    mkdirSync(join(workspace, file, '..'), { recursive: true });
    writeFileSync(join(workspace, file), text);
  }

  function run(tests: string, ...args: readonly string[]) {
    place('core/one/dist-test/one.test.js', tests);
    const { status, stdout } = spawnSync(process.execPath, ['scripts/test.mjs', ...args], {
      cwd: workspace,
      encoding: 'utf8',
    });
    return { status, last: stdout.trimEnd().split('\n').at(-1) };
  }

  it('succeeds when every test passes, and ignores output of deleted tests', () => {
    expect(run(PASSES)).to.deep.equal({ status: 0, last: '1 passed, 0 failed, 0 skipped' });
  });

  it('runs what packages test in a folder `fixtures`, but no tests of the fixtures across packages', () => {
    place('core/one/test/fixtures/two.test.ts', '');
    place('core/one/dist-test/fixtures/two.test.js', PASSES);
    place('test/fixtures/plugins/three/test/three.test.ts', '');
    try {
      markBuilt();
      expect(run(PASSES)).to.deep.equal({ status: 0, last: '2 passed, 0 failed, 0 skipped' });
    } finally {
      for (const file of ['core/one/test/fixtures', 'test'])
        rmSync(join(workspace, file), { recursive: true });
      markBuilt();
    }
  });

  it('fails with a failing test', () => {
    const tests = `${PASSES} it('fails', () => { throw new Error('no'); });`;
    expect(run(tests)).to.deep.equal({ status: 1, last: '1 passed, 1 failed, 0 skipped' });
  });

  it('fails with a pending test', () => {
    const tests = `${PASSES} it('is not written');`;
    expect(run(tests)).to.deep.equal({ status: 1, last: '1 passed, 0 failed, 1 skipped' });
  });

  it('fails when nothing ran', () => {
    expect(run('')).to.deep.equal({ status: 1, last: '0 passed, 0 failed, 0 skipped' });
    expect(run(PASSES, '--grep', 'nothing has this name').status).to.equal(1);
  });

  it('fails when the process dies in the middle', () => {
    expect(run("it('leaves', () => process.exit(0));")).to.deep.equal({
      status: 1,
      last: '0 passed, 1 failed, 0 skipped',
    });
  });
});
