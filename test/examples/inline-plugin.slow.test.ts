// The plugin inside a config takes part in a run, leaves its artifact, and is there again when the run is used.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readLines } from '../runs/run-in-process.js';
import {
  copyExample,
  linkDependencies,
  runCommand,
  runScript,
  type ScratchFolder,
  scratchFolder,
} from './scratch-example.js';

interface Row {
  readonly step: number;
  readonly metric: string;
  readonly value: number;
}

const ARTIFACT = join('artifacts', 'local', 'extension-gradient-watch', 'gradient-norm.csv');

describe('the example of a plugin inside a config', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;
  let folder: string;

  before(async () => {
    scratch = await scratchFolder();
    await copyExample('inline-plugin', scratch.path);
    await linkDependencies(scratch.path);
    const args = ['train', '--json', '--set', 'train.steps=2'];
    const report = JSON.parse(await runCommand(args, scratch.path)) as { folder: string };
    folder = join(scratch.path, report.folder);
  });
  after(() => scratch.dispose());

  it('type-checks', async () => {
    await runScript('typecheck', scratch.path);
  });

  it('writes what the run reported, row by row', async () => {
    const [header, ...rows] = (await readFile(join(folder, ARTIFACT), 'utf8')).trim().split('\n');
    expect(header).to.equal('step,gradientNorm,learningRate');
    const rates = (await readLines<Row>(folder, 'metrics.ndjson')).filter(
      ({ metric }) => metric === 'learning_rate',
    );
    expect(rates.length).to.equal(2);
    expect(
      rows.map((row) => row.split(',')).map(([step, , rate]) => [Number(step), Number(rate)]),
    ).to.deep.equal(rates.map(({ step, value }) => [step, value]));
    for (const row of rows) expect(Number(row.split(',')[1])).to.be.above(0);
  });

  it('keeps the rows of before when it goes on, once each', async () => {
    const path = join(folder, 'run.json');
    const record = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...record, status: 'interrupted' }));
    await runCommand(['train', '--set', 'train.steps=2'], scratch.path);
    const rows = (await readFile(join(folder, ARTIFACT), 'utf8')).trim().split('\n');
    expect(rows.slice(1).map((row) => row.split(',')[0])).to.deep.equal(['1', '2']);
  });

  it('is there when the run is evaluated and generated from', async () => {
    await runCommand(['evaluate', '--json'], scratch.path);
    await runCommand(['generate', '--max-new-tokens', '5'], scratch.path);
  });

  it('warns where the norm jumps', async () => {
    const watch = 'extensions=[{use: gradient-watch, factor: 1.0001, memory: 1}]';
    const args = ['train', '--json', '--set', 'train.steps=8', '--set', watch];
    const report = JSON.parse(await runCommand(args, scratch.path)) as { notices: string[] };
    expect(report.notices.join('\n')).to.match(/local\/gradient-watch: gradient norm [\d.]+ at step \d/);
  });
});
