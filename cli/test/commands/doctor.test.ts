import { expect } from 'chai';
import { makeProject } from '../project.js';
import { runCli, runJson } from '../run-cli.js';

interface Report {
  readonly status: string;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly hints: readonly string[];
  }[];
  readonly engines: readonly {
    readonly id: string;
    readonly devices: readonly { readonly device: string; readonly started: string | null }[];
  }[];
}

const statuses = ({ checks }: Report) => Object.fromEntries(checks.map(({ name, status }) => [name, status]));

describe('codex-ml doctor', () => {
  it('starts every device of every engine here, and prints one check a line', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': 'extends: [std/tiny]\n' } });
    const { code, stdout } = await runCli(['doctor'], { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^ok {4}node: Node \d+\.\d+\.\d+$/m);
    expect(stdout).to.match(/^ok {4}config: codex-ml\.config\.yaml is valid; its run is tiny-[0-9a-f]{8}$/m);
    expect(stdout).to.match(/^ok {4}engine std\/tfjs: starts on wasm, cpu$/m);
    expect(stdout).to.match(/^ok {4}runs-folder: .*runs is writable, .* free$/m);
    expect(stdout).to.match(/^ok {4}data-cache: .*cache is writable, .* free; it holds 0 entries, 0 MiB$/m);
  });

  it('gives the same as JSON, with a hint for all that is not ok', async () => {
    const report = await runJson<Report>(['doctor'], { cwd: makeProject() });
    expect(statuses(report)).to.include({
      node: 'ok',
      packages: 'ok',
      'plugin-api': 'ok',
      config: 'warn',
      'engine std/tfjs': 'ok',
    });
    const eager = report.engines.find(({ id }) => id === 'std/tfjs');
    expect(eager?.devices.map(({ device, started }) => [device, started])).to.deep.equal([
      ['wasm', 'wasm'],
      ['cpu', 'cpu'],
    ]);
    for (const { status, hints } of report.checks) expect(hints.length > 0).to.equal(status !== 'ok');
  });

  it('exits with 4 where the config is wrong, and says what and where', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': 'model:\n  use: gpt\n  layres: 4\n' } });
    const { code, stdout } = await runCli(['doctor'], { cwd });
    expect(code).to.equal(4);
    expect(stdout).to.include(
      'CML2104 `layres` is not an option of model `std/gpt` (codex-ml.config.yaml:3:3)',
    );
    expect(stdout).to.match(/^fail {2}config: /m);
  });

  it('lists broken and incompatible plugins without failing for them', async () => {
    const cwd = makeProject({ plugins: ['bad-api-major', 'bad-manifest-shape', 'bad-throws-on-import'] });
    const report = await runJson<Report>(['doctor'], { cwd });
    expect(statuses(report)).to.include({
      plugins: 'warn',
      'plugin codex-ml-fixture-bad-api-major': 'warn',
      'plugin codex-ml-fixture-bad-manifest-shape': 'warn',
    });
    expect(report.status).to.equal('warn');
  });

  it('fails where run folders cannot be made', async () => {
    const cwd = makeProject({
      files: { 'codex-ml.config.yaml': 'run: { folder: blocked/runs }\n', blocked: 'a file' },
    });
    const { code, stdout } = await runCli(['doctor', '--json'], { cwd });
    const report = JSON.parse(stdout) as Report;
    // Nothing can be made below a file, whoever asks.
    expect(statuses(report)['runs-folder']).to.equal('fail');
    expect(code).to.equal(4);
  });
});
