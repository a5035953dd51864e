import { expect } from 'chai';
import fc from 'fast-check';
import { loadYaml, removeProjects, resolveYaml, titlesOf } from '../fixtures/project.js';

describe('--set', () => {
  after(removeProjects);

  it('types values by the scalar rules of YAML and leaves other text as it stands', async () => {
    const cases: Record<string, unknown> = {
      '10': 10,
      '1e-3': 0.001,
      '-0.5': -0.5,
      '0x10': 16,
      true: true,
      null: null,
      '~': null,
      yes: 'yes',
      '"10"': '10',
      "'a b'": 'a b',
      'a: b': 'a: b',
      '*.txt': '*.txt',
      '#1': '#1',
      '- x': '- x',
      '.inf': '.inf',
      '2020-01-01': '2020-01-01',
      'C:\\data\\x': 'C:\\data\\x',
      'a=b': 'a=b',
      '[1, "two", {three: 3}]': [1, 'two', { three: 3 }],
      '{}': {},
    };
    for (const [text, value] of Object.entries(cases)) {
      const { tree } = await loadYaml('', { set: [`dataset.path=${text}`] });
      expect((tree['dataset'] as Record<string, unknown>)['path'], text).to.deep.equal(value);
    }
  });

  it('gives back any plain value that is written as JSON', async () => {
    const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.array(fc.oneof(fc.string(), fc.boolean(), fc.constant(null)), { maxLength: 4 }),
      fc.dictionary(key, fc.integer(), { maxKeys: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(key, value, async (name, expected) => {
        fc.pre(!JSON.stringify(expected).includes('${'));
        const { tree } = await loadYaml('', { set: [`model.${name}x=${JSON.stringify(expected)}`] });
        expect((tree['model'] as Record<string, unknown>)[`${name}x`]).to.deep.equal(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('reaches keys with odd characters through quotes', async () => {
    const { tree, origins } = await loadYaml('', { set: ['model."a.b=c".d=1'] });
    expect((tree['model'] as Record<string, unknown>)['a.b=c']).to.deep.equal({ d: 1 });
    expect(origins.get('model."a.b=c".d')).to.deep.equal({ layer: 'set', source: '--set model."a.b=c".d=1' });
  });

  it('merges mappings and replaces lists, later ones over earlier ones', async () => {
    const { config } = await resolveYaml('model: { use: gpt, layers: 2, heads: 2 }', {
      set: ['model={layers: 3, width: 64}', 'model.layers=6', 'metrics=[perplexity]'],
    });
    expect(config.model.options).to.include({ layers: 6, heads: 2, width: 64 });
    expect(config.metrics.map(({ use }) => use)).to.deep.equal(['std/perplexity']);
  });

  it('appends to lists, including the default one, several entries at once', async () => {
    const { config } = await resolveYaml('', { set: ['metrics+={use: bleu, n: 2}', 'safety+=[secrets]'] });
    expect(config.metrics.map(({ use }) => use)).to.deep.equal([
      'std/perplexity',
      'std/bits-per-byte',
      'std/token-accuracy',
      'std/bleu',
    ]);
    expect(config.metrics[3]!.options).to.deep.equal({ n: 2 });
    expect(config.safety.map(({ use }) => use)).to.deep.equal(['std/secrets']);
    const { tree } = await loadYaml('', { set: ['dataset.path+=a.txt', 'plugins+=one', 'plugins+=two'] });
    expect((tree['dataset'] as Record<string, unknown>)['path']).to.deep.equal(['a.txt']);
    expect(tree['plugins']).to.deep.equal({ use: ['one', 'two'], allowIncompatible: [] });
  });

  it('changes and removes entries of lists by index and by plugin', async () => {
    const { config } = await resolveYaml('metrics: [perplexity, { use: bleu, n: 2 }, std/token-accuracy]', {
      set: ['metrics.0=bits-per-byte', 'metrics.bleu.n=3', 'metrics.token-accuracy-'],
    });
    expect(config.metrics).to.deep.equal([
      { use: 'std/bits-per-byte', options: {} },
      { use: 'std/bleu', options: { n: 3 } },
    ]);
  });

  it('drops the options of an entry whose plugin it replaces', async () => {
    const { config } = await resolveYaml('metrics: [{ use: bleu, n: 2 }]', { set: ['metrics.0=perplexity'] });
    expect(config.metrics).to.deep.equal([{ use: 'std/perplexity', options: {} }]);
  });

  it('deletes a value, so that the default applies again', async () => {
    const { config, origins } = await resolveYaml('model: { use: gpt, layers: 2 }\ntrain: { steps: 5 }', {
      set: ['model.layers-', 'train.steps-'],
    });
    expect(config.model.options['layers']).to.equal(4);
    expect(config.train.steps).to.equal(1000);
    expect(origins['model.layers']).to.deep.equal({ layer: 'default', source: 'std/gpt' });
    expect(origins['train.steps']).to.deep.equal({ layer: 'default', source: 'codex-ml' });
  });

  it('switches a section off and on', async () => {
    expect((await resolveYaml('launcher: local')).config.launcher?.use).to.equal('std/local');
    expect((await resolveYaml('launcher: local', { set: ['launcher=null'] })).config.launcher).to.equal(null);
    expect((await resolveYaml('', { set: ['launcher.use=local'] })).config.launcher?.use).to.equal(
      'std/local',
    );
  });

  it('says what is wrong with one that cannot be read', async () => {
    expect(await titlesOf(loadYaml('', { set: ['a"b=1'] }))).to.deep.equal([
      'CML2301 `a"b=1` is not an override',
    ]);
    expect(await titlesOf(loadYaml('', { set: ['"\\x"=1'] }))).to.deep.equal([
      'CML2301 `"\\x"=1` is not an override',
    ]);
    expect(await titlesOf(loadYaml('', { set: ['train-', 'train.steps-'] }))).to.deep.equal([
      'CML2305 there is nothing at `train` to delete',
    ]);
  });
});

describe('environment variables', () => {
  after(removeProjects);

  it('set keys whatever their case, with or without underscores', async () => {
    const { config, origins } = await resolveYaml('optimizer: { use: adamw, weightDecay: 0.5 }', {
      env: {
        CODEX_ML_TRAIN__EVALUATE_EVERY: '7',
        CODEX_ML_TRAIN__CHECKPOINTEVERY: '9',
        CODEX_ML_OPTIMIZER__WEIGHTDECAY: '0.25',
        CODEX_ML_MODEL: 'gpt',
        CODEX_ML_METRICS: '[perplexity]',
        CODEX_ML_METRICS__0__USE: 'bleu',
        CODEX_ML_DATASET__SPLIT__VALIDATION: '0.2',
        PATH: '/bin',
      },
    });
    expect(config.train).to.include({ evaluateEvery: 7, checkpointEvery: 9 });
    expect(config.optimizer.options).to.include({ weightDecay: 0.25 });
    expect(config.metrics[0]!.use).to.equal('std/bleu');
    expect(config.dataset.split.validation).to.equal(0.2);
    expect(origins['optimizer.weightDecay']).to.deep.equal({
      layer: 'env',
      source: 'CODEX_ML_OPTIMIZER__WEIGHTDECAY',
    });
  });

  it('choose a plugin and set its options together, whichever name comes first', async () => {
    const env = { CODEX_ML_MODEL__LAYERS: '3', CODEX_ML_MODEL__USE: 'llama' };
    const { config } = await resolveYaml('model: { use: gpt, layers: 7 }', { env });
    expect(config.model.use).to.equal('std/llama');
    expect(config.model.options).to.include({ layers: 3 });
  });

  it('spell options that no layer names as the schema does, below --set', async () => {
    const env = { CODEX_ML_OPTIMIZER__WEIGHTDECAY: '0.25', CODEX_ML_OPTIMIZER__LR: '0.5' };
    const first = await resolveYaml('', { env });
    expect(first.config.optimizer.options).to.include({ weightDecay: 0.25, lr: 0.5 });
    const second = await resolveYaml('', { env, set: ['optimizer.weightDecay=0.75'] });
    expect(second.config.optimizer.options).to.include({ weightDecay: 0.75, lr: 0.5 });
  });

  it('count as not set where they are empty, and leave variables of the tool itself alone', async () => {
    const env = { CODEX_ML_TRAIN__STEPS: '', CODEX_ML_DEBUG: '1', CODEX_ML_TEST_COUNTS: '/x' };
    expect((await resolveYaml('train: { steps: 3 }', { env })).config.train.steps).to.equal(3);
  });

  it('stand between the file and --set', async () => {
    const env = { CODEX_ML_TRAIN__STEPS: '20', CODEX_ML_TRAIN__BATCH: '20' };
    const { config } = await resolveYaml('train: { steps: 10, batch: 10, clip: 10 }', {
      env,
      set: ['train.steps=30'],
    });
    expect(config.train).to.include({ steps: 30, batch: 20, clip: 10 });
  });
});
