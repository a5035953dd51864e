import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

const GOOD = 'extends: [std/tiny]\nrun: { name: demo }\n';
const BAD = `run: { name: demo, sed: 1 }
tokenizer: charr
model:
  use: gpt
  layers: four
train:
  step: 10
`;

describe('codex-ml config validate', () => {
  it('says in one line that a config is valid, with run id and hash', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': GOOD } });
    const { code, stdout, stderr } = await runCli(['config', 'validate'], { cwd });
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^codex-ml\.config\.yaml is valid: run demo-[0-9a-f]{8}, hash [0-9a-f]{64}\n$/);
  });

  it('gives file, run id and hash with --json', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': GOOD } });
    const result = await runJson<Record<string, unknown>>(['config', 'validate'], { cwd });
    expect(result).to.include({ valid: true, file: 'codex-ml.config.yaml' });
    expect(result['runId']).to.equal(`demo-${String(result['hash']).slice(0, 8)}`);
  });

  it('is content without a config file', async () => {
    const { code, stdout } = await runCli(['config', 'validate', '--preset', 'std/tiny'], {
      cwd: makeProject(),
    });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^the config is valid: run tiny-/);
  });

  it('reports every mistake at once, each with its place', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': BAD } });
    const { code, stderr } = await runCli(['config', 'validate'], { cwd });
    expect(code).to.be.oneOf([2, 3]);
    const places = [...stderr.matchAll(/ --> codex-ml\.config\.yaml:(\d+):\d+/g)].map(([, line]) =>
      Number(line),
    );
    expect(places.sort((a, b) => a - b)).to.deep.equal([1, 2, 5, 7]);
    expect(stderr).to.match(/\n4 errors\n$/);
  });

  it('exits with 2 for mistakes of the config', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': BAD.replace('charr', 'char') } });
    expect((await runCli(['config', 'validate'], { cwd })).code).to.equal(2);
  });
});
