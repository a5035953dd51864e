// What the command line loads before it knows what to do. Counting modules is exact where timing is not.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CLI } from './measure-startup.js';

const PRELOAD = new URL('./record-modules.js', import.meta.url).href;

/** Heavy packages that only a command that needs them may load. */
const HEAVY =
  /\/(inversify|@inversifyjs|tapable|@tensorflow|cosmiconfig|zod|listr2|@clack|asciichart|cli-table3)\//;

describe('codex-ml --help', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codex-ml-startup-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function modulesOf(...args: readonly string[]): readonly string[] {
    const list = join(folder, 'modules.txt');
    const { status, stderr } = spawnSync(process.execPath, ['--import', PRELOAD, CLI, ...args], {
      encoding: 'utf8',
      env: { ...process.env, CODEX_ML_TEST_MODULES: list },
    });
    expect(status, stderr).to.equal(0);
    return readFileSync(list, 'utf8').split('\n');
  }

  it('loads neither the container nor tensors nor any other heavy package', () => {
    const modules = modulesOf('--help');
    expect(modules.filter((url) => HEAVY.test(url))).to.deep.equal([]);
    expect(modules.some((url) => url.includes('/@oclif/core/'))).to.equal(true);
  });

  it('loads no plugin and of the core packages only what looks for packages that add commands', () => {
    const own = modulesOf('--help').filter((url) => /\/(core|plugins)\/[^/]+\/dist\//.test(url));
    expect(own.map((url) => url.slice(url.indexOf('/core/'))).sort()).to.deep.equal(
      ['find-command-packages', 'find-workspace-root', 'read-json-object', 'resolve-package'].map(
        (name) => `/core/kernel/dist/discovery/${name}.js`,
      ),
    );
  });

  it('stays within its budget of modules', () => {
    expect(modulesOf('--help').length).to.be.lessThan(250);
  });
});
