import { expect } from 'chai';
import fc from 'fast-check';
import {
  load,
  loadYaml,
  makeProject,
  removeProjects,
  resolveProject,
  titlesOf,
} from '../fixtures/project.js';

const files = {
  'quick.yaml':
    'model: { use: gpt, layers: 2, width: 32 }\ntrain: { steps: 5, batch: 4 }\nmetrics: [perplexity]\n',
  'small.yaml': 'use: gpt\nlayers: 3\n',
  'scores.yaml': '- bleu\n- token-accuracy\n',
};
const presetFiles = {
  'std/quick': 'quick.yaml',
  'std/model/small': 'small.yaml',
  'acme/metrics/scores': 'scores.yaml',
};

describe('layers', () => {
  after(removeProjects);

  it('are defaults, presets in order, the file, and --preset beneath what the file extends', async () => {
    const folder = makeProject({
      ...files,
      'codex-ml.config.yaml': 'extends: [model/small]\ntrain: { steps: 9 }\n',
    });
    const resolved = await resolveProject(folder, { presets: ['quick'], presetFiles });
    expect(resolved.config.model.options).to.include({ layers: 3, width: 32, heads: 4 });
    expect(resolved.config.train).to.include({ steps: 9, batch: 4, accumulate: 1 });
    expect(resolved.origins).to.deep.include({
      'model.layers': {
        layer: 'preset',
        source: 'small.yaml',
        preset: 'std/model/small',
        line: 2,
        column: 9,
      },
      'model.width': { layer: 'preset', source: 'quick.yaml', preset: 'std/quick', line: 1, column: 38 },
      'model.heads': { layer: 'default', source: 'std/gpt' },
      'train.steps': { layer: 'file', source: 'codex-ml.config.yaml', line: 2, column: 17 },
      'train.accumulate': { layer: 'default', source: 'codex-ml' },
      'engine.use': { layer: 'default', source: 'codex-ml' },
    });
  });

  it('list what took part, and keep the texts', async () => {
    const folder = makeProject({ ...files, 'codex-ml.config.yaml': 'extends: std/quick\n' });
    const loaded = await load(folder, { presetFiles });
    expect(loaded.layers).to.deep.equal([
      { layer: 'preset', source: 'quick.yaml', preset: 'std/quick' },
      { layer: 'file', source: 'codex-ml.config.yaml', preset: undefined },
    ]);
    expect(loaded.sources.get('quick.yaml')).to.equal(files['quick.yaml']);
  });

  it('take group presets of list sections, and presets without any file', async () => {
    const folder = makeProject(files);
    const resolved = await resolveProject(folder, { presets: ['std/quick', 'metrics/scores'], presetFiles });
    expect(resolved.config.metrics.map(({ use }) => use)).to.deep.equal(['std/bleu', 'std/token-accuracy']);
    expect(resolved.file).to.equal(undefined);
    expect(resolved.baseDir).to.equal(folder);
  });

  it('follow extends of extended files, each relative to the file that says it', async () => {
    const folder = makeProject({
      'codex-ml.config.yaml': 'extends: ./shared/base.yaml\nrun: { name: top }\n',
      'shared/base.yaml': 'extends: [./deep/deeper.json]\nrun: { name: base, seed: 2 }\n',
      'shared/deep/deeper.json': '{\n\t"run": { "name": "deep", "seed": 1, "folder": "out" }\n}\n',
    });
    const { config, origins } = await resolveProject(folder);
    expect(config.run).to.include({ name: 'top', seed: 2, folder: 'out' });
    expect(origins['run.folder']).to.deep.equal({
      layer: 'file',
      source: 'shared/deep/deeper.json',
      line: 2,
      column: 48,
    });
  });

  it('extend the same file on two ways without taking it for a circle', async () => {
    const folder = makeProject({
      'codex-ml.config.yaml': 'extends: [./a.yaml, ./b.yaml]\n',
      'a.yaml': 'extends: ./c.yaml\n',
      'b.yaml': 'extends: ./c.yaml\n',
      'c.yaml': 'train: { steps: 3 }\n',
    });
    expect((await resolveProject(folder)).config.train.steps).to.equal(3);
  });

  it('drop the options of the plugin that a later layer replaces, keep the keys of the host, and report it', async () => {
    const folder = makeProject({
      'base.yaml':
        'dataset: { use: text, path: a.txt, split: { validation: 0.3 } }\nmodel: { use: gpt, layers: 2 }\n',
      'codex-ml.config.yaml': 'extends: ./base.yaml\ndataset: moby-dick\nmodel: { use: std/gpt, heads: 2 }\n',
    });
    const { config } = await resolveProject(folder);
    expect(config.dataset).to.deep.equal({
      use: 'std/moby-dick',
      split: { validation: 0.3, test: 0, by: 'auto' },
      options: {},
    });
    expect(config.model.options).to.include({ layers: 2, heads: 2 });
    expect((await load(folder)).dropped).to.deep.equal([
      {
        path: 'dataset.path',
        origin: { layer: 'file', source: 'base.yaml', line: 1, column: 29 },
        by: { layer: 'file', source: 'codex-ml.config.yaml', line: 2, column: 10 },
      },
    ]);
  });

  it('do not depend on how extends is nested, only on the order that comes out', async () => {
    const section = fc.record(
      {
        model: fc.record(
          { use: fc.constantFrom('gpt', 'llama', 'std/gpt'), layers: fc.nat(9), width: fc.nat(9) },
          { requiredKeys: [] },
        ),
        train: fc.record({ steps: fc.nat(9), batch: fc.nat(9) }, { requiredKeys: [] }),
        metrics: fc.array(fc.constantFrom('bleu', 'perplexity'), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(section, section, section, section, async (a, b, c, d) => {
        const json = (value: object, parents: string[]) => JSON.stringify({ ...value, extends: parents });
        const leaves = { 'a.json': json(a, []), 'c.json': json(c, []) };
        const flat = makeProject({
          ...leaves,
          'b.json': json(b, []),
          'codex-ml.config.json': json(d, ['./a.json', './b.json', './c.json']),
        });
        const nested = makeProject({
          ...leaves,
          'b.json': json(b, ['./a.json']),
          'codex-ml.config.json': json(d, ['./b.json', './c.json']),
        });
        const deep = makeProject({
          'a.json': leaves['a.json'],
          'b.json': json(b, ['./a.json']),
          'c.json': json(c, ['./b.json']),
          'codex-ml.config.json': json(d, ['./c.json']),
        });
        const [first, second, third] = [await load(flat), await load(nested), await load(deep)];
        expect(second.tree).to.deep.equal(first.tree);
        expect(third.tree).to.deep.equal(first.tree);
      }),
      { numRuns: 25 },
    );
  });

  it('treat a section with nothing under it as empty, and null for an extends as none', async () => {
    const { tree } = await loadYaml('extends:\ntrain:\nmodel:\nrun:\n');
    expect((tree['model'] as Record<string, unknown>)['use']).to.equal('std/gpt');
    expect((tree['train'] as Record<string, unknown>)['steps']).to.equal(1000);
  });

  it('accept preset files on the command line', async () => {
    const folder = makeProject({ ...files, 'more.yaml': 'train: { steps: 8 }' });
    expect((await resolveProject(folder, { presets: ['./more.yaml'] })).config.train.steps).to.equal(8);
    expect(await titlesOf(load(folder, { presets: ['nothing'] }))).to.deep.equal([
      'CML2201 there is no preset `nothing`',
    ]);
  });
});
