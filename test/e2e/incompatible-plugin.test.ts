// A plugin of the next major in a real project: the run that uses it ends with 3 and says all there is to know; nothing else is
// touched by it.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KIND_API_VERSIONS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { readJson } from '../architecture/repository.js';
import { runCli, scratchFolder } from './cli-process.js';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const NAME = 'codex-ml-fixture-good-metric';
const USING = 'extends: [std/tiny]\nmetrics: [good/token-count]\n';
const WITHOUT = 'extends: [std/tiny]\nmetrics: [perplexity]\n';

describe('a plugin whose apiVersion is changed to ^2.0', () => {
  let root: string;
  let dispose: () => Promise<void>;

  before(async () => {
    ({ path: root, dispose } = await scratchFolder());
    const installed = join(root, 'node_modules', NAME);
    cpSync(join(REPOSITORY, 'test/fixtures/plugins/good-metric'), installed, { recursive: true });
    mkdirSync(join(root, 'node_modules/@codex-ml'));
    symlinkSync(join(REPOSITORY, 'core/plugin-api'), join(root, 'node_modules/@codex-ml/plugin-api'), 'dir');
    writeFileSync(join(root, 'package.json'), JSON.stringify({ dependencies: { [NAME]: '1.0.0' } }));
    writeFileSync(join(root, 'codex-ml.config.yaml'), USING);
    writeFileSync(join(root, 'without.yaml'), WITHOUT);
  });
  after(() => dispose());

  const run = (...args: readonly string[]) => runCli(args, { cwd: root });

  function writeRange(range: string): void {
    const file = join(root, 'node_modules', NAME, 'package.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/"apiVersion": "[^"]*"/, `"apiVersion": "${range}"`),
    );
  }

  it('worked before', async function () {
    this.timeout(60_000);
    const { code, stderr } = await run('train', '--dry-run');
    expect(code, stderr).to.equal(0);
  });

  it('ends the run with 3, naming plugin, range, version of the host and the remedy; nothing is written', async function () {
    this.timeout(60_000);
    writeRange('^2.0');
    for (const command of [['train'], ['train', '--dry-run'], ['config', 'validate']]) {
      const { code, stdout, stderr } = await run(...command);
      expect(code, stderr).to.equal(3);
      expect(stdout).to.equal('');
      expect(stderr).to.include(
        `error[CML3205]: plugin \`good/token-count\` needs plugin API \`^2.0\`, this host has ${KIND_API_VERSIONS.metric}`,
      );
      expect(stderr).to.include('npm install codex-ml@latest').and.to.include(`a version of \`${NAME}\``);
    }
    expect((await run('runs', 'list')).stdout).not.to.include('running');
  });

  const others: Readonly<Record<string, readonly string[]>> = {
    'plugins list': ['plugins', 'list'],
    'plugins inspect': ['plugins', 'inspect', 'good/token-count'],
    'plugins capabilities': ['plugins', 'capabilities'],
    'config schema': ['config', 'schema'],
    'runs list': ['runs', 'list'],
    explain: ['explain', 'CML3205'],
    help: ['--help'],
    'help of a command': ['train', '--help'],
    version: ['--version'],
    'a run that does not use it': ['train', '--config', 'without.yaml', '--set', 'train.steps=2'],
    'runs show': ['runs', 'show'],
    evaluate: ['evaluate'],
    generate: ['generate', '--max-new-tokens', '3'],
    'config show': ['config', 'show', '--config', 'without.yaml'],
    'config validate': ['config', 'validate', '--config', 'without.yaml'],
    doctor: ['doctor', '--config', 'without.yaml'],
    init: ['init', 'another'],
    'data stats': ['data', 'stats', '--config', 'without.yaml', '--no-tokens', '--split', 'validation'],
    'data preview': ['data', 'preview', '--config', 'without.yaml', '-n', '1', '--max-tokens', '5'],
    'data prepare': ['data', 'prepare', '--config', 'without.yaml'],
    'data split': ['data', 'split', '--config', 'without.yaml'],
    'data overlap': ['data', 'overlap', '--config', 'without.yaml'],
    'data cache list': ['data', 'cache', 'list', '--config', 'without.yaml'],
    'data cache clear': ['data', 'cache', 'clear', '--config', 'without.yaml'],
    'tokenizer train': ['tokenizer', 'train', '--config', 'without.yaml'],
    'tokenizer encode': ['tokenizer', 'encode', '--config', 'without.yaml', 'a'],
    'tokenizer decode': ['tokenizer', 'decode', '--config', 'without.yaml', '1'],
    'tokenizer stats': ['tokenizer', 'stats', '--config', 'without.yaml', '--split', 'validation'],
    'tokenizer validate': ['tokenizer', 'validate', '--config', 'without.yaml'],
    'tokenizer inspect': ['tokenizer', 'inspect', '--config', 'without.yaml'],
    'plugins new': ['plugins', 'new', 'schedule', 'acme/flat'],
    'plugins build': ['plugins', 'build', 'codex-ml-acme-flat'],
    'plugins validate': ['plugins', 'validate', 'std/perplexity', '--only', 'manifest'],
  };
  it('is tried with every command that there is', () => {
    const { commands } = readJson<{ commands: Record<string, unknown> }>('cli/oclif.manifest.json');
    // Its exit code is about the plugin; it has a test of its own below.
    const rest = Object.keys(commands).filter((id) => id !== 'plugins:doctor');
    const tried = Object.values(others).map((words) => words.join(':'));
    for (const id of rest)
      expect(
        tried.some((words) => `${words}:`.startsWith(`${id}:`)),
        id,
      ).to.equal(true);
  });

  for (const [what, command] of Object.entries(others)) {
    it(`does not disturb ${what}`, async function () {
      this.timeout(120_000);
      writeRange('^2.0');
      const { code, stdout, stderr } = await run(...command);
      expect(code, stderr).to.equal(0);
      expect(stdout).not.to.equal('');
    });
  }

  it('is told by `plugins doctor`, which exits with 3, and by the list', async () => {
    writeRange('^2.0');
    const doctor = await run('plugins', 'doctor', NAME);
    expect(doctor.code).to.equal(3);
    expect(doctor.stdout).to.include('CML3205').and.to.include('^2.0').and.to.include('npm install');
    expect((await run('plugins', 'list')).stdout).to.match(/^token-count +metric .*\^2\.0 +incompatible$/m);
  });

  it('may be used all the same where the config allows it, loudly', async function () {
    this.timeout(60_000);
    writeRange('^2.0');
    const allowing = `${USING}plugins: { allowIncompatible: [${NAME}] }\n`;
    writeFileSync(join(root, 'allowing.yaml'), allowing);
    const { code, stderr } = await run('train', '--dry-run', '--config', 'allowing.yaml');
    expect(code, stderr).to.equal(0);
    expect(stderr).to.include('it is used all the same');
  });
});
