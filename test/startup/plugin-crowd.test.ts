// Fifty installed plugins and the command line: they are known from their package.json files, and none is imported.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CLI } from './measure-startup.js';
import { type Crowd, makeCrowd } from './plugin-crowd.js';

const PRELOAD = new URL('./record-modules.js', import.meta.url).href;
const COUNT = 50;

describe('a project with 50 plugins', function () {
  this.timeout(60_000);
  let none: Crowd;
  let many: Crowd;

  before(() => {
    none = makeCrowd(0);
    many = makeCrowd(COUNT);
  });
  after(() => {
    none.dispose();
    many.dispose();
  });

  function run({ root }: Crowd, ...args: readonly string[]) {
    const list = join(root, 'modules.txt');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', PRELOAD, CLI, ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CODEX_ML_TEST_MODULES: list },
    });
    expect(status, stderr).to.equal(0);
    return { stdout, stderr, modules: readFileSync(list, 'utf8').split('\n') };
  }

  it('lists them all and imports none, nor any other module than without them', () => {
    const before = run(none, 'plugins', 'list', '--json');
    const after = run(many, 'plugins', 'list', '--json');
    const { plugins } = JSON.parse(after.stdout) as {
      readonly plugins: readonly { readonly shortId: string; readonly status: string }[];
    };
    const crowd = plugins.filter(({ shortId }) => shortId.startsWith('crowd-'));
    expect(crowd).to.have.length(COUNT);
    expect(crowd.every(({ status }) => status === 'ok')).to.equal(true);
    expect(after.stderr).to.equal('');
    expect(after.modules.filter((url) => url.includes('codex-ml-crowd'))).to.deep.equal([]);
    expect([...after.modules].sort()).to.deep.equal([...before.modules].sort());
    // The crowd does throw when it is imported, and the recorder sees it.
    const entry = join(many.root, `node_modules/codex-ml-crowd-1/dist/${many.ids[0]}.js`);
    const control = spawnSync(process.execPath, [entry], { encoding: 'utf8' });
    expect(control.stderr).to.include('crowd-count-1 was imported');
  });

  it('loads nothing more for help', () => {
    expect(run(many, '--help').modules).to.have.length(run(none, '--help').modules.length);
  });
});
