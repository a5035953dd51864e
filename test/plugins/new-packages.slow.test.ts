// `plugins new` for every kind, as a user goes on from it: built, tested, validated, its example run, all without a network.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KINDS, type Kind } from '@codex-ml/plugin-api';
import { buildPlugin } from '@codex-ml/testkit/build';
import { newPackage } from '@codex-ml/testkit/scaffold';
import { type ValidationReport, validatePlugins } from '@codex-ml/testkit/validate';
import { expect } from 'chai';
import { ROOT, readJson } from '../architecture/repository.js';
import { runCli } from '../e2e/cli-process.js';
import { HOST_ROOT } from '../runs/run-in-process.js';
import { compilePackages } from './compile-packages.js';
import { makePluginProject, type PluginProject, run } from './plugin-project.js';

describe('a new plugin package', function () {
  this.timeout(240_000);
  let project: PluginProject;
  const folderOf = (kind: Kind) => join(project.path, kind);
  const idOf = (kind: Kind) => `acme/my-${kind}`;

  before(async () => {
    project = await makePluginProject();
    for (const kind of KINDS) {
      const { next } = await newPackage({
        kind,
        name: idOf(kind),
        folder: kind,
        license: 'MIT',
        year: 2030,
        cwd: project.path,
        projectRoot: project.path,
        hostRoot: HOST_ROOT,
      });
      expect(next).to.deep.equal([`cd ${kind}`, 'npm test', 'npm run validate']);
    }
  });
  after(() => project.dispose());

  it('is formatted, and without fault to a linter', async () => {
    const config = readJson<Record<string, unknown>>('biome.json');
    const own = { ...config, $schema: undefined, vcs: { enabled: false }, files: { includes: ['*/**'] } };
    await writeFile(join(project.path, 'biome.json'), JSON.stringify(own));
    const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const { code, output } = await run(process.execPath, [biome, 'check', ...KINDS], project.path);
    expect(code, output).to.equal(0);
  });

  it('compiles, its tests included', () => {
    expect(compilePackages(KINDS.map(folderOf))).to.deep.equal([]);
  });

  it('has the manifest that its modules say, before it is built for the first time', async () => {
    for (const kind of KINDS) {
      const { written, capabilities } = await buildPlugin({ folder: folderOf(kind), compile: false });
      expect(capabilities).to.deep.equal([`${kind}:${idOf(kind)}`]);
      expect(written, kind).to.deep.equal([`./dist/my-${kind}.schema.json`]);
    }
  });

  it('passes its own tests and the suite of its kind, none of which may touch the network', async () => {
    await writeFile(
      join(project.path, 'offline.mjs'),
      "import { guardNetwork } from '@codex-ml/testkit';\nguardNetwork();\n",
    );
    await writeFile(
      join(project.path, 'fetch.mjs'),
      "import { test } from 'node:test';\ntest('fetch', () => fetch('http://127.0.0.1:9'));\n",
    );
    const offline = ['--import', './offline.mjs', '--test', '--test-reporter=tap'];
    const control = await run(process.execPath, [...offline, 'fetch.mjs'], project.path);
    expect(control.code).to.equal(1);
    expect(control.output).to.contain('no network access');
    const args = [...offline, '--test-concurrency=2', '*/test/**/*.test.ts'];
    const { code, output } = await run(process.execPath, args, project.path);
    expect(
      code,
      output
        .split('\n')
        .filter((line) => /not ok|error:/.test(line))
        .join('\n'),
    ).to.equal(0);
    for (const kind of KINDS) expect(output).to.contain(`# Subtest: conformance of ${kind} my-${kind}\n`);
    expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).to.be.above(300);
    for (const none of ['fail', 'cancelled', 'skipped', 'todo']) expect(output).to.contain(`# ${none} 0\n`);
  });

  it('does so with `npm test`, which builds it first, and `npm run check` then finds it up to date', async () => {
    const { code, output } = await run('npm', ['test'], folderOf('metric'));
    expect(code, output).to.equal(0);
    expect(output)
      .to.contain('metric:acme/my-metric: up to date')
      .and.to.match(/^ℹ fail 0$/m);
    const checked = await run('npm', ['run', 'check'], folderOf('metric'));
    expect(checked.code, checked.output).to.equal(0);
  });

  it('is told apart from its sources by the check, once they have changed', async () => {
    const file = join(folderOf('schedule'), 'src', 'my-schedule.ts');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace("summary: 'straight", "summary: 'crooked"));
    const { code, stderr } = await runCli(['plugins', 'build', 'schedule', '--check'], { cwd: project.path });
    await writeFile(file, text);
    expect(code).to.equal(3);
    expect([...stderr.matchAll(/^error\[(CML\d+)\]/gm)].map(([, found]) => found)).to.deep.equal([
      'CML3419',
      'CML3420',
    ]);
  });

  it('says what the compiler says where it does not compile', async () => {
    const file = join(folderOf('safety'), 'src', 'index.ts');
    const text = await readFile(file, 'utf8');
    await writeFile(file, `${text}export const wrong: number = 'text';\n`);
    const { code, stderr } = await runCli(['plugins', 'build', 'safety'], { cwd: project.path });
    await writeFile(file, text);
    expect(code).to.equal(3);
    expect(stderr).to.contain('src/index.ts(4,14): error TS2322').and.to.contain('error[CML3415]');
  });

  it('is valid, with nothing left open that its kind can be checked for', async () => {
    const report: ValidationReport = await validatePlugins({
      names: KINDS.map((kind) => `./${kind}`),
      cwd: project.path,
      projectRoot: project.path,
      hostRoot: HOST_ROOT,
      strict: true,
    });
    const findings = report.packages.flatMap((each) => each.findings);
    expect(findings).to.deep.equal([]);
    expect(report.packages.map(({ ok }) => ok)).to.deep.equal(KINDS.map(() => true));
  });

  for (const kind of KINDS) {
    it(`has an example that runs: ${kind}`, async () => {
      const cwd = join(folderOf(kind), 'example');
      const { code, stdout, stderr } = await runCli(['train', '--json', '--set', 'train.steps=4'], { cwd });
      expect(code, stdout + stderr).to.equal(0);
      const { folder } = JSON.parse(stdout) as { folder: string };
      const record = await readFile(join(cwd, folder, 'run.json'), 'utf8');
      // No run starts jobs, so none makes a launcher; the config that names it is valid all the same.
      if (kind !== 'launcher') expect(record).to.contain(idOf(kind));
    });
  }
});
