// The plugin package of examples/ goes the way of a plugin outside of this repository: built and tested by its own scripts,
// installed from what it would publish, found through the project's dependencies, used by a run.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import { readLines } from '../runs/run-in-process.js';
import {
  copyExample,
  installPacked,
  linkDependencies,
  runCommand,
  runNode,
  runScript,
  type ScratchFolder,
  scratchFolder,
} from './scratch-example.js';

interface Row {
  readonly step: number;
  readonly split: string;
  readonly metric: string;
  readonly value: number;
}

describe('the example of a plugin package', function () {
  this.timeout(120_000);
  let scratch: ScratchFolder;
  let project: string;

  before(async () => {
    scratch = await scratchFolder();
    project = join(scratch.path, 'example');
    await copyExample('plugin-metric', scratch.path);
    await linkDependencies(scratch.path);
    await runScript('build', scratch.path);
    await linkDependencies(project, ['codex-ml-acme']);
    await installPacked(scratch.path, project);
  });
  after(() => scratch.dispose());

  it('passes its own tests and the conformance suite of its kind', async () => {
    const output = await runScript('test', scratch.path);
    expect(output).to.contain('conformance of metric loss-quantile, the median');
    expect(output).to.match(/\d\d passing/);
    expect(output).not.to.match(/failing|pending/);
  });

  it('type-checks, its tests included', async () => {
    await runScript('typecheck', scratch.path);
  });

  it('builds a schema that says what its options mean', async () => {
    const schema = await readFile(join(scratch.path, 'dist', 'loss-quantile.schema.json'), 'utf8');
    expect(JSON.parse(schema)).to.have.nested.property('properties.quantile.default', 0.95);
  });

  it('is found through the dependencies of a project', async () => {
    const listed = JSON.parse(await runCommand(['plugins', 'list', '--json'], project)) as {
      plugins: { id: string }[];
    };
    expect(listed.plugins.find(({ id }) => id === 'acme/loss-quantile')).to.deep.include({
      kind: 'metric',
      package: 'codex-ml-acme',
      version: '1.0.0',
      source: 'project',
      status: 'ok',
    });
    const inspected = await runCommand(['plugins', 'inspect', 'loss-quantile'], project);
    expect(inspected).to.contain('share of the tokens whose loss is at most the value');
  });

  it('is valid in every way that can be checked before it is used', async () => {
    const printed = await runCommand(['plugins', 'validate', 'codex-ml-acme', '--strict', '--json'], project);
    const report = JSON.parse(printed) as { ok: boolean; packages: { findings: unknown[] }[] };
    expect(report.packages.map(({ findings }) => findings)).to.deep.equal([[]]);
    expect(report.ok).to.equal(true);
  });

  it('lets the compiler check its options in a config module', async () => {
    const compile = async (entry: string) => {
      const config = `import type {} from 'codex-ml-acme';
import { defineConfig } from 'codex-ml';
export default defineConfig({ extends: ['std/tiny'], metrics: [${entry}] });
`;
      await writeFile(join(project, 'typed.ts'), config);
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const flags = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck'];
      return (await runNode([tsc, ...flags, 'typed.ts'], project)).stdout;
    };
    expect(await compile("{ use: 'loss-quantile', quantile: 0.5 }")).to.equal('');
    expect(await compile("{ use: 'acme/loss-quantile', quantil: 0.5 }")).to.match(
      /^typed\.ts\(3,93\): error TS2322/,
    );
  });

  it('takes part in a run, whose record names it', async () => {
    const set = ['train.steps=2', 'train.evaluateEvery=1', 'train.evaluateBatches=2'];
    const output = await runCommand(['train', '--json', ...set.flatMap((one) => ['--set', one])], project);
    const report = JSON.parse(output) as { folder: string; validation: Record<string, number> };
    const rows = await readLines<Row>(project, report.folder, 'metrics.ndjson');
    const own = rows.filter(({ metric }) => metric === 'loss-quantile');
    expect(own.map(({ step, split }) => [step, split])).to.deep.equal([
      [0, 'validation'],
      [1, 'validation'],
      [2, 'validation'],
    ]);
    expect(own.at(-1)?.value).to.equal(report.validation['loss-quantile']);
    // The 99th percentile of an untrained model lies above its mean, which is about the logarithm of its vocabulary.
    expect(own.at(-1)?.value).to.be.above(report.validation['loss'] ?? Number.NaN);
    const record = await readFile(join(project, report.folder, 'run.json'), 'utf8');
    expect(record).to.contain('codex-ml-acme');
  });
});
