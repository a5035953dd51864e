import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

const MODULES = fileURLToPath(new URL('../../../../node_modules/@codex-ml', import.meta.url));

/** A package as `plugins new` leaves it, with codex-ml in reach and no compiler. */
async function newPackage(): Promise<string> {
  const cwd = makeProject({ files: { 'node_modules/.keep': '' } });
  symlinkSync(MODULES, join(cwd, 'node_modules', '@codex-ml'), 'dir');
  await runCli(['plugins', 'new', 'schedule', 'acme/ramp', '--folder', 'ramp'], { cwd });
  return join(cwd, 'ramp');
}

describe('codex-ml plugins build', () => {
  it('says what it built and wrote, and the second time that nothing was to do', async () => {
    const cwd = await newPackage();
    const first = await runCli(['plugins', 'build'], { cwd });
    expect([first.code, first.stdout]).to.deep.equal([
      0,
      'schedule:acme/ramp: wrote ./dist/ramp.schema.json\n',
    ]);
    expect(first.stderr).to.match(/^TypeScript is not installed here/);
    const again = await runJson<object>(['plugins', 'build'], { cwd });
    expect(again).to.include({ name: 'codex-ml-acme-ramp', compilation: 'node' });
    expect(again).to.have.deep.property('written', []);
    expect((await runCli(['plugins', 'build', '--no-compile'], { cwd })).stdout).to.equal(
      'schedule:acme/ramp: up to date\n',
    );
  });

  it('with --check exits with 3 where package.json is stale, and changes nothing', async () => {
    const cwd = await newPackage();
    expect((await runCli(['plugins', 'build', '--check'], { cwd })).code).to.equal(0);
    expect(existsSync(join(cwd, 'dist'))).to.equal(false);
    const file = join(cwd, 'package.json');
    const stale = readFileSync(file, 'utf8').replace('"summary": "straight', '"summary": "crooked');
    writeFileSync(file, stale);
    const { code, stderr } = await runCli(['plugins', 'build', '--check'], { cwd });
    expect(code).to.equal(3);
    expect(stderr).to.contain('error[CML3419]: manifest of `codex-ml-acme-ramp` is not what its modules say');
    expect(readFileSync(file, 'utf8')).to.equal(stale);
  });

  it('exits with 3 in a folder that is no plugin package', async () => {
    const { code, stderr } = await runCli(['plugins', 'build'], { cwd: makeProject() });
    expect([code, stderr.slice(0, 14)]).to.deep.equal([3, 'error[CML3104]']);
  });
});
