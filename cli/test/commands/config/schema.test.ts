import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

interface Schema {
  readonly $schema: string;
  readonly properties: Readonly<Record<string, object>>;
  readonly $defs: Readonly<Record<string, { readonly properties: Readonly<Record<string, unknown>> }>>;
}

declare global {
  // What fixture plugins count their imports with.
  var codexMlFixtureImports: number | undefined;
}

describe('codex-ml config schema', () => {
  it('prints one JSON Schema with the options of every usable plugin', async () => {
    const { code, stdout } = await runCli(['config', 'schema'], {
      cwd: makeProject({ plugins: ['good-metric'] }),
    });
    const schema = JSON.parse(stdout) as Schema;
    expect(code).to.equal(0);
    expect(schema.$schema).to.equal('https://json-schema.org/draft/2020-12/schema');
    expect(schema.properties).to.include.keys('extends', 'run', 'train', 'model', 'metrics');
    expect(schema.$defs['model.std.gpt']!.properties).to.include.keys('use', 'layers', 'heads');
    expect(
      Object.keys(schema.$defs).some((name) => name.startsWith('metric.') && !name.includes('.std.')),
    ).to.equal(true);
  });

  it('is the same with --json', async () => {
    const cwd = makeProject();
    const { stdout } = await runCli(['config', 'schema'], { cwd });
    expect(await runJson(['config', 'schema'], { cwd })).to.deep.equal(JSON.parse(stdout));
  });

  it('runs no plugin code, leaves broken plugins out and says so of damaged schema files', async () => {
    const before = globalThis.codexMlFixtureImports ?? 0;
    const cwd = makeProject({ plugins: ['bad-throws-on-import', 'bad-options-damaged', 'bad-api-major'] });
    const { code, stdout, stderr } = await runCli(['config', 'schema'], { cwd });
    const { $defs } = JSON.parse(stdout) as Schema;
    expect(code).to.equal(0);
    expect($defs).to.include.keys('metric.bomb.counter');
    expect(Object.keys($defs).filter((name) => name.includes('counter'))).to.deep.equal([
      'metric.bomb.counter',
    ]);
    expect(stderr).to.match(/^metric `[\w-]+\/counter` is left out: options schema of /);
    expect(globalThis.codexMlFixtureImports ?? 0).to.equal(before);
  });

  it('works beside a config that cannot be loaded, and says that it could not', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': 'model: {\n' } });
    const { code, stdout, stderr } = await runCli(['config', 'schema'], { cwd });
    expect(code).to.equal(0);
    expect(Object.keys((JSON.parse(stdout) as Schema).$defs)).to.include('model.std.gpt');
    expect(stderr).to.match(/^the config cannot be loaded \(CML2010: /);
  });
});
