import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { BIN, runCli, runJson } from '../../run-cli.js';

interface Listing {
  readonly plugins: readonly {
    readonly kind: string;
    readonly id: string;
    readonly package: string;
    readonly status: string;
    readonly problem: { readonly code: string } | null;
  }[];
  readonly packages: readonly {
    readonly name: string;
    readonly status: string;
    readonly problems: readonly { readonly code: string }[];
  }[];
}

/** Every way in which a plugin package can be bad and be known for it without running it. */
const BAD = [
  'bad-api-major',
  'bad-api-wildcard',
  'bad-entry-missing',
  'bad-manifest-shape',
  'bad-manifest-number',
  'bad-options-missing',
  'bad-throws-on-import',
];

const project = makeProject({ plugins: ['good-metric', ...BAD] });

describe('codex-ml plugins list', () => {
  it('lists short id, kind, package, version, API range and status', async () => {
    const { code, stdout } = await runCli(['plugins', 'list'], { cwd: makeProject() });
    expect(code).to.equal(0);
    const [heading, ...lines] = stdout.trimEnd().split('\n');
    expect(heading!.split(/ {2,}/)).to.deep.equal([...['id', 'kind', 'package', 'version', 'API', 'status']]);
    const gpt = lines.find((line) => line.startsWith('gpt '));
    expect(gpt!.split(/ {2,}/)).to.deep.equal([
      ...['gpt', 'model', '@codex-ml/models', '0.1.0', '^1.0', 'ok'],
    ]);
    expect(lines.every((line) => line.endsWith('  ok'))).to.equal(true);
  });

  it('lists broken and incompatible plugins with the reason, next to the usable ones', async () => {
    const { code, stdout } = await runCli(['plugins', 'list'], { cwd: project });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^token-count +metric +codex-ml-fixture-good-metric +\S+ +\^1\.0 +ok$/m);
    expect(stdout).to.include('incompatible: codex-ml-fixture-bad-api-major\n  CML3205: ');
    expect(stdout).to.include('broken: codex-ml-fixture-bad-entry-missing\n  CML3107: ');
    expect(stdout).to.match(/^broken: codex-ml-fixture-bad-manifest-shape(\n {2}CML3105: .*){2,}/m);
  });

  it('writes the full id where a short one is ambiguous', async () => {
    const { stdout } = await runCli(['plugins', 'list', '--kind', 'metric'], { cwd: project });
    expect(stdout).to.match(/^bomb\/counter /m);
    expect(stdout).to.not.match(/^counter /m);
  });

  it('--broken keeps only what cannot be used', async () => {
    const { plugins, packages } = await runJson<Listing>(['plugins', 'list', '--broken'], { cwd: project });
    expect(new Set(plugins.map(({ status }) => status))).to.deep.equal(new Set(['broken', 'incompatible']));
    expect(packages.map(({ name }) => name)).to.include.members([
      'codex-ml-fixture-bad-manifest-shape',
      'codex-ml-fixture-bad-options-missing',
    ]);
    expect(packages.every(({ problems }) => problems.length > 0)).to.equal(true);
  });

  it('--kind keeps one kind', async () => {
    const { plugins } = await runJson<Listing>(['plugins', 'list', '--kind', 'tracker'], { cwd: project });
    expect(plugins.map(({ id }) => id)).to.deep.equal(['std/console', 'std/csv', 'std/ndjson']);
  });

  it('gives each plugin with its problem as JSON, without paths of this machine', async () => {
    const { stdout } = await runCli(['plugins', 'list', '--json'], { cwd: project });
    const { plugins } = JSON.parse(stdout) as Listing;
    const codes = new Map(plugins.map(({ package: name, problem }) => [name, problem?.code ?? null]));
    expect(codes.get('codex-ml-fixture-good-metric')).to.equal(null);
    expect(codes.get('codex-ml-fixture-bad-api-major')).to.equal('CML3205');
    expect(codes.get('codex-ml-fixture-bad-api-wildcard')).to.equal('CML3203');
    // Nobody knows what it does when it is imported.
    expect(codes.get('codex-ml-fixture-bad-throws-on-import')).to.equal(null);
    expect(stdout).to.not.include(project);
  });

  it('runs no plugin code: imports no entry module and no options module', () => {
    const recorder = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => {
  if (/fixtures\\/plugins\\/|\\/plugins\\/[\\w-]+\\/dist\\//.test(url)) process._rawDebug('loaded ' + url);
  return next(url, context);
} });`;
    const preload = `data:text/javascript,${encodeURIComponent(recorder)}`;
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', preload, BIN, ...args], { cwd: project, encoding: 'utf8' });
    const { status, stdout, stderr } = run('plugins', 'list', '--json');
    expect(status).to.equal(0);
    expect((JSON.parse(stdout) as Listing).plugins.length).to.be.greaterThan(20);
    expect(stderr).to.equal('');
    // The recorder does see what a command that needs plugins loads.
    expect(run('config', 'validate').stderr).to.include('loaded ');
  });

  it('lists what is there when the config cannot be loaded, and says so', async () => {
    const cwd = makeProject({ plugins: ['good-metric'], files: { 'codex-ml.config.yaml': 'a: [\n' } });
    const { code, stdout, stderr } = await runCli(['plugins', 'list'], { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^token-count /m);
    expect(stderr).to.include('the config cannot be loaded (CML2010: ');
  });

  it('lists a plugin given with --plugin', async () => {
    const cwd = makeProject();
    const { plugins } = await runJson<Listing>(
      ['plugins', 'list', '--plugin', `${project}/node_modules/codex-ml-fixture-good-metric`],
      { cwd },
    );
    expect(plugins.map(({ package: name }) => name)).to.include('codex-ml-fixture-good-metric');
  });
});
