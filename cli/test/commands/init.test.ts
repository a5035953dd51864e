import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { makeProject } from '../project.js';
import { runCli, runJson } from '../run-cli.js';

const read = (...parts: string[]) => readFileSync(join(...parts), 'utf8');

describe('codex-ml init', () => {
  it('writes a config, its schema and a line of .gitignore, and says what comes next', async () => {
    const cwd = makeProject();
    const { code, stdout, stderr } = await runCli(['init', '--template', 'tiny'], { cwd });
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.equal(
      'wrote codex-ml.config.yaml, codex-ml.schema.json, .gitignore\n\nnext:\n  codex-ml config validate\n  codex-ml train\n',
    );
    const config = read(cwd, 'codex-ml.config.yaml');
    expect(config.split('\n', 1)[0]).to.equal('# yaml-language-server: $schema=./codex-ml.schema.json');
    expect(config).to.include('extends: [std/tiny]\n');
    expect(config).to.include('\n# model: { use: gpt, layers: 1, heads: 2, width: 16, context: 16 }\n');
    expect(read(cwd, '.gitignore')).to.equal('runs/\n');
    const schema = JSON.parse(read(cwd, 'codex-ml.schema.json')) as { $defs: object };
    expect(schema.$defs).to.include.keys('model.std.gpt');
  });

  it('writes a config that trains', async () => {
    const cwd = makeProject();
    await runCli(['init', 'whale', '--template', 'std/tiny'], { cwd });
    const { code, stdout, stderr } = await runCli(['train', '--dry-run'], { cwd: join(cwd, 'whale') });
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^dry run passed: run whale-[0-9a-f]{8}, /m);
  });

  it('offers sections that are valid once they are taken out of the comments', async () => {
    for (const template of ['std/tiny', 'std/quickstart', 'std/shakespeare-char', 'std/chat']) {
      const cwd = makeProject();
      await runCli(['init', '--template', template], { cwd });
      const file = join(cwd, 'codex-ml.config.yaml');
      const [head, sections] = read(file).split('# What the preset says.');
      writeFileSync(file, `${head}# ${sections!.replace(/^# /gm, '')}`);
      const { code, stderr } = await runCli(['config', 'validate'], { cwd });
      expect(code, stderr).to.equal(0);
      expect(read(file)).to.match(/^model: /m);
    }
  });

  it('starts from std/quickstart and the name of the folder', async () => {
    const cwd = makeProject();
    const outcome = await runJson<{ template: string; runName: string; written: string[]; next: string[] }>(
      ['init', 'Moby Dick: 1'],
      { cwd },
    );
    expect(outcome.template).to.equal('std/quickstart');
    expect(outcome.runName).to.equal('Moby-Dick-1');
    expect(outcome.written).to.include('Moby Dick: 1/codex-ml.config.yaml');
    expect(outcome.next[0]).to.equal('cd Moby Dick: 1');
  });

  it('says what a preset needs before it can run', async () => {
    const { stdout } = await runCli(['init', '-t', 'shakespeare-char'], { cwd: makeProject() });
    expect(stdout).to.match(/^ {2}this preset needs: .*data\/shakespeare\.txt/m);
  });

  it('brings the files of a preset, which trains then', async () => {
    const cwd = makeProject();
    const { stdout } = await runCli(['init', '--template', 'chat'], { cwd });
    expect(stdout).to.include('codex-ml.schema.json, conversations.jsonl, .gitignore\n');
    expect(stdout).to.not.include('needs');
    const example = new URL('../../../examples/chat/conversations.jsonl', import.meta.url);
    expect(read(cwd, 'conversations.jsonl')).to.equal(readFileSync(example, 'utf8'));
    const { code, stdout: trained, stderr } = await runCli(['train', '--dry-run'], { cwd });
    expect(code, stderr).to.equal(0);
    expect(trained).to.include('dry run passed');
    const again = await runCli(['init', '--template', 'chat'], {
      cwd: makeProject({ files: { 'conversations.jsonl': 'mine' } }),
    });
    expect(again.stderr).to.include('error[CML1006]: `conversations.jsonl` exists already');
  });

  it('overwrites nothing, and names every file in the way', async () => {
    const cwd = makeProject({
      files: { 'codex-ml.config.yaml': 'run: { name: mine }\n', 'codex-ml.schema.json': '{}' },
    });
    const { code, stderr } = await runCli(['init'], { cwd });
    expect(code).to.equal(2);
    expect(stderr.match(/^error\[CML1006\]: .*$/gm)).to.deep.equal([
      'error[CML1006]: `codex-ml.config.yaml` exists already',
      'error[CML1006]: `codex-ml.schema.json` exists already',
    ]);
    expect(read(cwd, 'codex-ml.config.yaml')).to.equal('run: { name: mine }\n');
    expect(existsSync(join(cwd, '.gitignore'))).to.equal(false);
  });

  it('overwrites with --force, but never makes a second config beside another', async () => {
    const cwd = makeProject({ files: { 'codex-ml.config.yaml': 'run: { name: mine }\n' } });
    expect((await runCli(['init', '--force'], { cwd })).code).to.equal(0);
    expect(read(cwd, 'codex-ml.config.yaml')).to.include('extends: [std/quickstart]');
    const second = await runCli(['init', '--force', '--ts'], { cwd });
    expect(second.code).to.equal(2);
    expect(second.stderr).to.include('error[CML1006]: `codex-ml.config.yaml` exists already');
    expect(existsSync(join(cwd, 'codex-ml.config.mts'))).to.equal(false);
  });

  it('adds to a .gitignore and leaves one alone that has the line', async () => {
    const cwd = makeProject({ files: { '.gitignore': 'dist' } });
    await runCli(['init', '--yes'], { cwd });
    expect(read(cwd, '.gitignore')).to.equal('dist\nruns/\n');
    const other = makeProject({ files: { '.gitignore': '/runs\n' } });
    await runCli(['init', '--yes'], { cwd: other });
    expect(read(other, '.gitignore')).to.equal('/runs\n');
  });

  it('writes a typed config with --ts that loads where codex-ml is installed', async () => {
    for (const [type, name] of [
      ['module', 'codex-ml.config.ts'],
      ['commonjs', 'codex-ml.config.mts'],
    ]) {
      const cwd = makeProject({ files: { 'package.json': JSON.stringify({ name: 'project', type }) } });
      mkdirSync(join(cwd, 'node_modules'));
      symlinkSync(
        fileURLToPath(new URL('../..', import.meta.url)),
        join(cwd, 'node_modules', 'codex-ml'),
        'dir',
      );
      const { stdout: said } = await runCli(['init', '--ts', '--template', 'tiny', '--name', 'typed'], {
        cwd,
      });
      expect(said).to.include(`wrote ${name}, `).and.to.not.include('npm install');
      const { code, stdout, stderr } = await runCli(['config', 'validate'], { cwd });
      expect(code, stderr).to.equal(0);
      expect(stdout.startsWith(`${name} is valid: run typed-`)).to.equal(true);
    }
  });

  it('says that a typed config needs codex-ml in the project', async () => {
    const { stdout } = await runCli(['init', '--ts'], { cwd: makeProject() });
    expect(stdout).to.match(/^ {2}npm install codex-ml /m);
  });

  it('refuses unknown presets, presets of one section and names that no folder can have', async () => {
    const cwd = makeProject();
    const errorOf = async (...args: string[]) => (await runCli(['init', ...args], { cwd })).stderr;
    expect(await errorOf('--template', 'quikstart')).to.include('did you mean `quickstart`?');
    expect(await errorOf('--template', 'std/model/small')).to.include('fills only the section `model`');
    expect(await errorOf('--name', 'a/b')).to.include('--name: expected letters, digits');
    expect(existsSync(join(cwd, 'codex-ml.config.yaml'))).to.equal(false);
  });
});
