import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

interface Inspection {
  readonly package: { readonly name: string; readonly problems: readonly { readonly code: string }[] } | null;
  readonly plugins: readonly {
    readonly kind: string;
    readonly id: string;
    readonly status: string;
    readonly problems: readonly { readonly code: string }[];
    readonly options:
      | readonly { readonly name: string; readonly default?: unknown; readonly required: boolean }[]
      | null;
    readonly optionsProblem: { readonly code: string } | null;
  }[];
}

const project = makeProject({
  plugins: [
    'bad-api-major',
    'bad-manifest-shape',
    'bad-options-damaged',
    'bad-throws-on-import',
    'good-hooks',
  ],
});

const inspect = (args: readonly string[], cwd = project) => runCli(['plugins', 'inspect', ...args], { cwd });

describe('codex-ml plugins inspect', () => {
  it('prints summary, package, API range and a table of the options', async () => {
    const { code, stdout } = await inspect(['std/gpt']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^model std\/gpt\nGPT-2 style/);
    expect(stdout).to.match(/^package +@codex-ml\/models 0\.1\.0 \(first-party\)$/m);
    expect(stdout).to.match(/^plugin API +\^1\.0 \(this host has \d+\.\d+\.\d+\)$/m);
    expect(stdout).to.match(/^option +type +default +meaning$/m);
    expect(stdout).to.match(/^layers +integer +4 +number of transformer blocks$/m);
  });

  it('marks options that have to be given', async () => {
    const { stdout } = await inspect(['text']);
    expect(stdout).to.match(/^path +\S.* +required +a file/m);
  });

  it('takes short ids, full ids and `kind:id`', async () => {
    const texts = [];
    for (const name of ['gpt', 'std/gpt', 'model:gpt']) texts.push((await inspect([name])).stdout);
    expect(new Set(texts).size).to.equal(1);
  });

  it('lists all plugins of a package', async () => {
    const { package: owner, plugins } = await runJson<Inspection>(
      ['plugins', 'inspect', '@codex-ml/optimizers'],
      { cwd: project },
    );
    expect(owner!.name).to.equal('@codex-ml/optimizers');
    expect(plugins.map(({ kind, id }) => `${kind}:${id}`)).to.deep.equal([
      'optimizer:std/adamw',
      'optimizer:std/sgd',
      'schedule:std/constant',
      'schedule:std/cosine',
      'schedule:std/linear',
    ]);
  });

  it('lists every plugin of an ambiguous id, which --kind narrows', async () => {
    const all = await runJson<Inspection>(['plugins', 'inspect', 'counter'], { cwd: project });
    expect(all.plugins.length).to.be.greaterThan(1);
    const none = await inspect(['counter', '--kind', 'model']);
    expect(none.code).to.equal(2);
    expect(none.stderr).to.match(/^error\[CML1008\]: there is no model `counter`$/m);
    expect(none.stderr).to.include('`bomb/counter` is a plugin of kind metric');
  });

  it('shows an incompatible plugin with its problem in full', async () => {
    const { code, stdout } = await inspect(['codex-ml-fixture-bad-api-major']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^status +incompatible$/m);
    expect(stdout).to.match(/^error\[CML3205\]: plugin `\S+` needs plugin API /m);
    expect(stdout).to.include('= hint: ');
  });

  it('shows every mistake of a manifest that cannot be used', async () => {
    const { package: owner } = await runJson<Inspection>(
      ['plugins', 'inspect', 'codex-ml-fixture-bad-manifest-shape'],
      { cwd: project },
    );
    expect(owner!.problems.length).to.be.greaterThan(3);
    const { stdout } = await inspect(['codex-ml-fixture-bad-manifest-shape']);
    expect(stdout.match(/^error\[CML3105\]/gm)).to.have.length(owner!.problems.length);
  });

  it('shows a damaged options file as what it is', async () => {
    const { plugins } = await runJson<Inspection>(
      ['plugins', 'inspect', 'codex-ml-fixture-bad-options-damaged'],
      { cwd: project },
    );
    expect(plugins[0]!.options).to.equal(null);
    expect(plugins[0]!.optionsProblem!.code).to.equal('CML3211');
    expect((await inspect(['codex-ml-fixture-bad-options-damaged'])).stdout).to.include('error[CML3211]');
  });

  it('runs no plugin code', async () => {
    const before = globalThis.codexMlFixtureImports ?? 0;
    const { code, stdout } = await inspect(['bomb/counter']);
    expect([code, globalThis.codexMlFixtureImports ?? 0]).to.deep.equal([0, before]);
    expect(stdout).to.match(/^status +ok$/m);
  });

  it('lists the hooks a package declares', async () => {
    const { stdout } = await inspect(['codex-ml-fixture-good-hooks']);
    expect(stdout).to.match(/^hooks +\S+\.\S+/m);
  });

  it('says in which order the plugins that declare a hook run', async () => {
    const cwd = makeProject({ plugins: ['good-hooks', 'bad-hook-throws'] });
    const { plugins } = await runJson<{
      readonly plugins: readonly {
        readonly taps: readonly { readonly hook: string; readonly order: readonly string[] }[];
      }[];
    }>(['plugins', 'inspect', 'steps/step-log'], { cwd });
    const tap = plugins[0]!.taps.find(({ hook }) => hook === 'step.end')!;
    expect(tap.order).to.include('steps/step-log');
    expect(tap.order).to.deep.equal([...tap.order].sort());
    const { stdout } = await inspect(['steps/step-log'], cwd);
    const place = `${tap.order.indexOf('steps/step-log') + 1} of ${tap.order.length}`;
    expect(stdout).to.match(new RegExp(`^step\\.end +observe +${place}: `, 'm'));
  });

  it('says where the config uses it, and where each option that is set there comes from', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': 'model:\n  use: gpt\n  layers: 2\n' } });
    const { stdout } = await inspect(['gpt'], cwd);
    expect(stdout).to.include('uses it as `model` (codex-ml.config.yaml:2:8), with the defaults but for');
    expect(stdout).to.match(/^ {2}layers +2 +codex-ml\.config\.yaml:3:11$/m);
    expect((await inspect(['llama'], cwd)).stdout).to.include('The config here does not use it.');
    const { plugins } = await runJson<{ readonly plugins: readonly { readonly uses: readonly object[] }[] }>(
      ['plugins', 'inspect', 'gpt'],
      { cwd },
    );
    const origin = { layer: 'file', source: 'codex-ml.config.yaml' };
    expect(plugins[0]!.uses).to.deep.equal([
      {
        path: 'model',
        origin: { ...origin, line: 2, column: 8 },
        options: [{ name: 'layers', value: 2, origin: { ...origin, line: 3, column: 11 } }],
      },
    ]);
  });

  it('offers the nearest name', async () => {
    const { code, stderr } = await inspect(['lama']);
    expect(code).to.equal(2);
    expect(stderr).to.equal(
      'error[CML1008]: there is no plugin or plugin package `lama`\n' +
        '   = hint: did you mean `llama`?\n' +
        '   = hint: `codex-ml plugins list` shows what is installed\n',
    );
  });
});
