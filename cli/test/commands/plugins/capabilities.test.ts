import { HOOKS, KIND_API_VERSIONS, KINDS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

interface Capabilities {
  readonly kinds: readonly {
    readonly kind: string;
    readonly contract: string;
    readonly configKey: string;
    readonly many: boolean;
    readonly plugins: readonly { readonly id: string; readonly status: string; readonly used: boolean }[];
  }[];
  readonly hooks: readonly {
    readonly hook: string;
    readonly policy: string;
    readonly taps: readonly string[];
  }[];
}

const read = (cwd: string, ...more: string[]) =>
  runJson<Capabilities>(['plugins', 'capabilities', ...more], { cwd });

describe('codex-ml plugins capabilities', () => {
  it('gives every kind with the version of its contract and its place in a config', async () => {
    const { kinds } = await read(makeProject());
    expect(kinds.map(({ kind }) => kind)).to.deep.equal([...KINDS]);
    for (const { kind, contract } of kinds) {
      expect(contract).to.equal(KIND_API_VERSIONS[kind as keyof typeof KIND_API_VERSIONS]);
    }
    expect(kinds.find(({ kind }) => kind === 'metric')).to.include({ configKey: 'metrics', many: true });
    expect(kinds.find(({ kind }) => kind === 'model')).to.include({ configKey: 'model', many: false });
  });

  it('marks the plugins that the config here uses', async () => {
    const config = 'model: { use: llama }\nmetrics: [token-count]\n';
    const cwd = makeProject({ plugins: ['good-metric'], files: { 'codex-ml.config.yaml': config } });
    const { kinds } = await read(cwd);
    const used = (kind: string) =>
      kinds
        .find((one) => one.kind === kind)
        ?.plugins.filter((plugin) => plugin.used)
        .map(({ id }) => id);
    expect(used('model')).to.deep.equal(['std/llama']);
    expect(used('metric')).to.deep.equal(['good/token-count']);
    const { stdout } = await runCli(['plugins', 'capabilities', '--kind', 'model'], { cwd });
    expect(stdout).to.match(/^model: contract \d+\.\d+\.\d+, `model` in a config, one per run$/m);
    expect(stdout)
      .to.match(/^ {2}std\/llama +used +\S/m)
      .and.to.match(/^ {2}std\/gpt +ok +\S/m);
    expect(stdout).to.not.match(/^metric: /m);
  });

  it('gives the hook table with the plugins that declare each hook, by id, without broken ones', async () => {
    const cwd = makeProject({ plugins: ['good-hooks', 'bad-hook-throws', 'bad-api-major'] });
    const { hooks } = await read(cwd);
    expect(hooks.map(({ hook }) => hook)).to.deep.equal(Object.keys(HOOKS));
    const { taps } = hooks.find(({ hook }) => hook === 'step.end')!;
    expect(taps).to.include('steps/step-log');
    expect(taps).to.deep.equal([...taps].sort());
    const { stdout } = await runCli(['plugins', 'capabilities'], { cwd });
    expect(stdout).to.match(/^ {2}step\.end +observe +sync +.*steps\/step-log/m);
  });

  it('lists what cannot be used with its status, and says where a kind has nothing', async () => {
    const cwd = makeProject({ plugins: ['bad-api-major'] });
    const { kinds } = await read(cwd);
    const next = kinds.flatMap(({ plugins }) => plugins).find(({ id }) => id === 'next/counter');
    expect(next).to.include({ status: 'incompatible', used: false });
  });
});
