import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

const FILE = `extends: [std/tiny]
run: { name: demo }
model:
  use: gpt
  layers: 3
`;

interface Shown {
  readonly runId: string;
  readonly hash: string;
  readonly config: {
    readonly model: Readonly<Record<string, unknown>>;
    readonly train: Readonly<Record<string, unknown>>;
  };
  readonly origins?: Readonly<Record<string, { readonly layer: string }>>;
}

const cwd = makeProject({ files: { 'codex-ml.config.yaml': FILE } });

describe('codex-ml config show', () => {
  it('prints the resolved config, defaults filled in and ids in full', async () => {
    const { code, stdout } = await runCli(['config', 'show'], { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^model:\n {2}use: std\/gpt\n {2}layers: 3\n/m);
    expect(stdout).to.match(/^ {2}dropout: 0$/m);
  });

  it('prints YAML that is a config for the same run', async () => {
    const { hash } = await runJson<Shown>(['config', 'show'], { cwd });
    const { stdout } = await runCli(['config', 'show', '--origin'], { cwd });
    writeFileSync(join(cwd, 'again.yaml'), stdout);
    const again = await runJson<Shown>(['config', 'show', '--config', 'again.yaml'], { cwd });
    expect(again.hash).to.equal(hash);
  });

  it('says with --origin where each value comes from, one comment a leaf', async () => {
    const { stdout } = await runCli(['config', 'show', '--origin', '--set', 'train.steps=7'], {
      cwd,
      env: { CODEX_ML_TRAIN__BATCH: '5' },
    });
    const commentOf = (leaf: string) => new RegExp(`^ *${leaf}: .*?  # (.*)$`, 'm').exec(stdout)?.[1];
    expect(commentOf('layers')).to.equal('codex-ml.config.yaml:5:11');
    expect(commentOf('steps')).to.equal('--set train.steps=7');
    expect(commentOf('batch')).to.equal('CODEX_ML_TRAIN__BATCH');
    expect(commentOf('warmup')).to.match(/^std\/tiny:\d+:\d+$/);
    expect(commentOf('dropout')).to.equal('default of std/gpt');
    expect(commentOf('patience')).to.equal('default');
  });

  it('prints JSON alone with --format json, with origins beside it on request', async () => {
    const plain = await runCli(['config', 'show', '--format', 'json'], { cwd });
    expect((JSON.parse(plain.stdout) as Shown['config']).model['layers']).to.equal(3);
    const { stdout } = await runCli(['config', 'show', '--format', 'json', '--origin'], { cwd });
    const { config, origins } = JSON.parse(stdout) as Shown;
    expect(config.model['layers']).to.equal(3);
    expect(origins!['model.layers']!.layer).to.equal('file');
  });

  it('gives run id, hash, config and origins with --json', async () => {
    const shown = await runJson<Shown>(['config', 'show', '--origin', '--set', 'model.layers=5'], { cwd });
    expect(shown.config.model['layers']).to.equal(5);
    expect(shown.origins!['model.layers']!.layer).to.equal('set');
    expect(shown.runId).to.equal(`demo-${shown.hash.slice(0, 8)}`);
  });

  it('keeps empty lists in place, comments included', async () => {
    const { stdout } = await runCli(['config', 'show', '--origin'], { cwd });
    expect(stdout).to.match(/^safety: \[\] +# default$/m);
  });
});
