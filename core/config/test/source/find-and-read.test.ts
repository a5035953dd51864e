import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DiscoveryRequest, describeOrigin, loadListedPlugins } from '@codex-ml/config';
import { isPlugin } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import {
  load,
  loadYaml,
  makeProject,
  removeProjects,
  resolveProject,
  titlesOf,
} from '../fixtures/project.js';

describe('finding the config file', () => {
  after(removeProjects);

  it('goes up to the folder with a package.json, and paths are shown from the working directory', async () => {
    const folder = makeProject({ 'codex-ml.config.yaml': 'train: { steps: 3 }\n', 'deep/er/x.txt': '' });
    const loaded = await load(folder, { cwd: join(folder, 'deep', 'er') });
    expect(loaded.file).to.equal(join(folder, 'codex-ml.config.yaml'));
    expect(loaded.baseDir).to.equal(folder);
    expect(loaded.projectRoot).to.equal(folder);
    expect(loaded.origins.get('train.steps')?.source).to.equal('../../codex-ml.config.yaml');
  });

  it('does not go beyond it', async () => {
    const folder = makeProject({
      'codex-ml.config.yaml': 'train: { steps: 3 }\n',
      'inner/package.json': '{}',
    });
    expect((await load(folder, { cwd: join(folder, 'inner') })).file).to.equal(undefined);
  });

  for (const [name, text] of Object.entries({
    'codex-ml.config.yml': 'train: { steps: 3 }',
    'codex-ml.config.json': '{ "train": { "steps": 3 } }',
    'codex-ml.config.ts': 'const steps: number = 3;\nexport default { train: { steps } };',
    'codex-ml.config.mts': 'export default { train: { steps: 3 as number } };',
    'codex-ml.config.js': 'export default async ({ env }) => ({ train: { steps: Number(env.N) } });',
    'codex-ml.config.mjs': 'export default { train: { steps: 3, batch: undefined } };',
    'package.json': '{\n  "name": "x",\n  "codex-ml": { "train": { "steps": 3 } }\n}\n',
  })) {
    it(`reads ${name}`, async () => {
      const folder = makeProject({ 'package.json': '{"type":"module"}', [name]: text });
      const loaded = await load(folder, { env: { N: '3' } });
      expect(loaded.file).to.equal(join(folder, name));
      expect((loaded.tree['train'] as Record<string, unknown>)['steps']).to.equal(3);
      expect(loaded.origins.get('train.steps')).to.include({ layer: 'file', source: name });
    });
  }

  it('keeps positions in package.json', async () => {
    const folder = makeProject({ 'package.json': '{\n  "codex-ml": { "train": { "steps": 3 } }\n}\n' });
    const { origins } = await load(folder);
    expect(describeOrigin(origins.get('train.steps')!)).to.equal('package.json:2:37');
    expect(describeOrigin(origins.get('train.batch')!)).to.equal('default');
  });

  it('takes an empty file for an empty config', async () => {
    for (const name of ['codex-ml.config.yaml', 'codex-ml.config.json']) {
      const folder = makeProject({ [name]: '\n' });
      expect((await load(folder)).file).to.equal(join(folder, name));
    }
  });

  it('takes the requested file, and its folder as the base of paths unless another is given', async () => {
    const folder = makeProject({ 'sub/one.yaml': 'train: { steps: 3 }\n', 'codex-ml.config.yaml': 'x: 1\n' });
    expect((await load(folder, { file: 'sub/one.yaml' })).baseDir).to.equal(join(folder, 'sub'));
    expect((await load(folder, { file: 'sub/one.yaml', baseDir: folder })).baseDir).to.equal(folder);
  });

  it('reports files that cannot be read', async () => {
    const folder = makeProject({
      'bad.ts': 'enum X { A }\nexport default { run: {} };',
      'broken.json': '{ "a": ',
    });
    mkdirSync(join(folder, 'folder.yaml'));
    expect(await titlesOf(load(folder, { file: 'folder.yaml' }))).to.deep.equal([
      'CML2003 config file `folder.yaml` cannot be read: it is a folder',
    ]);
    expect(await titlesOf(load(folder, { file: 'bad.ts' }))).to.deep.equal([
      'CML2014 config module `bad.ts` failed to load',
    ]);
    expect(await titlesOf(load(folder, { file: 'broken.json' }))).to.deep.equal([
      'CML2010 not valid JSON: unexpected end of JSON input',
    ]);
  });

  it('passes over a package.json that is broken and has no config, and reports one that has', async () => {
    const folder = makeProject({});
    writeFileSync(join(folder, 'package.json'), '{ "name": ');
    expect((await load(folder)).file).to.equal(undefined);
    writeFileSync(join(folder, 'package.json'), '{ "codex-ml": { ');
    expect((await titlesOf(load(folder)))[0]).to.match(/^CML2010 not valid JSON/);
  });
});

describe('YAML', () => {
  after(removeProjects);

  it('may use anchors and aliases, whose values keep the place of the anchor', async () => {
    const { tree, origins } = await loadYaml('train: { steps: &n 7, batch: *n }\n');
    expect(tree['train']).to.include({ steps: 7, batch: 7 });
    expect(origins.get('train.batch')).to.include({ line: 1, column: 20 });
  });

  it('is refused where aliases multiply without bound', async () => {
    const bomb = Array.from({ length: 9 }, (_, i) =>
      i === 0
        ? 'a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'
        : `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(', ')}]`,
    );
    expect(await titlesOf(loadYaml(bomb.join('\n')))).to.deep.equal([
      'CML2010 not valid YAML: aliases expand to too many values',
    ]);
  });

  it('has keys that are texts', async () => {
    const { tree } = await loadYaml('model: { 1: a, "two words": b, ? [x] : c }').catch(() => ({
      tree: null,
    }));
    expect(tree).to.equal(null);
    expect(await titlesOf(loadYaml('model: { ? [x] : c }'))).to.deep.equal([
      'CML2010 not valid YAML: keys must be plain texts',
    ]);
    const loaded = await loadYaml('model: { 1: a, "two words": b, __proto__: c }');
    expect(Object.keys(loaded.tree['model'] as object)).to.include.members(['1', 'two words', '__proto__']);
  });
});

describe('the origin of a preset’s value', () => {
  after(removeProjects);

  it('is named after the preset where its file lies outside the working directory', async () => {
    const folder = makeProject({
      'installed/tiny.yaml': 'train: { steps: 2 }\n',
      'project/codex-ml.config.yaml': 'extends: [tiny]\n',
    });
    const { origins } = await load(join(folder, 'project'), {
      presetFiles: { 'std/tiny': '../installed/tiny.yaml' },
    });
    expect(describeOrigin(origins.get('train.steps')!)).to.equal('std/tiny:1:17');
  });
});

describe('plugins of a config', () => {
  after(removeProjects);

  it('reach discovery once, from files, variables and overrides, but not from presets', async () => {
    const folder = makeProject({
      'base.yaml': 'plugins: [one]\n',
      'conf/codex-ml.config.yaml':
        'extends: [../base.yaml, tiny]\nplugins: { use: [two, "./local-${env:X}"], allowIncompatible: [old] }\n',
      'tiny.yaml': 'train: { steps: 2 }\n',
    });
    const seen: DiscoveryRequest[] = [];
    const loaded = await load(folder, {
      seen,
      file: 'conf/codex-ml.config.yaml',
      env: { X: 'x' },
      set: ['plugins+=three', 'plugins.0=four'],
      presetFiles: { 'std/tiny': 'tiny.yaml' },
    });
    expect(seen).to.deep.equal([
      {
        projectRoot: folder,
        baseDir: join(folder, 'conf'),
        plugins: ['four', './local-x', 'three'],
        allowIncompatible: ['old'],
        inline: [],
      },
    ]);
    expect(loaded.tree['plugins']).to.deep.equal({
      use: ['four', './local-x', 'three'],
      allowIncompatible: ['old'],
    });
  });

  it('may be objects in a module, which survive loading and have a name in the config', async () => {
    const api = import.meta.resolve('@codex-ml/plugin-api');
    const folder = makeProject({
      'codex-ml.config.mjs': `import { defineMetric, defineOptions } from '${api}';
        const counter = defineMetric({ id: 'counter', apiVersion: '^1.0', options: defineOptions({}), create: () => ({}) });
        export default { plugins: ['./other', counter], train: { steps: 2 } };`,
    });
    const seen: DiscoveryRequest[] = [];
    const loaded = await load(folder, { seen });
    expect(loaded.inlinePlugins).to.have.length(1);
    expect(isPlugin(loaded.inlinePlugins[0])).to.equal(true);
    expect(seen[0]!.inline).to.deep.equal(loaded.inlinePlugins);
    expect(seen[0]!.plugins).to.deep.equal(['./other']);
    const resolved = await resolveProject(folder);
    expect(resolved.config.plugins).to.deep.equal(['./other', 'inline:metric/counter']);
    const listed = await loadListedPlugins({ cwd: folder, file: 'codex-ml.config.mjs' });
    expect(listed).to.deep.equal(seen[0]);
  });

  it('are refused as objects elsewhere', async () => {
    const api = import.meta.resolve('@codex-ml/plugin-api');
    const folder = makeProject({
      'codex-ml.config.mjs': `import { defineMetric, defineOptions } from '${api}';
        const counter = defineMetric({ id: 'counter', apiVersion: '^1.0', options: defineOptions({}), create: () => ({}) });
        export default { metrics: [counter] };`,
    });
    expect(await titlesOf(load(folder))).to.deep.equal([
      'CML2012 `metrics.0`: expected a value that JSON can hold, received the plugin object `counter`, which belongs under `plugins`',
    ]);
  });
});
