// Commands that plugin packages add: real packages with an `oclif` field, through the whole command line.
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCommandPackages } from '@codex-ml/kernel/command-packages';
import { MANIFEST_FIELD, PLUGIN_KEYWORD } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeProject } from './project.js';
import { runCli, runJson } from './run-cli.js';

const marked = globalThis as { codexMlFixtureImports?: number };
const GOOD = fileURLToPath(new URL('../../test/fixtures/plugins/good-commands/', import.meta.url));

/** A project with a package that declares itself by `fields` and has these files. */
function projectWith(fields: object, files: Readonly<Record<string, string>>): string {
  const plug = { name: 'plug', version: '1.0.0', oclif: { commands: './commands' }, ...fields };
  return makeProject({
    files: {
      'package.json': JSON.stringify({ dependencies: { plug: '*' } }),
      'node_modules/plug/package.json': JSON.stringify(plug),
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`node_modules/plug/${name}`, text])),
    },
  });
}

const PLUGIN = { keywords: [PLUGIN_KEYWORD], [MANIFEST_FIELD]: {} };

describe('a command of a plugin package', () => {
  it('appears in help with its topic, its arguments and its flags', async () => {
    const cwd = makeProject({ plugins: ['good-commands'] });
    const all = await runCli(['--help'], { cwd });
    expect(all).to.include({ code: 0, stderr: '' });
    expect(all.stdout).to.match(/^ {2}good +Commands of a fixture\.$/m);
    expect(all.stdout).to.match(/^ {2}train /m);
    const topic = await runCli(['good', '--help'], { cwd });
    expect(topic.stdout).to.include('good greet').and.to.include('Greet somebody.');
    const one = await runCli(['good', 'greet', '--help'], { cwd });
    expect(one.stdout).to.include('codex-ml good greet NAME').and.to.include('--loud');
  });

  it('runs, and a mistyped flag is answered as for any other command', async () => {
    const cwd = makeProject({ plugins: ['good-commands'] });
    const good = await runCli(['good', 'greet', 'you', '--loud'], { cwd });
    expect(good).to.deep.equal({ code: 0, stdout: 'HELLO you\n', stderr: '' });
    const bad = await runCli(['good', 'greet', 'you', '--luod'], { cwd });
    expect(bad.code).to.equal(2);
    expect(bad.stderr).to.include('CML1001').and.to.include('did you mean `--loud`?');
    const near = await runCli(['good', 'gret'], { cwd });
    expect(near.stderr).to.include('did you mean `good greet`?');
  });

  for (const [command, message] of [
    ['fail', 'no such report'],
    ['broken', 'broken while it was imported'],
  ] as const) {
    it(`is blamed with its package where it ends with "${message}"`, async () => {
      const cwd = makeProject({ plugins: ['good-commands'] });
      const { code, stderr } = await runCli(['good', command], { cwd });
      expect(code).to.equal(3);
      expect(stderr)
        .to.include('CML3322')
        .and.to.include(`command \`good ${command}\` of package \`codex-ml-fixture-good-commands\``)
        .and.to.include(message);
    });
  }

  it('is found in the workspace around the project', async () => {
    const root = makeProject({ plugins: ['good-commands'], files: { 'app/package.json': '{}' } });
    const declared = { workspaces: ['app'], devDependencies: { 'codex-ml-fixture-good-commands': '*' } };
    writeFileSync(join(root, 'package.json'), JSON.stringify(declared));
    expect((await runCli(['good', 'greet', 'you'], { cwd: join(root, 'app') })).stdout).to.equal(
      'hello you\n',
    );
  });

  it('is found where pnpm puts packages', async () => {
    const store = 'node_modules/.pnpm/plug@1.0.0/node_modules';
    const root = makeProject({
      files: { 'package.json': JSON.stringify({ dependencies: { 'codex-ml-fixture-good-commands': '*' } }) },
    });
    const name = 'codex-ml-fixture-good-commands';
    mkdirSync(join(root, store), { recursive: true });
    cpSync(GOOD, join(root, store, name), { recursive: true });
    symlinkSync(join(root, store, name), join(root, 'node_modules', name), 'dir');
    mkdirSync(join(root, store, '@oclif'));
    const core = fileURLToPath(new URL('../../node_modules/@oclif/core', import.meta.url));
    symlinkSync(core, join(root, store, '@oclif/core'), 'dir');
    expect((await runCli(['good', 'greet', 'you'], { cwd: root })).stdout).to.equal('hello you\n');
  });
});

describe('a package that exports its commands from one module', () => {
  const oclif = { commands: { strategy: 'explicit', target: './index.js', identifier: 'COMMANDS' } };
  const command = {
    id: 'acme:hi',
    aliases: ['acme:hello', 'train'],
    args: {},
    flags: {},
    summary: 'Say hi.',
  };
  const files = {
    'index.js': `import { Command } from '@oclif/core';
class Hi extends Command { async run() { this.log('hi'); } }
export const COMMANDS = { 'acme:hi': Hi };
`,
    'oclif.manifest.json': JSON.stringify({ version: '1.0.0', commands: { 'acme:hi': command } }),
  };

  it('works as well; of its aliases, those that codex-ml has as commands are left out', async () => {
    const cwd = projectWith({ ...PLUGIN, type: 'module', oclif }, files);
    mkdirSync(join(cwd, 'node_modules/@oclif'));
    const core = fileURLToPath(new URL('../../node_modules/@oclif/core', import.meta.url));
    symlinkSync(core, join(cwd, 'node_modules/@oclif/core'), 'dir');
    for (const name of ['hi', 'hello']) {
      expect(await runCli(['acme', name], { cwd })).to.deep.equal({ code: 0, stdout: 'hi\n', stderr: '' });
    }
    expect((await runCli(['train', '--help'], { cwd })).stdout).to.match(/^Train a model/);
  });
});

describe('a plugin package whose commands cannot be added', () => {
  it('breaks neither help nor any command; help says what is missing, and nothing of it is imported', async () => {
    delete marked.codexMlFixtureImports;
    const cwd = makeProject({ plugins: ['bad-commands-unlisted', 'bad-commands-clash', 'good-commands'] });
    const help = await runCli(['--help'], { cwd });
    expect(help.code).to.equal(0);
    expect(help.stdout)
      .to.match(/^ {2}good /m)
      .and.to.match(/^ {2}train +Train a model/m);
    expect(help.stdout)
      .to.include('List, inspect, check and make plugins')
      .and.to.not.include('Not what it says');
    const lines = help.stderr.trimEnd().split('\n');
    expect(lines).to.have.length(3);
    expect(lines[0]).to.include('command `plugins` of package').and.to.include('CML3321');
    expect(lines[1]).to.include('command `train` of package').and.to.include('codex-ml has one');
    expect(lines[2]).to.include('bad-commands-unlisted').and.to.include('CML3320');
    const list = await runCli(['plugins', 'list'], { cwd });
    expect(list).to.include({ code: 0, stderr: '' });
    const explained = await runJson<{ code: string }>(['explain', 'CML3321'], { cwd });
    expect(explained.code).to.equal('CML3321');
    expect(marked.codexMlFixtureImports).to.equal(undefined);
  });

  it('is named where the command that is missing is called', async () => {
    const cwd = makeProject({ plugins: ['bad-commands-unlisted'] });
    const { code, stderr } = await runCli(['hidden'], { cwd });
    expect(code).to.equal(2);
    expect(stderr).to.include('CML1002').and.to.include('CML3320').and.to.include('oclif.manifest.json');
  });

  const manifest = (content: object) => JSON.stringify({ version: '1.0.0', commands: {}, ...content });
  const damaged: readonly (readonly [string, object, Readonly<Record<string, string>>, string])[] = [
    ['has no version', { version: undefined }, {}, 'no name or no version'],
    ['has a manifest that is no JSON', {}, { 'oclif.manifest.json': '{' }, 'not a JSON object'],
    [
      'has a manifest of another version',
      {},
      { 'oclif.manifest.json': manifest({ version: '0.9.0' }) },
      '0.9.0',
    ],
    [
      'has a manifest without commands',
      {},
      { 'oclif.manifest.json': manifest({ commands: 1 }) },
      'no commands',
    ],
    [
      'has a manifest that is not complete',
      {},
      { 'oclif.manifest.json': manifest({ commands: { a: { id: 'a' } } }) },
      '`a` in its',
    ],
  ];
  for (const [what, fields, files, expected] of damaged) {
    it(`is left out with the reason where it ${what}`, async () => {
      const cwd = projectWith({ ...PLUGIN, ...fields }, files);
      const { code, stdout, stderr } = await runCli(['--help'], { cwd });
      expect(code).to.equal(0);
      expect(stdout).to.include('train');
      expect(stderr).to.include('CML3320').and.to.include(expected);
    });
  }
});

describe('packages that are asked for commands', () => {
  it('are declared plugins that have an `oclif` field, and no others', () => {
    const found = (fields: object) => findCommandPackages(projectWith(fields, {})).map(({ name }) => name);
    expect(found(PLUGIN)).to.deep.equal(['plug']);
    expect(found({ ...PLUGIN, keywords: ['oclif-plugin'] })).to.deep.equal([]);
    expect(found({ keywords: [PLUGIN_KEYWORD] })).to.deep.equal([]);
    expect(found({ ...PLUGIN, oclif: undefined })).to.deep.equal([]);
  });

  it('are none where there is no project', () => {
    expect(findCommandPackages(join(makeProject(), 'nowhere'))).to.deep.equal([]);
    expect(findCommandPackages('/')).to.deep.equal([]);
  });
});
