// The command as a user meets it: twelve bad plugins, each known by its own code and harmless to everyone else; and our own, which pass.
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GROUPS, type ValidationReport, ValidationReportSchema } from '@codex-ml/testkit/validate';
import { expect } from 'chai';
import { GROUP_NAMES } from '../../../dist/commands/plugins/validate.js';
import { makeProject } from '../../project.js';
import { runCli } from '../../run-cli.js';

/** Fixture to the codes that it must be reported with, and no others. */
const BAD: Readonly<Record<string, readonly string[]>> = {
  // It leaves a mark on the global object before it throws.
  'bad-throws-on-import': ['CML3207', 'CML3523'],
  'bad-kind-mismatch': ['CML3210'],
  'bad-no-default': ['CML3208'],
  'bad-duplicate-id': ['CML3108'],
  'bad-options-damaged': ['CML3211'],
  'bad-writes-global': ['CML3523'],
  'bad-opens-socket': ['CML3530'],
  // The suite of its kind counts tensors as well.
  'bad-leaks-tensor': ['CML3541', 'CML3555'],
  'bad-hangs': ['CML3528'],
  'bad-api-major': ['CML3205'],
  'bad-api-missing': ['CML3105'],
  'bad-prints-stdout': ['CML3524'],
};

const nameOf = (fixture: string) => `codex-ml-fixture-${fixture}`;

async function validate(cwd: string, ...args: string[]): Promise<{ code: number; report: ValidationReport }> {
  const { code, stdout, stderr } = await runCli(['plugins', 'validate', ...args, '--json'], { cwd });
  expect(stdout, stderr).to.match(/^\{/);
  return { code, report: ValidationReportSchema.parse(JSON.parse(stdout)) };
}

describe('codex-ml plugins validate', function () {
  this.timeout(240_000);

  const fixtures = Object.keys(BAD);
  // Whose id bad-duplicate-id claims.
  const project = makeProject({ plugins: ['good-metric', 'good-package', ...fixtures] });

  describe('of twelve bad plugins', () => {
    let codes: readonly number[];
    let packages: ValidationReport['packages'];
    before(async () => {
      const [patient, hangs] = [fixtures.filter((each) => each !== 'bad-hangs'), ['bad-hangs']];
      const first = await validate(project, ...patient.map(nameOf));
      const second = await validate(project, ...hangs.map(nameOf), '--timeout', '4');
      codes = [first.code, second.code];
      packages = [...first.report.packages, ...second.report.packages];
    });

    it('exits with 3 and reports every package', () => {
      expect(codes).to.deep.equal([3, 3]);
      expect(packages.map(({ name }) => name)).to.have.members(fixtures.map(nameOf));
    });

    for (const [fixture, own] of Object.entries(BAD)) {
      it(`knows ${fixture} by ${own.join(' and ')}, with the place and what to do`, () => {
        const { findings, ok } = packages.find(({ name }) => name === nameOf(fixture))!;
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect([...new Set(errors.map((one) => one.code))].sort()).to.deep.equal(own);
        expect(ok).to.equal(false);
        for (const { expected, seen, where, mend } of errors) {
          expect(expected).to.not.equal('');
          expect(seen).to.not.equal('');
          expect(mend).to.have.length.greaterThan(0);
          // Nobody can say where a plugin hangs.
          if (fixture !== 'bad-hangs') expect(where).to.be.a('string');
        }
      });
    }
  });

  it('passes a plugin without a flaw that lives among them', async () => {
    const { code, report } = await validate(project, nameOf('good-package'));
    expect(report.packages[0]!.findings).to.deep.equal([]);
    expect(code).to.equal(0);
  });

  it('leaves the list of plugins, help and a run that uses none of them alone', async () => {
    const list = await runCli(['plugins', 'list', '--json'], { cwd: project });
    expect(list.code, list.stderr).to.equal(0);
    const { packages } = JSON.parse(list.stdout) as { packages: { name: string }[] };
    expect(packages.map(({ name }) => name)).to.include.members(fixtures.map(nameOf));
    const help = await runCli(['--help'], { cwd: project });
    expect(help.code, help.stderr).to.equal(0);
    expect(help.stdout).to.include('plugins');
    const settings = ['train.steps=2', 'train.evaluateEvery=0', 'trackers=[ndjson]', 'model.layers=1'];
    const run = await runCli(
      ['train', '--preset', 'std/tiny', ...settings.flatMap((setting) => ['--set', setting])],
      { cwd: project },
    );
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stdout).to.match(/^completed at step 2 of 2/);
    rmSync(join(project, 'runs'), { recursive: true });
  });

  it('prints the findings as a list with a summary', async () => {
    const args = ['plugins', 'validate', nameOf('bad-writes-global'), '--only', 'load', '--only', 'docs'];
    const { code, stdout } = await runCli(args, { cwd: project });
    expect(code).to.equal(3);
    expect(stdout).to.match(/^codex-ml-fixture-bad-writes-global 1\.0\.0 \(.+\): metric:litter\/counter$/m);
    expect(stdout).to.match(/^ {2}fail {2}load +9 of 10 passed, 1 failed$/m);
    expect(stdout).to.match(/^ {2}ok {4}docs +1 of 1 passed$/m);
    expect(stdout).to.include(
      [
        'error[CML3523]: importing `litter/counter` changes the global `globalThis.tokenCache`',
        '  check     load.globals',
        '  expected  leaves globals and built-in objects as they were',
        '  seen      another `globalThis.tokenCache`',
        '  where     counter.js:4',
        '  mend      Keep the value in the module, or in what `create` returns.',
        '',
        '1 package, 11 checks: 10 passed, 1 failed; not valid',
      ].join('\n'),
    );
  });

  it('counts warnings as failures with --strict', async () => {
    const args = [nameOf('good-metric'), '--only', 'contract'];
    expect((await validate(project, ...args)).code).to.equal(0);
    const { code, report } = await validate(project, ...args, '--strict');
    expect(code).to.equal(3);
    expect(report.totals).to.include({ failed: 0, warned: 1 });
  });

  it('refuses a name that means nothing, as an error of usage', async () => {
    const { code, stderr } = await runCli(['plugins', 'validate', 'std/gtp'], { cwd: project });
    expect(code).to.equal(2);
    expect(stderr).to.include('CML1008').and.to.include('did you mean `std/gpt`?');
  });

  it('knows the package in the current folder, a folder, a single file, and a plugin by its id', async () => {
    const folder = resolve(project, 'node_modules', nameOf('good-package'));
    const only = ['--only', 'load'];
    expect((await validate(folder, ...only)).report.packages[0]!.name).to.equal(nameOf('good-package'));
    expect((await validate(project, folder, ...only)).code).to.equal(0);
    const file = await validate(folder, './counter.js', '--only', 'manifest', '--only', 'load');
    expect(file.code).to.equal(0);
    expect(file.report.packages[0]!.capabilities).to.deep.equal(['./counter.js']);
    expect(file.report.totals).to.include({ passed: 10, failed: 0, notRun: 6 });
    const byId = await validate(project, 'metric:std/perplexity', ...only);
    expect(byId.report.packages[0]!.capabilities).to.deep.equal(['metric:std/perplexity']);
  });

  it('takes what codex-ml brings as declared by a project with single files, and nothing by chance', async () => {
    const metric = `import { defineMetric, defineOptions } from '@codex-ml/plugin-api';
      export default defineMetric({
        id: 'count', apiVersion: '^1.0', options: defineOptions({}),
        create: () => ({
          consumes: 'tokens', better: 'lower', initial: () => 0, update: (n) => n, merge: (a, b) => a + b, value: () => null,
        }),
      });`;
    const codesOf = async (declared: object) => {
      const single = makeProject({
        files: {
          'count.mjs': metric,
          'package.json': JSON.stringify({ name: 'project', type: 'module', ...declared }),
        },
      });
      const modules = resolve(import.meta.dirname, '../../../../node_modules');
      symlinkSync(modules, join(single, 'node_modules'), 'dir');
      const { report } = await validate(single, './count.mjs', '--only', 'load');
      return report.packages[0]!.findings.map(({ code }) => code);
    };
    expect(await codesOf({ dependencies: { 'codex-ml': '*' } })).to.deep.equal([]);
    expect(await codesOf({ devDependencies: { '@codex-ml/plugin-api': '*' } })).to.deep.equal([]);
    expect(await codesOf({})).to.deep.equal(['CML3516']);
  });

  it('writes the groups of --only as the validator has them', () => {
    expect(GROUP_NAMES).to.deep.equal(GROUPS);
  });
});

describe('codex-ml plugins validate of what ships with codex-ml', function () {
  this.timeout(240_000);
  const root = resolve(import.meta.dirname, '../../../..');
  const packages = [...readdirSync(join(root, 'plugins')).map((name) => `./plugins/${name}`), './configs'];

  for (const folder of packages) {
    it(`passes ${folder}`, async () => {
      const { code, report } = await validate(root, folder);
      const [own] = report.packages;
      // std/tensorflow needs a package that is optional; where it is not installed, validation says so.
      const findings = own!.findings.filter((one) => one.code !== 'CML3545');
      expect(findings).to.deep.equal([]);
      expect(code).to.equal(0);
    });
  }
});
