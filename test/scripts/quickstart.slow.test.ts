// README's first command, shortened to two steps: it trains the preset and samples from that very run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';

describe('the quickstart script', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codex-ml-quickstart-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function quickstart(...settings: readonly string[]) {
    const set = [
      `run.folder=${folder}`,
      'train.steps=2',
      'schedule.warmup=1',
      'train.evaluateBatches=1',
      ...settings,
    ];
    return spawnSync(process.execPath, ['scripts/quickstart.mjs', ...set.flatMap((one) => ['--set', one])], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  }

  it('trains, says where the run is, and prints a sample', function () {
    this.timeout(120_000);
    const { status, stdout, stderr } = quickstart();
    expect(status, stderr).to.equal(0);
    const [run = ''] = readdirSync(folder);
    expect(stdout).to.contain(run);
    const [, sample = ''] = stdout.split('A sample:');
    expect(sample.trim()).not.to.equal('');
  });

  it('ends with the exit code of a training that failed, without a sample', function () {
    this.timeout(120_000);
    const { status, stdout, stderr } = quickstart('model.layres=4');
    expect(status).to.equal(2);
    expect(stderr).to.contain('CML2104');
    expect(stdout).not.to.contain('A sample');
  });
});
